import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { columnBytes } from '../../src/engine/state/columns.ts';
import { readInputs } from '../../src/io/project/inputs.ts';
import { instantiate } from '../../src/simulate/resolve.ts';
import { openTask } from '../../src/simulate/simulate.ts';
import { adjust } from '../../src/workflows/run/load-inputs.ts';
import { type AgentTrace, traceAgent } from '../../src/workflows/trace/trace.ts';
import { makeProject, type Project } from './process.ts';

const SCENARIO = 'scenarios/plain.yaml';

/** The state that a life's changes lead to, told one after the other; every change must begin where the last one ended. */
function retold({ start, weeks }: AgentTrace): number[] {
  const state = [...start];
  for (const { changes } of weeks)
    for (const { column, before, after } of changes) {
      expect(state[column]).toBe(before);
      expect(after).not.toBe(before);
      state[column] = after;
    }
  return state;
}

describe('follow', () => {
  let project: Project;
  beforeAll(() => {
    project = makeProject();
  });
  afterAll(() => project.remove());

  it('tells a life in words', async () => {
    const { code, stdout, stderr } = await project.rhizome('follow', SCENARIO, '--agent', '7');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Agent 7 of 400 {2}A dry spring; replicate 1, seed chronicle\n/);
    expect(stdout).toMatch(
      /2001-01-01 {2}at the start\n {2}place {4}the village\n {2}trade {4}(smith|baker)\n/,
    );
    expect(stdout).toMatch(/friends {2}agents? [\d, ]+\n/);
    expect(stdout).toMatch(/\n2001-02-19 {2}week 7\n {2}dry_spring \(drought\) begins, size 1\n/);
    expect(stdout).toMatch(/\n2001-04-30 {2}at the end\n {2}/);
    // Courage moves a little each week: only --every tells it.
    expect(stdout).not.toContain('courage spreads');
    const every = await project.rhizome('follow', SCENARIO, '--agent', '7', '--every', '--weeks', '3');
    expect(
      every.stdout.match(/ {2}courage spreads {2}pluck-up\n {6}courage {2}[\d.]+ -> [\d.]+\n/g),
    ).toHaveLength(3);
  });

  it('names the rule of a move, the place left and the place reached', () => {
    const lives = Array.from({ length: 12 }, (_, agent) =>
      traceAgent(join(project.folder, SCENARIO), { agent }),
    );
    const moves = lives.flatMap(({ weeks, model }) =>
      weeks.flatMap(({ changes }) => changes.filter(change => model.columns[change.column].name === 'place')),
    );
    expect(moves.length).toBeGreaterThan(0);
    expect(new Set(moves.map(({ rule }) => rule.id))).toEqual(new Set(['leave']));
    for (const { before, after } of moves) expect([before, after > 0]).toEqual([0, true]);
    for (const life of lives) expect(retold(life)).toEqual(life.end);
  });

  it('leaves everybody as a run that nobody watches does', () => {
    const file = join(project.folder, SCENARIO);
    const { task } = instantiate(readInputs(file), { backend: 'js', slots: 1 });
    const { run } = openTask(task);
    for (const replicate of [1, 2]) {
      const { stateHash } = run({ scenario: 'plain', replicate }, 0)!;
      for (const agent of [0, 399]) expect(traceAgent(file, { agent, replicate }).stateHash).toBe(stateHash);
    }
  });

  it('follows an emigrant of the shipped model, with ties that come and go', () => {
    const file = 'scenarios/baseline.yaml';
    const size = { personsPerAgent: 3000, weeks: 60 };
    const { task, resolved } = instantiate(adjust(readInputs(file, 'defaults'), size), {
      backend: 'wasm',
      slots: 1,
    });
    const { stateHash } = openTask(task).run({ scenario: 'baseline', replicate: 1 }, 0)!;
    const ids = new Uint32Array(task.memory.buffer, task.layout.ids, task.layout.agents);
    const place = resolved.model.columns.findIndex(column => column.name === 'place');
    const places = columnBytes(task.memory, task.layout, 0, place, resolved.frame.weeks - 1);
    const emigrants = [...places.keys()].filter(at => places[at] !== 0).map(at => ids[at]);
    const life = traceAgent(file, { agent: emigrants[0], parameters: 'defaults', ...size });
    expect(life.stateHash).toBe(stateHash);
    expect(life.end[place]).not.toBe(0);
    expect(retold(life)).toEqual(life.end);
    expect(life.ties.map(({ network }) => network)).toEqual(resolved.model.networks.map(({ name }) => name));
    const begun = life.weeks.flatMap(({ week, began }) => began.map(event => [event.id, week]));
    expect(begun).toContainEqual(['mobilisation', 30]);
    const gained = (agent: number) =>
      traceAgent(file, { agent, ...size }).weeks.some(({ ties }) => ties.some(tie => tie.gained.length));
    expect(emigrants.slice(0, 8).some(gained)).toBe(true);
  });

  it('says who there is to be followed', async () => {
    const nobody = await project.rhizome('follow', SCENARIO, '--agent', '400');
    expect([nobody.code, nobody.stdout]).toEqual([2, '']);
    expect(nobody.stderr).toContain('there is no agent 400: expected 0 to 399');
    const none = await project.rhizome('follow', SCENARIO);
    expect([none.code, none.stdout]).toEqual([2, '']);
    expect(none.stderr).toContain('which agent?: found neither --agent nor --who');
    const both = await project.rhizome('follow', SCENARIO, '--agent', '1', '--who', 'away');
    expect(both.stderr).toContain('found both --agent and --who');
  });

  it('finds somebody for whom a condition holds at the end', async () => {
    const file = join(project.folder, SCENARIO);
    const life = traceAgent(file, { agent: 'place == city and trade == baker' });
    const [place, trade] = ['place', 'trade'].map(name => life.model.columns.findIndex(c => c.name === name));
    expect([life.end[place], life.end[trade]]).toEqual([2, 1]);
    for (let agent = 0; agent < life.agent; agent++) {
      const { end } = traceAgent(file, { agent });
      expect(end[place] === 2 && end[trade] === 1).toBe(false);
    }
    const text = await project.rhizome('follow', SCENARIO, '--who', 'place == city and trade == baker');
    expect(text.stdout).toMatch(new RegExp(`^Agent ${life.agent} of 400`));
    const nobody = await project.rhizome('follow', SCENARIO, '--who', 'courage > 2');
    expect([nobody.code, nobody.stdout]).toEqual([2, '']);
    expect(nobody.stderr).toContain('that holds for nobody at the end of the run: found courage > 2');
    const misspelt = await project.rhizome('follow', SCENARIO, '--who', 'currage > 0.5');
    expect(misspelt.code).toBe(2);
    expect(misspelt.stderr).toContain('--who:1:1: unknown name `currage` (did you mean `courage`?)');
  });
});
