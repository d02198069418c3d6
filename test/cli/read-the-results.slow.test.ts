import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCsv } from '../../src/io/text/csv.ts';
import { runEnsemble } from '../../src/workflows/run/ensemble.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const read = (page: string) => readFileSync(join(ROOT, `docs/how-to/${page}.md`), 'utf8');
const [page, single] = [read('read-the-results'), read('agents-and-respondents')];
const codeIn = (language: string, text = page) =>
  new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 's').exec(text)![1];

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
    mkdirSync(join(folder, 'scenarios'));
    writeFileSync(join(folder, 'scenarios/single.yaml'), codeIn('yaml', single));
    await runEnsemble(join(folder, 'scenarios/single.yaml'), {
      ...{ threads: 0, draws: 2, seeds: 1, weeks: 34, personsPerAgent: 2500 },
      folder: join(folder, 'output/single'),
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

  /** By run: of respondents of the second wave, each agent once, the slope of trust on contact beside quarrels. */
  const slopes = () => {
    const rows = readCsv(join(folder, 'output/single/respondents.csv')).rows.map(({ cells }) => cells);
    return ['1', '2'].map(replicate => {
      const own = rows.filter(row => row.replicate === replicate && row.wave === 'W2');
      const once = [...new Map(own.toReversed().map(row => [row.agent, row])).values()];
      const at = (name: string) => once.map(row => Number(row[name]));
      const centred = (values: number[]) => {
        const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
        return values.map(x => x - mean);
      };
      const [y, a, b] = ['trust_stayers', 'contact', 'quarrels'].map(name => centred(at(name)));
      const dot = (u: number[], v: number[]) => u.reduce((sum, x, k) => sum + x * v[k], 0);
      const determinant = dot(a, a) * dot(b, b) - dot(a, b) ** 2;
      return (dot(a, y) * dot(b, b) - dot(b, y) * dot(a, b)) / determinant;
    });
  };

  it('regressions on respondents', ({ skip }) => {
    const wanted = slopes();
    if (has('Rscript', '--version')) {
      const lines = run('Rscript', ['--vanilla'], codeIn('r', single)).split('\n');
      const found = lines
        .filter(line => line.startsWith('contact'))
        .map(line => Number(line.split(/\s+/)[1]));
      expect(found).toEqual(wanted.map(slope => Number(slope.toFixed(3))));
    } else if (!has(PYTHON, '-c', 'import pandas, pyarrow')) skip('neither R nor pandas is to be had here');
    if (has(PYTHON, '-c', 'import pandas, pyarrow')) {
      const lines = run(PYTHON, [], codeIn('python', single)).split('\n');
      for (const [k, slope] of wanted.entries()) expect(lines[k]).toContain(` ${Number(slope.toFixed(3))}`);
    }
    if (has(PYTHON, '-c', 'import duckdb')) {
      const script = `import duckdb\nprint(len(duckdb.sql(${JSON.stringify(codeIn('sql', single).trim())}).fetchall()))`;
      expect(run(PYTHON, [], script)).toBe('2');
    }
  });
});
