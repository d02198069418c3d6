import { describe, expect, it } from 'vitest';
import type { Inputs, PosteriorDraws } from '../../../src/engine/program/run-types.ts';
import { chosenDraws, designOf, runKeyAt, runKeysOf } from '../../../src/workflows/run/run-keys.ts';
import { inlineInputs } from '../../support/model.ts';

const posterior = (count: number, weights = new Array<number>(count).fill(1)): PosteriorDraws => ({
  file: 'posterior.csv',
  sources: new Map(),
  names: ['a', 'b'],
  values: Array.from({ length: count }, (_, k) => [k, -k]),
  priorSd: [1, 1],
  weights,
});

const inputs = (more: Partial<Inputs> = {}, parameters = {}): Inputs => ({
  ...inlineInputs({ columns: 'x: { type: number }' }, { parameters }),
  ...more,
});

describe('the runs of a scenario', () => {
  it('are its replicates without a posterior', () => {
    const plain = inputs();
    const keys = runKeysOf({ ...plain, scenario: { ...plain.scenario, replicates: 3 } });
    expect(keys).toEqual([1, 2, 3].map(replicate => ({ scenario: 'inline', replicate })));
    expect(designOf(plain)).toBeUndefined();
    expect(runKeyAt(plain, 7)).toEqual({ scenario: 'inline', replicate: 7 });
  });

  it('are draws x seeds with one; the number of the run addresses chance', () => {
    const keys = runKeysOf(inputs({ posterior: posterior(33) }), { draws: 3, seeds: 2 });
    expect(keys.map(({ replicate, draw }) => [replicate, draw])).toEqual([
      [1, 6],
      [2, 6],
      [3, 17],
      [4, 17],
      [5, 28],
      [6, 28],
    ]);
    expect(keys[2].parameters).toEqual({ a: 16, b: -16 });
    expect(runKeysOf(inputs({ posterior: posterior(300) }))).toHaveLength(20);
    expect(runKeyAt(inputs({ posterior: posterior(33) }), 3, { draws: 3, seeds: 2 })).toEqual(keys[2]);
    expect(() => runKeyAt(inputs({ posterior: posterior(30) }), 21)).toThrow(/no run 21.*1 to 20/);
  });

  it('have the values of the scenario in every draw', () => {
    const keys = runKeysOf(inputs({ posterior: posterior(30) }, { a: 5 }));
    expect(keys.every(({ parameters }) => Object.keys(parameters!).join() === 'b')).toBe(true);
  });

  it('use each draw of a short posterior once, and refuse to make more of it', () => {
    const short = inputs({ posterior: posterior(4) });
    expect(designOf(short)).toEqual({ draws: 4, seeds: 2 });
    expect(runKeysOf(short).map(({ draw }) => draw)).toEqual([1, 1, 2, 2, 3, 3, 4, 4]);
    expect(() => runKeysOf(short, { draws: 5 })).toThrow(/posterior\.csv:1:1: .*no 5 draws.*at most 4/);
  });
});

describe('chosen draws', () => {
  it('are spread like all where they count the same', () => {
    expect(chosenDraws(posterior(100), 4)).toEqual([12, 37, 62, 87]);
    expect(chosenDraws(posterior(5000), 2500)).toHaveLength(2500);
  });

  it('are those that stand for all in what the figures left open', () => {
    // The first parameter is known well, measured by its prior; the second isn't, and its values come in no order.
    const some = { ...posterior(101), priorSd: [1e6, 1] };
    some.values = Array.from({ length: 101 }, (_, k) => [k, (37 * k) % 101]);
    const middles = chosenDraws(some, 5).map(row => some.values[row][1]);
    expect(middles.sort((a, b) => a - b)).toEqual([10, 30, 50, 70, 90]);
  });

  it('come by weight where they do not, the same ones every time', () => {
    const weights = [0, 0.5, 0.1, 0.3, 0.1];
    expect(chosenDraws(posterior(5, weights), 10)).toEqual([1, 1, 1, 1, 1, 2, 3, 3, 3, 4]);
    expect(chosenDraws(posterior(5, weights), 2)).toEqual([1, 3]);
  });
});
