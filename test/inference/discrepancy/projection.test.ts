import { describe, expect, it } from 'vitest';
import { meanOf, quantile, varianceOf } from '../../../src/core/math/statistics.ts';
import { openDraws } from '../../../src/core/random/sequential-draws.ts';
import type { DiscrepancyPrior } from '../../../src/inference/discrepancy/hyperparameters.ts';
import { openProjection, type Projected } from '../../../src/inference/discrepancy/projection.ts';

const YEAR = 365.25;
const fixed = (value: number) => ({ kind: 'fixed', value }) as const;
const PRIOR: DiscrepancyPrior = {
  sd: fixed(0.4),
  growth: fixed(0.5),
  wave: fixed(0),
  change: fixed(0.25),
  unseen: fixed(0.8),
};
const RUNS = 4;

/** One series with a residual of 0.3 on day 0, in every run. */
const known = {
  ...{ series: 'known', kind: 'shares' },
  figures: [{ day: 0, observed: 0.3, variance: 0.04, fitVariance: 0.05 }],
  modelled: Array.from({ length: RUNS }, () => [0]),
};
const open = (prior: Partial<DiscrepancyPrior> = {}, parts = 2000) =>
  openProjection({
    priors: new Map([['shares', { ...PRIOR, ...prior }]]),
    ...{ fitted: [known], from: 0, parts, seed: 'seed' },
  });
const projected = (more: Partial<Projected>): Projected => ({
  ...{ series: 'known', kind: 'shares', related: [], day: YEAR, modelled: [0, 0, 0, 0] },
  ...more,
});

