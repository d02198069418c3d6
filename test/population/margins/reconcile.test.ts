import { describe, expect, it } from 'vitest';
import { adjust } from '../../../src/core/math/least-squares.ts';
import { mixture, type Shares } from '../../../src/population/fit/shares.ts';
import { consistencyOf, impliedRange, sumsToOne } from '../../../src/population/margins/consistency.ts';
import { readMargins } from '../../../src/population/margins/read-margins.ts';
import { nearestWithin, reconcile } from '../../../src/population/margins/reconcile.ts';
import { complaint, marginsCsv, noStudy, populationYaml } from '../files.ts';

const YES_NO = ['no', 'yes'];

function read(variables: Record<string, string[]>, ...rows: string[]): Shares {
  return readMargins(populationYaml(variables), marginsCsv(...rows), noStudy);
}

/** The worked case of margins C05, C06, C08 and C09: who has ties is more often low. */
const worked = (overall = '0.39', n = [2176, 1306, 870]) =>
  read(
    { ties: YES_NO, low: YES_NO },
    `C05,ties,yes,,0.60,,${n[0]}`,
    `C06,low,yes,,${overall},,${n[0]}`,
    `C08,low,yes,ties=yes,0.44,,${n[1]}`,
    `C09,low,yes,ties=no,0.34,,${n[2]}`,
  );

/** Shares of "yes": ties, low, low with ties, low without. */
const yes = (values: readonly number[]) => [1, 3, 5, 7].map(k => values[k]);

describe('the worked case', () => {
  it('implies 0.40 overall, 0.3945 to 0.4055 with rounding', () => {
    const ties: [number, number][] = [
      [0.595, 0.605],
      [0.395, 0.405],
    ];
    const rounded = impliedRange(ties, [
      [0.435, 0.445],
      [0.335, 0.345],
    ]);
    expect(rounded[0]).toBeCloseTo(0.3945, 10);
    expect(rounded[1]).toBeCloseTo(0.4055, 10);
    // If the gap of 10 points is the rounded figure, the lower share is known to a whole point either way.
    const gap = impliedRange(ties, [
      [0.435, 0.445],
      [0.435 - 0.105, 0.445 - 0.095],
    ]);
    expect(gap[0]).toBeCloseTo(0.3925, 4);
    expect(gap[1]).toBeCloseTo(0.4075, 4);
  });

  it('is reconciled by least squares at chi-squared 0.455', () => {
    const shares = worked();
    const { checks } = reconcile(shares);
    expect(checks).toHaveLength(1);
    expect(checks[0].margins).toEqual(['C05', 'C06', 'C08', 'C09']);
    expect(checks[0].chi2).toBeCloseTo(0.455, 3);
    expect(checks[0].df).toBe(1);
    expect(checks[0].p).toBeCloseTo(0.5, 2);

    const variances = shares.margins.flatMap(m => m.figures.map(f => f.share / f.n!));
    const constraints = [
      ...shares.margins.map((_, m) => sumsToOne(shares, m)),
      ...consistencyOf(shares).map(r => r.constraint),
    ];
    const [ties, overall, inside, outside] = yes(adjust(shares.given, variances, constraints).values);
    expect(ties).toBeCloseTo(0.5995, 4);
    expect(inside).toBeCloseTo(0.43485, 5);
    expect(outside).toBeCloseTo(0.3353, 4);
    expect(overall).toBeCloseTo(0.39498, 5);
  });

  it('uses the nearest figures that round to the printed ones, since there are some', () => {
    const shares = worked();
    const { used, checks, warnings } = reconcile(shares);
    expect(checks[0].how).toBe('within rounding');
    expect(warnings).toEqual([]);
    const [ties, overall, inside, outside] = yes(used);
    expect(overall).toBeCloseTo(ties * inside + (1 - ties) * outside, 10);
    for (const [found, printed] of [
      [ties, 0.6],
      [overall, 0.39],
      [inside, 0.44],
      [outside, 0.34],
    ])
      expect(Math.abs(found - printed)).toBeLessThanOrEqual(0.005 + 1e-9);
    // 39 is attainable only in a corner: the share among those with ties is at the end of its interval.
    expect(inside).toBeCloseTo(0.435, 8);
  });
});

