import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCsv } from '../../src/io/text/csv.ts';
import { runEnsemble } from '../../src/workflows/run/ensemble.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const page = readFileSync(join(ROOT, 'docs/how-to/read-the-results.md'), 'utf8');
const codeIn = (language: string) => new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 's').exec(page)![1];

/** Python as the variable RHIZOME_PYTHON names it, for a machine that has its packages in a place of their own. */
const PYTHON = process.env.RHIZOME_PYTHON ?? 'python3';

describe('the results as the guide reads them', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rhizome-read-'));
  const results = join(folder, 'output/baseline');
  /** Median of persons abroad in the last week: of all, and where most are. */
  let median = 0;
  let largest = '';

  beforeAll(async () => {
    await runEnsemble(join(ROOT, 'scenarios/baseline.yaml'), {
      ...{ threads: 0, draws: 3, seeds: 1, weeks: 30, personsPerAgent: 2500 },
      folder: results,
    });
    const rows = readCsv(join(results, 'summary.csv')).rows.map(({ cells }) => cells);
    const ends = rows.filter(({ metric, date }) => metric === 'abroad' && date === rows.at(-1)?.date);
    const hosts = ends.sort((a, b) => Number(b.q50) - Number(a.q50));
    expect(hosts[0].host).toBe('all');
    median = Number(hosts[0].q50);
    largest = hosts[1].host;
    expect(median).toBeGreaterThan(10_000);
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  const run = (command: string, words: readonly string[], script: string) => {
    const file = join(folder, 'script');
    writeFileSync(file, script);
    const { status, stdout, stderr } = spawnSync(command, [...words, file], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect([status, stderr.replace(/^.*Warning.*$/gm, '').trim()]).toEqual([0, '']);
    return stdout.trim();
  };
  const has = (command: string, ...words: string[]) => spawnSync(command, words).status === 0;

  it('pandas', ({ skip }) => {
    if (!has(PYTHON, '-c', 'import pandas, pyarrow')) skip('pandas with pyarrow is not to be had here');
    const lines = run(PYTHON, [], codeIn('python')).split('\n');
    expect(lines[1].trim().split(/\s+/).slice(1, 2)).toEqual(['all']);
    expect(lines[2]).toContain(largest);
    expect(Number(lines.at(-2)!.split(/\s+/).at(-1))).toBe(median);
  });

  it('DuckDB', ({ skip }) => {
    if (!has(PYTHON, '-c', 'import duckdb')) skip('DuckDB is not to be had here');
    const script = `import duckdb, json
for query in ${JSON.stringify(codeIn('sql').trim().split(';').filter(Boolean))}:
    rows = duckdb.sql(query).fetchall()
    print(json.dumps([list(map(str, row)) for row in (rows[:2] if len(rows[0]) > 2 else rows[-1:])]))
`;
    const [hosts, weeks] = run(PYTHON, [], script)
      .split('\n')
      .map(line => JSON.parse(line));
    expect([hosts[0][0], hosts[1][0]]).toEqual(['all', largest]);
    expect([Number(hosts[0][2]), Number(weeks[0][1])]).toEqual([median, median]);
  });

  it('R', ({ skip }) => {
    if (!has('Rscript', '--version')) skip('R is not to be had here');
    const lines = run('Rscript', ['--vanilla'], codeIn('r')).split('\n');
    const row = lines.findIndex(line => line.includes('host'));
    expect(lines[row + 1]).toContain('all');
    expect(lines[row + 2]).toContain(largest);
    expect(Number(lines[row - 1].split(/\s+/).at(-1))).toBe(median);
  });
});
