import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPointStudy, type PointStudy } from '../../../src/workflows/points/study.ts';
import { runEnsemble } from '../../../src/workflows/run/ensemble.ts';
import { type Line, linesIn, MOST_BYTES } from '../../../src/workflows/serve/lines.ts';
import { type ServeOptions, serveRuns } from '../../../src/workflows/serve/serve.ts';
import { makeProject, type Project } from '../../cli/process.ts';

async function* chunks(...texts: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield typeof text === 'string' ? Buffer.from(text) : text;
}

describe('lines of an input', () => {
  const linesOf = async (...texts: (string | Uint8Array)[]) => {
    const lines: Line[] = [];
    for await (const line of linesIn(chunks(...texts))) lines.push(line);
    return lines;
  };

  it('are whole wherever the input is cut, the last one, too', async () => {
    expect(await linesOf('a\n', 'b', 'c\n\n', 'ü'.slice(0), 'd')).toEqual([
      { number: 1, text: 'a' },
      { number: 2, text: 'bc' },
      { number: 3, text: '' },
      { number: 4, text: 'üd' },
    ]);
    const bytes = Buffer.from('ü\n');
    expect(await linesOf(bytes.subarray(0, 1), bytes.subarray(1))).toEqual([{ number: 1, text: 'ü' }]);
    expect(await linesOf()).toEqual([]);
  });

  it('say what is wrong when they are too long or not UTF-8, and go on', async () => {
    const long = 'x'.repeat(MOST_BYTES / 2);
    expect(await linesOf(long, long, 'x\nnext\n', new Uint8Array([0xff, 10]), long, long)).toEqual([
      { number: 1, wrong: 'the line is longer than 1 MiB' },
      { number: 2, text: 'next' },
      { number: 3, wrong: 'the line is not UTF-8' },
      { number: 4, text: long + long },
    ]);
  });
});

describe('serve-runs', () => {
  let project: Project;
  let plain: string;
  let study: PointStudy;
  beforeAll(() => {
    project = makeProject();
    plain = join(project.folder, 'scenarios/plain.yaml');
    const whole = openPointStudy(plain, { weeks: 9 }, ['drawn', 'gone', 'courage_mean@2001-02-05']);
    study = { ...whole, keys: whole.keys.slice(0, 1) };
  });
  afterAll(() => project.remove());

  /** Answers by id, after the first line. */
  async function answersTo(lines: readonly (object | string)[], options: Partial<ServeOptions> = {}) {
    const said: string[] = [];
    const text = lines.map(line => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
    const write = async (line: string) => void said.push(line);
    await serveRuns(study, chunks(text), write, { threads: 1, ...options });
    const [{ ready }, ...answers] = said.map(line => JSON.parse(line));
    return { ready, answers, by: new Map(answers.map(answer => [answer.id, answer])) };
  }

  it('says what can be set, answers each point with the numbers of `run`, and a wrong line with what is wrong', async () => {
    const { ready, answers, by } = await answersTo([
      { id: 'a', parameters: { rate: 0.05 } },
      {
        id: 2,
        parameters: { rate: 0.05, villagers: 2000, 'dry_spring.size': 2 },
        seed: 'another',
        replicate: 2,
      },
      '',
      { id: 'rat', parameters: { rat: 1 } },
      'nonsense',
      { id: 'key', parameter: {} },
      { id: 'b', parameters: { rate: 0.05 }, replicates: 2 },
      { id: 'both', replicate: 1, replicates: 2 },
    ]);
    expect(ready.parameters[1]).toMatchObject({
      name: 'rate',
      value: 0.02,
      low: 0,
      high: 1,
      unit: 'per week',
      people: false,
    });
    expect(ready.parameters[0]).toMatchObject({ name: 'villagers', people: true });
    expect(ready.events[0]).toMatchObject({ name: 'dry_spring.size', value: 1 });
    expect(ready.outcomes.map(({ name, unit }: { name: string; unit: string }) => [name, unit])).toEqual([
      ['gone@2001-02-26', 'persons'],
      ['courage_mean@2001-02-05', 'mean'],
      ['brave.yes@V1/drawn', 'share'],
    ]);
    expect(answers).toHaveLength(7);
    expect(by.get('rat')).toEqual({
      ...{ id: 'rat', line: 4 },
      error: { kind: 'unknown', message: 'unknown parameter `rat` (did you mean `rate`?)' },
    });
    expect(by.get(null)).toMatchObject({ line: 5, error: { kind: 'syntax' } });
    expect(by.get('key').error.message).toMatch(/^unknown key `parameter`: .*did you mean `parameters`/);
    expect(by.get('both').error.message).toBe('a point has `replicate` or `replicates`, not both');
    const folder = join(project.folder, 'out');
    const few = { folder, threads: 0, weeks: 9, replicates: 2 } as const;
    const expected = async (options: Parameters<typeof runEnsemble>[1]) => {
      const { frame, results } = await runEnsemble(plain, { ...few, ...options });
      const row = frame.survey.findIndex(({ mode, item }) => mode === 'drawn' && item === 'brave');
      return results.map(({ surveyValues }) => surveyValues[row]);
    };
    const answer = 'brave.yes@V1/drawn';
    const both = await expected({ set: { rate: 0.05 } });
    expect(by.get('a').outcomes[answer]).toBe(both[0]);
    expect(by.get('b').replicates).toEqual([1, 2]);
    expect(by.get('b').outcomes[answer]).toEqual(both);
    const set = { rate: 0.05, villagers: 2000, 'dry_spring.size': 2 };
    expect(by.get(2).outcomes[answer]).toBe((await expected({ set, seed: 'another' }))[1]);
  });

  it('answers a run that breaks with its error, and the next one all the same', async () => {
    const other = makeProject();
    other.edit('models/village/rules/leaving.yaml', '(1 + drought)', '(1 + drought) / (rate - 1) * 0');
    const file = join(other.folder, 'scenarios/plain.yaml');
    const broken = openPointStudy(file, { weeks: 4 }, ['gone']);
    const said: string[] = [];
    const lines = ['{"id": "bad", "parameters": {"rate": 1}}', '{"id": "good", "parameters": {"rate": 0.5}}'];
    const write = async (line: string) => void said.push(line);
    await serveRuns(broken, chunks(lines.join('\n')), write, { threads: 1 });
    other.remove();
    const [, bad, good] = said.map(line => JSON.parse(line)).sort((a, b) => (a.id < b.id ? -1 : 1));
    expect([bad.id, good.id]).toEqual(['bad', 'good']);
    expect(bad.error.message).toMatch(/`leave` can't act on agent \d+ .* is no number/);
    expect(good.outcomes).toEqual({ 'gone@2001-01-22': [0, 0] });
  });

  it('ends when nobody reads, and when it is stopped', async () => {
    const closed = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
    let lines = 0;
    const write = async () => {
      if (++lines === 2) throw closed;
    };
    async function* endless() {
      yield Buffer.from('{"id": "a"}\n');
      await new Promise(() => {});
    }
    await expect(serveRuns(study, endless(), write, { threads: 1 })).rejects.toBe(closed);
    const stop = new AbortController();
    const said = async () => {
      if (++lines === 4) stop.abort();
    };
    const work = serveRuns(study, endless(), said, { threads: 1, signal: stop.signal });
    await expect(work).rejects.toThrow(/^points answered: 1, not answered: [01]$/);
  });
});