describe('the rule', () => {
  it('takes margins that agree as they are', () => {
    const shares = worked('0.40');
    const { used, checks } = reconcile(shares);
    expect(checks[0].how).toBe('as given');
    yes(used).forEach((share, k) => {
      expect(share).toBeCloseTo([0.6, 0.4, 0.44, 0.34][k], 12);
    });
  });

  it('moves what sampling error explains, with a warning', () => {
    const shares = worked('0.38', [600, 360, 240]);
    const { used, checks, warnings } = reconcile(shares);
    expect(checks[0].how).toBe('least squares');
    expect(checks[0].p).toBeGreaterThan(0.01);
    const [ties, overall, inside, outside] = yes(used);
    expect(overall).toBeCloseTo(ties * inside + (1 - ties) * outside, 10);
    expect(overall).toBeGreaterThan(0.38);
    expect(warnings).toHaveLength(1);
    expect(warnings[0].message).toBe('margins C05, C06, C08, C09 agree only by sampling error');
  });

  it('refuses the rest, naming the margins, both sides and the place', () => {
    const text = complaint(() => reconcile(worked('0.30')));
    expect(text).toMatch(/^margins\.csv:2:\d+: margins C05, C06, C08, C09 contradict each other: /);
    expect(text).toContain('low=yes 0.3 on one side, 0.4 (0.3945 to 0.4055 with rounding) on the other');
    expect(text).toMatch(/chi-squared \d+\.\d\d on 1 df, p 0\.0000/);
  });

  it('counts margins without n as exact but for their rounding', () => {
    const rows = ['a,x,yes,,0.5', 'b,y,yes,,0.5', 'c,y,yes,x=yes,0.6', 'd,y,yes,x=no,0.37'];
    const shares = read({ x: YES_NO, y: YES_NO }, ...rows);
    expect(complaint(() => reconcile(shares))).toContain('margins a, b, c, d contradict each other');
    const near = read({ x: YES_NO, y: YES_NO }, ...rows.slice(0, 3), 'd,y,yes,x=no,0.395');
    expect(reconcile(near).checks[0].how).toBe('within rounding');
  });

  it('makes shares sum to 1 that only rounding kept from it', () => {
    const shares = read({ x: ['a', 'b', 'c'] }, 'm,x,a,,0.33,,100', 'm,x,b,,0.33,,100', 'm,x,c,,0.33,,100');
    const { used, checks } = reconcile(shares);
    expect(checks[0].how).toBe('within rounding');
    used.forEach(share => {
      expect(share).toBeCloseTo(1 / 3, 10);
    });
  });

  it('judges sets that share no margin apart', () => {
    const variables = { a: YES_NO, b: YES_NO, c: YES_NO, d: YES_NO };
    const rows = (x: string, y: string, overall: string) => [
      `${x},${x},yes,,0.60,,2176`,
      `${y},${y},yes,,${overall},,2176`,
      `${y}1,${y},yes,${x}=yes,0.44,,1306`,
      `${y}2,${y},yes,${x}=no,0.34,,870`,
    ];
    const good = reconcile(read(variables, ...rows('a', 'b', '0.39'), ...rows('c', 'd', '0.40')));
    expect(good.checks.map(c => c.how)).toEqual(['within rounding', 'as given']);
    const text = complaint(() =>
      reconcile(read(variables, ...rows('a', 'b', '0.39'), ...rows('c', 'd', '0.30'))),
    );
    expect(text).toContain('margins c, d, d1, d2 contradict');
    expect(text).not.toContain('a, b');
  });
});

describe('what margins imply', () => {
  it('follows chains of conditions', () => {
    const shares = read(
      { x: YES_NO, y: YES_NO, z: ['p', 'q', 'r'] },
      'x,x,yes,,0.25',
      'y1,y,yes,x=yes,0.8',
      'y0,y,yes,x=no,0.4',
      'z1,z,p,y=yes,0.2',
      'z1,z,q,y=yes,0.3',
      'z0,z,p,y=no,0.6',
      'z0,z,q,y=no,0.1',
    );
    const family = shares.families.find(f => f.variable === 2)!;
    const found = mixture(shares, shares.given, family);
    [0.5 * 0.2 + 0.5 * 0.6, 0.5 * 0.3 + 0.5 * 0.1, 0.5 * 0.5 + 0.5 * 0.3].forEach((share, k) => {
      expect(found[k]).toBeCloseTo(share, 12);
    });
    expect(consistencyOf(shares)).toEqual([]);
  });

  it('holds two ways of conditioning against each other', () => {
    const rows = [
      'x,x,yes,,0.5,,500',
      'y,y,yes,,0.5,,500',
      'yx1,y,yes,x=yes,0.7,,250',
      'yx0,y,yes,x=no,0.3,,250',
    ];
    const read2 = (share: string) =>
      read({ x: YES_NO, y: YES_NO }, ...rows, `xy1,x,yes,y=yes,${share},,250`, 'xy0,x,yes,y=no,0.3,,250');
    expect(reconcile(read2('0.7')).checks[0].how).toBe('as given');
    expect(complaint(() => reconcile(read2('0.5')))).toContain('contradict each other');
  });
});

describe('the nearest values within intervals', () => {
  it('solve a quadratic programme with a known solution', () => {
    // Nearest to (0, 0, 0) with sum 3 and the first at most 0.5: (0.5, 1.25, 1.25).
    const sum = (values: readonly number[]) => ({
      value: values.reduce((a, b) => a + b, 0) - 3,
      gradient: values.map(() => 1),
    });
    const found = nearestWithin([0, 0, 0], [1, 1, 1], [0.5, 2, 2], [sum]);
    [0.5, 1.25, 1.25].forEach((x, k) => {
      expect(found?.[k]).toBeCloseTo(x, 10);
    });
    expect(nearestWithin([0, 0, 0], [1, 1, 1], [0.5, 1, 1], [sum])).toBeUndefined();
  });
});
