import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');

/** What each prints when it is run with two draws. */
const PRINTED: Record<string, RegExp> = {
  'draws.ts':
    /^286 rows, the last: run 2, 2024-11-11, \d+ abroad\nabroad in the last week: \d+\.?\d* \(90 % of runs: .* to .*\)\n$/,
  'inline.ts': /^2024-11-11: \d+ more abroad \(90 % of 2 pairs: \d+ to \d+\)\n$/,
  'stream.ts': /^(run [12] \([0-9a-f]{16}\): mean of [12] is \d+ abroad\n){2}$/,
};

describe('an example', () => {
  it.each(readdirSync(join(ROOT, 'examples')).filter(name => name.endsWith('.ts')))(
    '%s runs as it is',
    name => {
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        ['--conditions=rhizome-source', join('examples', name), '2'],
        { cwd: ROOT, encoding: 'utf8' },
      );
      expect([status, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(PRINTED[name]);
    },
  );
});
