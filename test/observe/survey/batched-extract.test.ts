import { expect, it } from 'vitest';
import type { CompiledModel } from '../../../src/engine/program/compiled-model.ts';
import { openBatchedExtract } from '../../../src/observe/survey/batched-extract.ts';

const AGENTS = 10_001; // more than two stretches
const WEEK = 3;

/** Extract 1 gives an agent's storage index and its double. */
const machine = {
  extract(slot, k, week, begin, end, outputs) {
    expect([slot, k, week, outputs.length]).toEqual([0, 1, WEEK, 2]);
    expect(outputs.map(output => output.length)).toEqual([end - begin, end - begin]);
    for (const [o, output] of outputs.entries())
      for (let i = begin; i < end; i++) output[i - begin] = i * (o + 1);
  },
  extractOf(_slot, _k, _week, agents, outputs) {
    for (const [o, output] of outputs.entries())
      agents.forEach((agent, n) => {
        output[n] = agent * (o + 1);
      });
  },
} as CompiledModel;
const batch = openBatchedExtract(machine, 0, AGENTS, [0, 2]);

function heard(ask: (take: Parameters<typeof batch.all>[2]) => void): number[][] {
  const all: number[][] = [[], []];
  ask((begin, answers) => {
    expect(begin).toBe(all[0].length);
    for (const [o, values] of answers.entries()) all[o].push(...values);
  });
  return all;
}

const some = Uint32Array.from({ length: 9000 }, (_, k) => (k * 7919) % AGENTS);
const everybody = Uint32Array.from({ length: AGENTS }, (_, i) => i);
const answersOf = (agents: Uint32Array) => [[...agents], Array.from(agents, agent => 2 * agent)];

it('everybody is heard once, in the order of storage', () => {
  expect(heard(take => batch.all(1, WEEK, take))).toEqual(answersOf(everybody));
});

it('those of a list are heard in its order', () => {
  expect(heard(take => batch.these(1, WEEK, some, take))).toEqual(answersOf(some));
  expect(heard(take => batch.these(1, WEEK, new Uint32Array(0), take))).toEqual([[], []]);
  expect(batch.few(1, WEEK, some).map(values => [...values])).toEqual(answersOf(some));
});
