import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BAKED, sourcesHash } from '../src/io/project/engine-identity.ts';
import { BUNDLED, bundle } from '../src/workflows/explore/bundle.ts';

/**
 * `npm run build` makes dist/: src/ and workers/ as JavaScript with their types, and what they read beside themselves. Paths
 * below dist/ are those of the clone, so a module finds another, a page its style and a thread its start at the same place.
 */
const ROOT = resolve(import.meta.dirname, '..');
const DIST = join(ROOT, 'dist');
const COPIED = ['workers/start.mjs', 'workers/lean.mjs', 'src/report/page/page.css'];

rmSync(DIST, { recursive: true, force: true });
const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], {
  cwd: ROOT,
  stdio: 'inherit',
});
if (status !== 0) process.exit(status ?? 1);
for (const file of COPIED) copyFileSync(join(ROOT, file), join(DIST, file));
// The program that is built has the identity of its sources, which are not part of the package.
writeFileSync(join(DIST, 'src/io/project', BAKED), `${JSON.stringify({ sources: sourcesHash() })}\n`);
// The explorer is a program of its own, for browsers.
mkdirSync(join(DIST, 'app'), { recursive: true });
for (const [name, text] of Object.entries(await bundle()))
  writeFileSync(join(DIST, 'app', BUNDLED[name as keyof typeof BUNDLED]), text);
