import { describe, expect, it } from 'vitest';
import { reconcileMargins } from '../../src/survey/reconcile.ts';
import { problemsWhen, readStudy, study, TABLES } from './studies.ts';

const used = (result: ReturnType<typeof reconcileMargins>) =>
  Object.fromEntries(result.rows.map(row => [row.margin, Number(row.used.toFixed(5))]));

describe('printed margins that speak of one another', () => {
  it('are reconciled by least squares: 0.60, 0.44 and 0.34 imply 0.40, and 0.39 is printed', () => {
    const result = reconcileMargins(study());
    expect(used(result)).toEqual({ R1: 0.5995, R3: 0.43485, R4: 0.3353, R2: 0.39498 });
    const [check] = result.checks;
    expect(check.chi2).toBeCloseTo(0.455, 3);
    expect(check).toMatchObject({ df: 1, withinRounding: true, margins: ['R1', 'R3', 'R4', 'R2'] });
    expect(check.p).toBeCloseTo(0.5, 3);
    expect(result.warnings).toEqual([]);
    const [s, a, b, o] = result.rows.map(row => row.used);
    expect(s * a + (1 - s) * b).toBeCloseTo(o, 12);
    for (const { given, used, z } of result.rows) expect(Math.sign(z)).toBe(Math.sign(used - given));
  });

  it('move by the same amounts whatever the design effect, which only divides chi-squared', () => {
    const result = reconcileMargins(readStudy('outrush-2022'));
    expect(used(result)).toEqual({ C05: 0.5995, C08: 0.43485, C09: 0.3353, C06: 0.39498 });
    expect(result.checks[0].chi2).toBeCloseTo(0.4553 / 2, 4);
  });

  const overall = (share: string) =>
    study({ marginals: TABLES.marginals.replace('top2,0.39', `top2,${share}`) });

  it('stay as they are when they agree', () => {
    const { rows, warnings } = reconcileMargins(overall('0.40'));
    for (const { given, used, z } of rows) {
      expect(used).toBeCloseTo(given, 12);
      expect(z).toBeCloseTo(0, 9);
    }
    expect(warnings).toEqual([]);
  });

  it('warn when chance explains what rounding does not', () => {
    const { checks, warnings } = reconcileMargins(overall('0.37'));
    expect(checks[0].withinRounding).toBe(false);
    expect(checks[0].p).toBeGreaterThan(0.01);
    expect(warnings[0]).toMatchObject({ kind: 'conflict', at: { file: 'marginals.csv', line: 3 } });
  });

  it('are a conflict when neither does', () => {
    const [problem] = problemsWhen(() => reconcileMargins(overall('0.30')));
    expect(problem).toMatchObject({ kind: 'conflict', found: '0.3 for 0.6 x 0.44 + 0.4 x 0.34 = 0.4' });
    expect(problem.message).toBe('margins R1, R3, R4, R2 contradict each other');
  });

  it('are left alone when one of the four is missing, a bound, or not to be fitted', () => {
    const without = (from: string, to: string) =>
      reconcileMargins(study({ marginals: TABLES.marginals.replace(from, to) })).rows;
    expect(
      without('R1,A,tied,all,yes,0.60,share,exact,,,', 'R1,A,tied,all,yes,,bound,exact,0.5,0.6,'),
    ).toEqual([]);
    expect(without('870,inferred,S1,,calibrate', '870,inferred,S1,,context')).toEqual([]);
    expect(without('R4,A,low,tied=no,', 'R4,A,low,worker=no,')).toEqual([]);
  });

  it('are reconciled together when two splits share a figure', () => {
    const more = `
R8,A,later,all,yes,0.50,share,exact,,,2176,reported,S1,,calibrate,
R9,A,low,later=yes,top2,0.50,share,exact,,,1088,inferred,S1,,calibrate,
R10,A,low,later=no,top2,0.30,share,exact,,,1088,inferred,S1,,calibrate,`;
    const marginals =
      TABLES.marginals.replace('reported,S1,,calibrate,\nR6', 'reported,S1,,context,\nR6') + more;
    const { rows, checks } = reconcileMargins(study({ marginals }));
    expect(checks.map(check => [check.df, check.margins.length])).toEqual([[2, 7]]);
    const u = Object.fromEntries(rows.map(row => [row.margin, row.used]));
    expect(u.R1 * u.R3 + (1 - u.R1) * u.R4).toBeCloseTo(u.R2, 12);
    expect(u.R8 * u.R9 + (1 - u.R8) * u.R10).toBeCloseTo(u.R2, 12);
  });
});
