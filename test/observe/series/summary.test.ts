import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bandOf } from '../../../src/core/math/statistics.ts';
import type { Courses, RunResult } from '../../../src/engine/program/run-types.ts';
import { heldCourses, summarize, summaryBytes } from '../../../src/observe/series/summary.ts';
import { varianceShares } from '../../../src/observe/series/variance-shares.ts';

const frameOf = (weeks: number, width: number) => ({
  weeks,
  series: Array.from({ length: width }, (_, k) => ({ metric: `m${k}`, group: 'all' })),
});
const runOf = (replicate: number, trajectories: Float64Array) =>
  ({ key: { scenario: 'a', replicate }, trajectories }) as RunResult;

describe('The summary of many runs', () => {
  it('is that of whole results, however few weeks are in memory at a time', () => {
    const value = fc.oneof(fc.double(), fc.constant(Number.NaN), fc.constant(0.5));
    const shape = fc.record({ weeks: fc.integer({ min: 1, max: 7 }), width: fc.integer({ min: 1, max: 4 }) });
    const given = shape.chain(({ weeks, width }) => {
      const column = fc.array(value, { minLength: weeks * width, maxLength: weeks * width });
      const runs = fc.array(column, { minLength: 1, maxLength: 9 });
      const seeds = fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined });
      return fc.tuple(fc.constant(frameOf(weeks, width)), runs, seeds, fc.integer({ min: 0, max: 400 }));
    });
    fc.assert(
      fc.property(given, ([frame, columns, seeds, bytes]) => {
        // Not in the order of their numbers, as runs finish.
        const results = columns.map((column, k) => runOf(columns.length - k, Float64Array.from(column)));
        const summary = summarize(frame, results, heldCourses(results), seeds, bytes);
        const inOrder = results.toReversed();
        const draws = inOrder.map((_, k) => Math.floor(k / (seeds ?? 1)));
        for (let week = 0; week < frame.weeks; week++)
          for (let k = 0; k < frame.series.length; k++) {
            const values = inOrder.map(run => run.trajectories[week * frame.series.length + k]);
            expect(summary.band(week, k)).toEqual(bandOf(values));
            expect(summary.shares(week, k)).toEqual(seeds && varianceShares(values, draws));
          }
      }),
      { seed: 5, numRuns: 200 },
    );
  });

  it('holds as much of 20 runs as of 2000, and at most what is allowed', () => {
    const frame = frameOf(30, 8);
    const allowed = 2000 * 8 * frame.series.length;
    const heldOf = (runs: number) => {
      const buffers = new Set<ArrayBufferLike>();
      const courses: Courses = {
        read(run, _, from, into) {
          buffers.add(into.buffer);
          into.forEach((_, k) => {
            into[k] = run + from + k;
          });
        },
        length: () => 30 * 8,
      };
      const keys = Array.from({ length: runs }, (_, k) => ({ key: { scenario: 'a', replicate: k + 1 } }));
      const summary = summarize(frame, keys, courses, undefined, allowed);
      expect(summary.band(29, 7)).toMatchObject({ n: runs, q50: (runs - 1) / 2 + 29 * 8 + 7 });
      return [...buffers].reduce((sum, { byteLength }) => sum + byteLength, 0);
    };
    const [few, many] = [heldOf(20), heldOf(2000)];
    expect(few).toBe(30 * 20 * 8 * 8);
    expect(many).toBe(allowed);
  });

  it('is foretold: bands of every week, and one week of all runs at least', () => {
    const frame = frameOf(143, 858);
    const bands = 11 * 8 * 143 * 858;
    expect(summaryBytes(frame, 10)).toBe(bands + 143 * 858 * 8 * 10);
    expect(summaryBytes(frame, 10_000)).toBe(bands + 858 * 8 * 10_000);
    expect(summaryBytes(frame, 1000)).toBe(bands + 2 ** 26);
  });
});
