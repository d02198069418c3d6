import { describe, expect, it } from 'vitest';
import { samplingVariance, standardError, targetOf, zOf } from '../../src/survey/targets.ts';
import { readStudy, study } from './studies.ts';

describe('the error of a printed share', () => {
  it('is 0.01922 for 44 % of 1 000 with a design effect of 1.5', () => {
    expect(Math.sqrt(samplingVariance(0.44, 1000, 1.5))).toBeCloseTo(0.01922, 5);
  });

  it('moves 0 and 1 inside by half a respondent', () => {
    const moved = 0.5 / 101;
    expect(samplingVariance(0, 100, 2)).toBeCloseTo((2 * moved * (1 - moved)) / 100, 12);
    expect(samplingVariance(1, 100, 2)).toBeCloseTo(samplingVariance(0, 100, 2), 12);
  });

  it('adds rounding and discrepancy once', () => {
    const sampling = (2 * 0.43 * 0.57) / 1700;
    expect(standardError(0.43, 1700, 2)).toBeCloseTo(Math.sqrt(sampling + 0.0001 / 12 + 0.0004), 12);
    expect(standardError(0.5, 1e12, 1)).toBeCloseTo(0.0202073, 6);
  });
});

describe('a target', () => {
  const { margins, waves } = study();
  const target = (row: string) => targetOf(margins.find(m => m.row === row)!, waves[0]);

  it('takes the design effect of its wave', () => {
    const outrush = readStudy('outrush-2022');
    const margin = outrush.margins.find(m => m.row === 'C01')!;
    expect(targetOf(margin, outrush.waves[0]).se).toBeCloseTo(standardError(0.43, 1700, 2), 12);
  });

  it('measures the distance to a share in standard errors', () => {
    const { se, observed } = target('R1');
    expect(observed).toBe(0.6);
    expect(zOf(target('R1'), 0.6 + 2 * se)).toBeCloseTo(2, 12);
    expect(zOf(target('R1'), 0.6 - se)).toBeCloseTo(-1, 12);
    expect(zOf(target('R1'), Number.NaN)).toBeNaN();
  });

  it('is met anywhere inside an interval, and missed by the distance to its nearer end', () => {
    const bound = target('R5');
    expect(bound).toMatchObject({ observed: undefined, low: 0.5, high: 1, se: standardError(0.5, 2176, 1) });
    expect([0.5, 0.75, 1].map(share => zOf(bound, share))).toEqual([0, 0, 0]);
    expect(zOf(bound, 0.5 - 3 * bound.se)).toBeCloseTo(-3, 12);
  });

  it('takes an interval that ends below one half at its upper end', () => {
    const margin = { ...margins[4], low: 0.1, high: 0.3 };
    const bound = targetOf(margin, waves[0]);
    expect(bound.se).toBe(standardError(0.3, 2176, 1));
    expect(zOf(bound, 0.3 + bound.se)).toBeCloseTo(1, 12);
  });
});
