import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ended, start } from '../cli/process.ts';
import { fetchNode } from '../support/node-versions.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const TABLES = [
  ...['trajectories', 'summary', 'survey', 'flows', 'population'].map(name => `${name}.csv`),
  ...['trajectories', 'summary'].map(name => `${name}.parquet`),
];
const SMALL = ['--weeks', '45', '--scale', '2000', '--draws', '2', '--seeds', '1', '--threads', '2'];

describe('every supported Node', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rhizome-nodes-'));
  afterAll(() => rmSync(folder, { recursive: true }), 60_000);

  async function tables(node: string, name: string): Promise<string[]> {
    const out = join(folder, 'out', name);
    const { code, stderr } = await ended(
      start(ROOT, ['run', 'scenarios/baseline.yaml', ...SMALL, '--out', out], [], node),
    );
    expect([code, stderr]).toEqual([0, '']);
    return TABLES.map(table => readFileSync(join(out, table), 'latin1'));
  }

  let here: string[] | undefined;
  for (const major of [22, 24, 26])
    it(`Node ${major} writes the same bytes as this one`, async ({ skip }) => {
      const node = fetchNode(major);
      if (!node) return skip(`the npm package node@${major} is not to be had here`);
      const there = await tables(node, String(major));
      here ??= await tables(process.execPath, 'here');
      const differing = TABLES.filter((_, k) => there[k] !== here?.[k]);
      expect(differing).toEqual([]);
    });
});
