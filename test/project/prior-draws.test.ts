import { describe, expect, it } from 'vitest';
import { withPriorDraws } from '../../src/project/prior-draws.ts';
import { parseCsv } from '../../src/text/csv.ts';

const HEADER = 'name,value,prior,unit,low,high,source_id,text,fit';
const csv = (...rows: string[]) => parseCsv(`${[HEADER, ...rows].join('\n')}\n`, 'parameters.csv');
const PARAMETERS = csv(
  'told,1,"normal(0, 1)",1,,,A00,fitted,yes',
  'untold,2,"uniform(10, 20)",1,,,A00,no figure tells it,prior',
  'other,5,"normal(5, 2)",1,4,,A00,nor this one,prior',
  'still,4,"uniform(0, 9)",1,,,A00,has a prior and keeps its value,no',
);
const COUNT = 40;
const posterior = {
  file: 'posterior.csv',
  sources: new Map(),
  names: ['told'],
  values: Array.from({ length: COUNT }, (_, k) => [k]),
  priorSd: [1],
  weights: new Array<number>(COUNT).fill(1 / COUNT),
};
const column = (name: string, given = withPriorDraws(posterior, PARAMETERS)) =>
  given.values.map(row => row[given.names.indexOf(name)]);

describe('draws with those of parameters that no figure tells', () => {
  it('keep what was fitted and add the others by name', () => {
    const { names, values, priorSd } = withPriorDraws(posterior, PARAMETERS);
    expect(names).toEqual(['told', 'untold', 'other']);
    expect(values.map(([told]) => told)).toEqual(posterior.values.flat());
    expect(priorSd[1]).toBeCloseTo(10 / Math.sqrt(12), 3);
  });

  it('are spread evenly over the prior: one draw in each part of equal probability', () => {
    const parts = column('untold').map(value => Math.floor(((value - 10) / 10) * COUNT));
    expect(parts.toSorted((a, b) => a - b)).toEqual(Array.from({ length: COUNT }, (_, k) => k));
    expect(Math.min(...column('other'))).toBeGreaterThanOrEqual(4);
  });

  it('depend on name and prior alone: another parameter changes none', () => {
    const fewer = csv('untold,7,"uniform(10, 20)",1,,,A00,no figure tells it,prior');
    expect(column('untold', withPriorDraws(posterior, fewer))).toEqual(column('untold'));
    expect(column('untold')).not.toEqual(column('other'));
  });

  it('leave alone what this fit did move', () => {
    const names = ['told', 'untold'];
    const fitted = {
      ...posterior,
      names,
      priorSd: [1, 1],
      values: posterior.values.map(row => [...row, 15]),
    };
    expect(new Set(column('untold', withPriorDraws(fitted, PARAMETERS)))).toEqual(new Set([15]));
  });
});
