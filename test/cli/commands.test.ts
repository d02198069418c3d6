import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ended, makeProject, type Project, START, start } from './process.ts';

const SCENARIO = 'scenarios/plain.yaml';
const OURS = ['--scenario', SCENARIO];

describe('commands', () => {
  let project: Project;
  beforeAll(() => {
    project = makeProject();
  });
  afterAll(() => project.remove());

  /** What a command prints when all is well. */
  async function printed(...words: string[]): Promise<string> {
    const { code, stdout, stderr } = await project.rhizome(...words);
    expect([code, stderr]).toEqual([0, '']);
    return stdout;
  }

  it.skipIf(process.platform !== 'linux')('begin where the temporary folder takes nothing', async () => {
    const child = start(project.folder, ['--version'], [], process.execPath, { TMPDIR: '/proc' });
    expect(await ended(child)).toMatchObject({ code: 0, stderr: '' });
    expect(existsSync(join(START, '../../node_modules/.cache/rhizome'))).toBe(true);
  });

  it('run writes a folder and tells what came out', async () => {
    const short = await printed('run', SCENARIO);
    expect(short).toMatch(
      /^\nA dry spring\. In the model, by April 2001, \d+ persons are gone \(90 % of the runs: \d+ to \d+\s+persons\)\. Most live in the town/,
    );
    expect(short).toMatch(/\nPage: file:\/\/\/.*output\/plain\/report\.html\n/);
    expect(short.trim().split('\n').length).toBeLessThanOrEqual(12);
    const text = await printed('run', SCENARIO, '--verbose');
    expect(text).toContain('A dry spring');
    expect(text).toContain('If: nothing else happens');
    expect(text).toMatch(/2001-01-01 to 2001-04-29, 17 weeks; 2 replicates of 400 agents/);
    expect(text).toMatch(/gone +[▁▂▃▄▅▆▇█]+ /);
    expect(text).toMatch(/town +█+ /);
    expect(text).toContain('survey answers within 2 standard errors');
    expect(text).toContain('output/plain/');
    const files = readdirSync(join(project.folder, 'output/plain'));
    for (const name of [
      'trajectories.csv',
      'trajectories.parquet',
      'summary.csv',
      'summary.parquet',
      'survey.csv',
      'flows.csv',
      'population.csv',
      'manifest.json',
    ])
      expect(files).toContain(name);
  });

  it('run replaces its own folder, and only with another seed are the numbers others', async () => {
    const summary = async (...words: string[]) => {
      await printed('run', SCENARIO, '--out', 'again', ...words);
      return project.read('again/summary.csv');
    };
    const first = await summary();
    // Compared as a whole: a difference of such tables is no message.
    expect((await summary()) === first).toBe(true);
    expect((await summary('--seed', 'another')) === first).toBe(false);
  });

  it('run takes several files, each to a folder of its own', async () => {
    project.write(
      'scenarios/wet.yaml',
      'extends: plain.yaml\ntitle: A wet spring\nassumes: rain\nwithout: [dry_spring]\n',
    );
    await printed('run', SCENARIO, 'scenarios/wet.yaml', '--out', 'both', '--weeks', '10');
    expect(readdirSync(join(project.folder, 'both')).sort()).toEqual(['plain', 'wet']);
    const [plain, wet] = ['plain', 'wet'].map(name => project.read(`both/${name}/summary.csv`));
    expect(plain === wet.replaceAll('wet,', 'plain,')).toBe(false);
  });

  it('run --json tells programs', async () => {
    const text = await printed(
      'run',
      SCENARIO,
      '--json',
      '--weeks',
      '5',
      '--replicates',
      '3',
      '--scale',
      '20',
    );
    const [summary] = JSON.parse(text);
    expect(summary).toMatchObject({
      scenario: 'plain',
      seed: 'chronicle',
      weeks: 5,
      replicates: 3,
      agents: 200,
    });
    expect(summary.date).toBe('2001-01-29');
    expect(summary.metrics[0]).toMatchObject({ metric: 'gone', group: 'all' });
    expect(summary.state_hashes).toHaveLength(3);
    expect(existsSync(join(project.folder, summary.folder, 'summary.csv'))).toBe(true);
  });

  it('check --plan prints the week and runs nothing', async () => {
    const other = makeProject();
    const { code, stdout, stderr } = await other.rhizome('check', SCENARIO, '--plan');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/1 {2}pluck-up {2}courage spreads {2}models\/village\/rules\/leaving\.yaml:1/);
    expect(stdout).toMatch(/who +not away/);
    expect(stdout).toMatch(/others +friends see courage/);
    expect(stdout).toMatch(/events +drought/);
    expect(stdout).toMatch(/draws +leave/);
    expect(stdout).toMatch(/trade +from the survey population/);
    expect(stdout).toMatch(/400 agents x 17 weeks x 2 replicates = 13 600 agent-weeks/);
    expect(stdout).toMatch(/\n2 runs of 400 agents over 17 weeks: (under a second|about \d+(\.\d)? s) on /);
    expect(existsSync(join(other.folder, 'output'))).toBe(false);
    other.remove();
  });

  it.each([
    ['places', 'village'],
    ['events', 'dry_spring'],
    ['metrics', 'live elsewhere'],
    ['parameters', 'how fast courage spreads'],
    ['items', 'feels brave'],
    ['rules', 'pluck-up'],
  ])('list %s', async (what, word) => {
    expect(await printed('list', what, ...OURS)).toContain(word);
  });

  it.each([
    ['gone', 'How many persons meet: away'],
    ['rate', 'Source: A00, assumed'],
    ['brave', 'Source: B01, the village chronicle, example.org/chronicle'],
    ['merry', 'The model does not reach it yet.'],
    ['courage', 'Written by: pluck-up'],
    ['leave', 'chance = per_week(rate * courage * (1 + drought))'],
    ['dry_spring', 'Its force halves every 2 weeks.'],
    ['town', 'the town'],
    ['away', 'place != village'],
  ])('explain %s', async (name, words) => {
    expect(await printed('explain', name, ...OURS)).toContain(words);
  });

  it('explain and list suggest the nearest name', async () => {
    const explained = await project.rhizome('explain', 'currage', ...OURS);
    expect([explained.code, explained.stdout]).toEqual([2, '']);
    expect(explained.stderr).toContain('did you mean `courage`?');
    const listed = await project.rhizome('list', 'plaices', ...OURS);
    expect([listed.code, listed.stdout]).toEqual([2, '']);
    expect(listed.stderr).toContain('did you mean `places`?');
  });

  it('--help tells the commands, a command its options', async () => {
    const help = await printed('--help');
    for (const word of ['run', 'check', 'list', 'explain', 'Exit codes']) expect(help).toContain(word);
    expect(await printed('run', '--help')).toMatch(/--replicates/);
    expect(await printed('--version')).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
