import { describe, expect, it } from 'vitest';
import type { BackendName } from '../../../src/engine/program/run-types.ts';
import { rowOf, tiesOf } from '../../../src/engine/state/slot-rows.ts';
import { execute } from '../../../src/execute/execute.ts';
import { instantiate } from '../../../src/simulate/resolve.ts';
import { openTask } from '../../../src/simulate/simulate.ts';
import { type InlineModel, inlineInputs } from '../../support/model.ts';

const model = (form: string, drop: string, slots = 4): InlineModel => ({
  columns: `
open: { type: flag, published: true, initial: uniform('open') < 0.5 }
friends: { type: integer }
near: { type: integer }`,
  parameters: { persons: 2000 },
  rules: `
rule: move
who: place == home
chance: 0.3
then:
  place: abroad
---
rule: count
set:
  friends: count(chats)
  near: count(chats, place == my.place)
`,
  networks: `
networks:
  chats:
    shape: slots
    slots: ${slots}
    at: place
    among: place == abroad
    form: ${form}
    drop: ${drop}`,
  metrics: 'friends_mean:\n  mean: friends\n  of: place == abroad',
});

/** Rows of ties after a run, by storage index. */
function tiesAfter(inputs: ReturnType<typeof inlineInputs>, backend: BackendName = 'js') {
  const { task, frame } = instantiate(inputs, { backend, slots: 1 });
  const result = openTask(task).run({ scenario: 'inline', replicate: 0 }, 0)!;
  const { layout, memory } = task;
  const rows = Array.from({ length: layout.agents }, (_, i) => [...rowOf(memory, layout, 0, 0, i)]);
  const metric = (week: number) => result.trajectories[week * frame.series.length];
  return { rows, result, metric };
}

/** Rows of all networks after a run that some threads share; 0: none but this one. */
async function sharedBy(threads: number, backend: BackendName) {
  const base = model('0.6', '0.05');
  // Chances in the second network hang on ties of the first.
  const networks = `${base.networks}
  calls:
    shape: slots
    slots: 9
    at: place
    among: place == abroad
    form: clamp(0.1 + 0.2 * count(chats), 0, 1)
    drop: if(open, 0.1, 0.02)`;
  const inputs = inlineInputs({ ...base, networks }, { weeks: 15 });
  const { task } = instantiate(inputs, { backend, slots: 1 });
  const [{ wallSeconds, ...result }] = await execute(task, [{ scenario: 'inline', replicate: 0 }], {
    threads,
    teamFrom: 0,
  });
  const rows = [0, 1].map(network => tiesOf(task.memory, task.layout, 0, network));
  return { rows, result };
}

describe('ties that come and go', () => {
  it('are mutual, never double, never to oneself, and never more than the slots', () => {
    const { rows } = tiesAfter(inlineInputs(model('0.9', '0.02'), { weeks: 40 }));
    expect(Math.max(...rows.map(row => row.length))).toBe(4);
    rows.forEach((row, i) => {
      expect(new Set(row).size).toBe(row.length);
      expect(row).not.toContain(i);
      for (const j of row) expect(rows[j]).toContain(i);
    });
  });

  it('form with the product of both willingnesses', () => {
    const { rows } = tiesAfter(inlineInputs(model('if(open, 0.8, 0)', '0'), { weeks: 4 }));
    const tied = rows.filter(row => row.length).length;
    expect(tied).toBeGreaterThan(200);
    const { metric } = tiesAfter(inlineInputs(model('0', '0'), { weeks: 4 }));
    expect(metric(3)).toBe(0);
  });

  it('settle where forming and letting go balance', () => {
    const { metric } = tiesAfter(inlineInputs(model('1', '0.1', 64), { weeks: 120 }));
    // One tie a week, each kept with chance 0.9 x 0.9: 1 / (1 - 0.81) ties, counted before this week's change.
    expect(Math.abs(metric(119) - 1 / 0.19)).toBeLessThan(0.25);
  });

  it('are the same by both backends, whatever willingness and letting go hang on', () => {
    const form = 'clamp(0.2 + 0.1 * count(chats, place == my.place) + 0.05 * count(chats, open), 0, 1)';
    const inputs = inlineInputs(model(form, 'if(open and my.open, 0.3, 0.02)'), { weeks: 25 });
    const [js, wasm] = (['js', 'wasm'] as const).map(backend => tiesAfter(inputs, backend));
    expect(wasm.rows).toEqual(js.rows);
    expect(wasm.result.stateHash).toBe(js.result.stateHash);
    expect(js.rows.flat().length).toBeGreaterThan(1000);
  });

  it.each([
    ['js', 3],
    ['wasm', 2],
  ] as const)('are the same when threads share the run (%s, %i threads)', async (backend, threads) => {
    const alone = await sharedBy(0, backend);
    expect(await sharedBy(threads, backend)).toEqual(alone);
    for (const { neighbours } of alone.rows) expect(neighbours.length).toBeGreaterThan(1000);
  });

  it('give the same bytes again', () => {
    const inputs = inlineInputs(model('0.5', '0.05'), { weeks: 30 });
    expect(tiesAfter(inputs).result.stateHash).toBe(tiesAfter(inputs).result.stateHash);
    expect(tiesAfter(inputs).rows).toEqual(tiesAfter(inputs).rows);
  });
});
