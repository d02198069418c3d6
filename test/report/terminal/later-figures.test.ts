import { describe, expect, it } from 'vitest';
import { laterFiguresText } from '../../../src/report/terminal/later-figures.ts';
import type { Ensemble } from '../../../src/workflows/run/ensemble.ts';
import type { ProjectedFigure } from '../../../src/workflows/run/projected.ts';

const figure = (more: Partial<ProjectedFigure>): ProjectedFigure => ({
  ...{ wave: 'B', item: 'trust', subgroup: 'all', response: 'yes', day: 200, scale: 'share', use: '' },
  ...{ printed: undefined, last: { day: 100, printed: 0.5 }, modelled: 0.6 },
  quantiles: [0.2, 0.3, 0.45, 0.55, 0.65, 0.75, 0.85],
  shares: { parameters: 0.1, chance: 0, discrepancy: 0.9 },
  ...more,
});
const textOf = (projected: readonly ProjectedFigure[]) =>
  laterFiguresText(
    { projected, study: { waves: [{ id: 'B', label: 'second round' }] } } as unknown as Ensemble,
    (_, words) => words,
  );

describe('laterFiguresText', () => {
  it('says nothing when nothing is projected, or nothing was asked before', () => {
    expect(textOf([])).toEqual([]);
    expect(textOf([figure({ last: undefined })])).toEqual([]);
  });

  it('tells the answers of the last wave with their 80 % interval, and how many others there are', () => {
    const text = textOf([
      figure({}),
      figure({ wave: 'A', day: 150 }),
      figure({ wave: '', item: 'all left' }),
    ]);
    expect(text).toEqual([
      '',
      'second round: with what the model may be wrong about, median and 80 % interval',
      '  trust = yes  printed 50.0 %  model alone 60.0 %  55.0 %  30.0 % to 75.0 %',
      '  and 2 more figures: projected.csv',
    ]);
  });
});
