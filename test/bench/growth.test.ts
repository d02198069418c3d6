import { expect, it } from 'vitest';
import { growthPoints, growthTable, measureGrowth, SHORT } from '../../bench/growth.ts';

const GROWTHS = [
  { what: 'agents', costs: [10, 100].map(size => ({ size, ns: size === 10 ? 40 : 50 })) },
  { what: 'weeks', costs: [{ size: 5, ns: 30 }] },
];

it('compares each cost with the first and the least', () => {
  expect(growthPoints(GROWTHS)).toEqual([
    { line: 'agents', x: 10, y: 1 },
    { line: 'agents', x: 100, y: 1.25 },
    { line: 'weeks', x: 5, y: 1 },
  ]);
  const [, , agents, weeks] = growthTable(GROWTHS).split('\n');
  expect(agents).toContain('10: 40.0, 100: 50.0 |            1.25');
  expect(weeks).toContain('1.00');
});

it('times whole runs at every size', () => {
  const growths = measureGrowth({ ...SHORT, places: [2] }, 1);
  expect(growths.map(({ what, costs }) => [what, costs.map(({ size }) => size)])).toEqual([
    ['agents', [1_000, 4_000]],
    ['replicates', [1, 2]],
    ['weeks', [10, 20]],
    ['places', [2]],
  ]);
  for (const { costs } of growths) for (const { ns } of costs) expect(ns).toBeGreaterThan(0);
});
