import { expect, it } from 'vitest';
import { gridOf } from '../../../src/io/folder/grid.ts';

it('a table of scenarios that are split by more groups has a column for each', () => {
  const series = [
    { metric: 'out', group: 'host=b' },
    { metric: 'out', group: 'all' },
  ];
  expect(gridOf(series).rows.map(({ cells }) => cells)).toEqual([['all'], ['b']]);
  expect(gridOf(series, ['host', 'place']).rows.map(({ cells }) => cells)).toEqual([
    ['all', 'all'],
    ['b', 'all'],
  ]);
});