describe('openProjection', () => {
  it('carries the last residual on, shrunk, with a variance that grows linearly in time', () => {
    const project = open();
    const of = (years: number) => project(projected({ day: years * YEAR })).flat();
    const [none, one, two] = [of(0), of(1), of(2)];
    for (const values of [none, one, two]) expect(Math.abs(meanOf(values) - 0.24)).toBeLessThan(0.03);
    expect(Math.abs(varianceOf(none) - 0.032)).toBeLessThan(0.005);
    expect(Math.abs(varianceOf(one) - 0.282)).toBeLessThan(0.02);
    expect(Math.abs(varianceOf(two) - varianceOf(one) - 0.25)).toBeLessThan(0.03);
  });

  it("adds the given part of the model's own change since the last figure", () => {
    const still = { sd: fixed(0), growth: fixed(0) };
    const values = open(still, 3)(projected({ modelled: [1, 1, -2, 0] }));
    expect(values).toEqual([1, 1, -2, 0].map(value => [0.25 * value, 0.25 * value, 0.25 * value]));
  });

  it('gives a series without a figure the level of the model, the walk and an own level', () => {
    const values = open()(projected({ series: 'new', modelled: [1, 1, 1, 1] })).flat();
    expect(Math.abs(meanOf(values) - 1)).toBeLessThan(0.03);
    expect(Math.abs(varianceOf(values) - 0.89)).toBeLessThan(0.04);
  });

  it('takes what the runs differ by off the own level and off the walk, down to nothing', () => {
    const spread = [-0.6, 0.6, -0.6, 0.6]; // variance 0.48
    const levels = open({ growth: fixed(0) })(projected({ series: 'new', modelled: spread }));
    // 0.64 of the own level less 0.48, about each run's level.
    for (const [run, values] of levels.entries()) {
      expect(Math.abs(meanOf(values) - spread[run])).toBeLessThan(0.05);
      expect(Math.abs(varianceOf(values) - 0.16)).toBeLessThan(0.02);
    }
    const wide = spread.map(value => 2 * value);
    for (const values of open({ growth: fixed(0) })(projected({ series: 'new', modelled: wide })))
      expect(varianceOf(values)).toBeLessThan(1e-20);
    // A quarter of the change counts: 0.48 / 16 of 0.25 a year is in the runs.
    const walked = open({ sd: fixed(0) })(projected({ modelled: spread }));
    for (const values of walked) expect(Math.abs(varianceOf(values) - 0.22)).toBeLessThan(0.02);
  });

  it('adds what a wave has of its own to a projection, and takes it out of a residual', () => {
    const values = open({ growth: fixed(0), wave: fixed(0.3) })(projected({ day: 0 })).flat();
    // 0.16 / (0.16 + 0.04 + 0.09) of 0.3 persists; of its variance 0.16 * 0.13 / 0.29 is left.
    expect(Math.abs(meanOf(values) - 0.1655)).toBeLessThan(0.03);
    expect(Math.abs(varianceOf(values) - (0.0717 + 0.09))).toBeLessThan(0.01);
  });

  it('gives a subgroup the discrepancy of all and an own level', () => {
    const values = open()(projected({ series: 'part', related: ['none', 'known'], modelled: [1, 1, 1, 1] }));
    expect(Math.abs(meanOf(values.flat()) - 1.24)).toBeLessThan(0.03);
    expect(Math.abs(varianceOf(values.flat()) - 0.922)).toBeLessThan(0.04);
  });

  it('leaves the level open when the past of the runs is not the one that was fitted', () => {
    const values = openProjection({
      priors: new Map([['shares', PRIOR]]),
      ...{ fitted: [{ ...known, figures: [] }], from: 0, parts: 2000, seed: 'seed' },
    })(projected({ modelled: [1, 1, 1, 1] })).flat();
    // A part of the change from 0 to 1 counts.
    expect(Math.abs(meanOf(values) - 0.25)).toBeLessThan(0.03);
    expect(Math.abs(varianceOf(values) - 0.41)).toBeLessThan(0.03);
  });

  it('leaves a run that answers nothing without a value, and changes no other', () => {
    const project = open({}, 3);
    const whole = project(projected({ series: 'new' }));
    const part = project(projected({ series: 'new', modelled: [0, Number.NaN, 0, 0] }));
    expect(part[1].every(Number.isNaN)).toBe(true);
    expect([part[0], part[2], part[3]]).toEqual([whole[0], whole[2], whole[3]]);
  });

  it('gives the same values whatever was asked before', () => {
    const [first, second] = [open({}, 3), open({}, 3)];
    const asked = [projected({}), projected({ series: 'new' }), projected({ day: 3 * YEAR })];
    const forward = asked.map(one => first(one));
    expect(
      [...asked]
        .reverse()
        .map(one => second(one))
        .reverse(),
    ).toEqual(forward);
  });

  it('holds 80 % of later figures in its 80 % interval when the discrepancy is estimated', () => {
    const truth = openDraws('world', 'test');
    const [sd, growth, error] = [0.3, 0.4, 0.08];
    const levels = Array.from({ length: 150 }, (_, s) => {
      const first = sd * truth.normal(s, 0);
      const second = first + growth * truth.normal(s, 1);
      return [first, second, second + growth * truth.normal(s, 2)];
    });
    const fitted = levels.map((walked, s) => ({
      ...{ series: `series ${s}`, kind: 'shares' },
      figures: [0, 1].map(wave => ({
        ...{ day: wave * YEAR, observed: walked[wave] + error * truth.normal(s, 10 + wave) },
        ...{ variance: error ** 2, fitVariance: error ** 2 + 0.01 },
      })),
      modelled: [[0, 0]],
    }));
    const prior = { kind: 'half_normal', scale: 0.5 } as const;
    const priors = new Map([['shares', { ...PRIOR, sd: prior, growth: prior }]]);
    const project = openProjection({ priors, fitted, from: 0, parts: 400, seed: 'seed' });
    const inside = levels.filter(([, , later], s) => {
      const asked = projected({ series: `series ${s}`, day: 2 * YEAR, modelled: [0] });
      const sorted = Float64Array.from(project(asked)[0]).sort();
      return quantile(sorted, 0.1) <= later && later <= quantile(sorted, 0.9);
    });
    // 120 are expected, with a standard deviation of 5.
    expect(inside.length).toBeGreaterThan(104);
    expect(inside.length).toBeLessThan(136);
  });
});
