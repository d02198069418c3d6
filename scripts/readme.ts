import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { putPagePart } from './page-part.ts';

/** The README's output, made by the command above it: `node scripts/readme.ts` after anything that changes results. */

const ROOT = resolve(import.meta.dirname, '..');

/** The sentences that `compare` begins with, as the README has them. */
export function quoted(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rhizome-readme-'));
  try {
    const scenarios = ['scenarios/baseline.yaml', 'scenarios/second-mobilisation.yaml'];
    const words = [
      'compare',
      ...scenarios,
      '--date',
      '2023-12-31',
      '--scale',
      '2000',
      '--out',
      join(folder, 'out'),
    ];
    const printed = execFileSync(process.execPath, [join(ROOT, 'workers/start.mjs'), ...words], {
      cwd: ROOT,
      encoding: 'utf8',
      env: { ...process.env, COLUMNS: '100', NO_COLOR: '1' },
    });
    const [sentence] = /^A second mobilisation in January 2023: [\s\S]*?\.$(?=\n\n)/m.exec(printed) ?? [''];
    return `\`\`\`text\n${sentence.trim()}\n\`\`\``;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (process.argv[1] === import.meta.filename) putPagePart('README.md', 'compare', quoted());
