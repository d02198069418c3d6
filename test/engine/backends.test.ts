import { describe, expect, it } from 'vitest';
import { javascript } from '../../src/engine/javascript/javascript.ts';
import type { Backend } from '../../src/engine/program/compiled-model.ts';
import { wasm } from '../../src/engine/wasm/wasm.ts';
import { draw, type Sketch, stateOf } from './fixture.ts';
import { everyForm } from './forms.ts';
import { interpret } from './interpreter.ts';

const AGENTS = 1003; // neither whole blocks nor whole fours
const WEEKS = 6;

/** States after each week, tallies and answers of a run. */
function run(
  backend: Backend,
  ranges: readonly (readonly [number, number])[] = [[0, AGENTS]],
  slot = 0,
  sketch: Sketch = everyForm(AGENTS, 2),
  together = false,
) {
  const { program, memory: fill } = draw(sketch);
  const memory = fill();
  const machine = backend(program, memory);
  const failures: unknown[] = ranges.map(([begin, end]) => machine.initialise(slot, begin, end));
  const states = [stateOf(program, memory)];
  const tallies: Float64Array[] = [];
  const answers: Float32Array[][] = [];
  for (let week = 0; week < WEEKS; week++) {
    const sums = program.tallies.map(({ cells, values }) => new Float64Array(cells * values.length));
    for (const [begin, end] of ranges)
      if (together) failures.push(machine.stepAndTally(slot, week, begin, end, sums));
      else failures.push(machine.step(slot, week, begin, end));
    states.push(stateOf(program, memory));
    for (const [k, own] of sums.entries())
      for (const [begin, end] of together ? [] : ranges)
        failures.push(machine.tally(slot, k, week, begin, end, own));
    tallies.push(...sums);
    program.extracts.forEach(({ outputs }, k) => {
      const made = outputs.map(() => new Float32Array(AGENTS));
      for (const [begin, end] of ranges) {
        const parts = made.map(whole => whole.subarray(begin, end));
        failures.push(machine.extract(slot, k, week, begin, end, parts));
      }
      answers.push(made);
    });
  }
  expect(failures.filter(Boolean)).toEqual([]);
  return { states, tallies, answers };
}

describe('every form of the language', () => {
  const expected = run(interpret);

  it('does something in this world', () => {
    const [first, ...later] = expected.states;
    for (const state of later) expect(state).not.toEqual(first);
    for (const sums of expected.tallies) expect(sums.some(sum => sum !== 0)).toBe(true);
  });
  it('has the same bytes in JavaScript', () => {
    expect(run(javascript)).toEqual(expected);
  });
  it('has the same bytes in WebAssembly', () => {
    expect(run(wasm)).toEqual(expected);
  });
  it('has the same bytes when sums over ties are made one by one', () => {
    expect(run((program, memory) => wasm(program, memory, 'scalar'))).toEqual(expected);
  });
  it('has the same bytes in any ranges', () => {
    expect(
      run(wasm, [
        [512, AGENTS],
        [0, 256],
        [256, 512],
      ]),
    ).toEqual(expected);
  });
  it('has the same bytes when stretches are stepped and tallied in turn', () => {
    const ranges: [number, number][] = [
      [512, AGENTS],
      [0, 512],
    ];
    for (const backend of [javascript, wasm])
      expect(run(backend, ranges, 0, undefined, true)).toEqual(expected);
  });
  it('has the same bytes beyond 2 GiB of memory', () => {
    expect(run(wasm, undefined, 0, { ...everyForm(AGENTS, 2), slotBase: 2 ** 31 + 4096 })).toEqual(expected);
  });
  it('has the same bytes in any slot', () => {
    expect(run(wasm, undefined, 1)).toEqual(run(interpret, undefined, 1));
  });
});
