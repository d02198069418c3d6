import { describe, expect, it } from 'vitest';
import {
  type AccumulatorInputs,
  componentAccumulator,
  momentsAccumulator,
  type OpenAccumulator,
  peakAccumulator,
  personsAccumulator,
  rateAccumulator,
} from '../../../src/observe/patterns/accumulators.ts';

const world: AccumulatorInputs = {
  personsPerAgent: 10,
  ties: () => ({ starts: [0, 1, 2, 2], neighbours: [1, 0] }),
};

/** The accumulator's value after weeks of `[base, ...values]`, by agent; everybody is looked at unless said otherwise. */
function accumulator(
  open: OpenAccumulator,
  weeks: readonly number[][][],
  first = 0,
  chosen?: number[],
): number {
  const one = open(world);
  weeks.forEach((outputs, k) => {
    one.look(first + k, outputs, chosen ?? outputs[0].keys());
  });
  return one.value();
}

describe('accumulators', () => {
  it('mean: over the base, respondents as often as they were drawn', () => {
    const week = [
      [1, 1, 0],
      [4, 1, 100],
    ];
    expect(accumulator(momentsAccumulator('mean', 1), [week])).toBe(2.5);
    expect(accumulator(momentsAccumulator('mean', 1), [week], 0, [0, 0, 1, 2])).toBe(3);
    expect(
      accumulator(momentsAccumulator('mean', 1), [
        week,
        [
          [0, 1, 0],
          [0, 7, 0],
        ],
      ]),
      'weeks add up',
    ).toBe(4);
    expect(accumulator(momentsAccumulator('mean', 1), [[[0], [1]]])).toBeNaN();
  });

  it('correlation: flags count as 0 and 1', () => {
    const week = [
      [1, 1, 1, 1],
      [0, 0, 1, 1],
      [1, 3, 3, 5],
    ];
    expect(accumulator(momentsAccumulator('correlation', 2), [week])).toBeCloseTo(Math.SQRT1_2, 12);
    expect(accumulator(momentsAccumulator('slope', 2), [week])).toBe(2);
  });

  it('persons: agents times persons, added up over weeks', () => {
    const weeks = [
      [
        [1, 1, 0],
        [1, 0, 1],
      ],
      [
        [1, 1, 1],
        [1, 1, 0],
      ],
    ];
    expect(accumulator(personsAccumulator, weeks)).toBe(30);
  });

  it('rate: events now among those at risk the week before', () => {
    const weeks = [
      [
        [1, 1, 1, 0],
        [0, 0, 0, 1], // before the window
      ],
      [
        [1, 0, 1, 1],
        [0, 1, 0, 1], // one of three; the fourth was not at risk
      ],
      [
        [0, 0, 0, 0],
        [1, 1, 0, 0], // one of three
      ],
    ];
    expect(accumulator(rateAccumulator(5), weeks, 4)).toBeCloseTo(2 / 6, 12);
    expect(accumulator(rateAccumulator(0), weeks.slice(0, 1), 0), 'nobody was at risk yet').toBeNaN();
  });

  it('peak: the highest week against the weeks beside', () => {
    const counts = (values: readonly number[]) =>
      values.map(count => [[1, 1, 1, 1], [0, 1, 2, 3].map(k => +(k < count))]);
    expect(accumulator(peakAccumulator(1, 2), counts([1, 4, 3, 2]))).toBe(0.5);
    expect(accumulator(peakAccumulator(1, 2), counts([4, 1, 3, 2]))).toBe(-0.25);
    expect(accumulator(peakAccumulator(1, 1), counts([0, 0, 0]))).toBe(0);
    expect(accumulator(peakAccumulator(1, 1), counts([0, 2, 0]))).toBe(1);
  });

  it('component: in persons', () => {
    expect(accumulator(componentAccumulator([0], 0), [[[1, 1, 1]]])).toBe(20);
    expect(accumulator(componentAccumulator([0], 0.3), [[[1, 1, 1]]])).toBe(10);
  });
});
