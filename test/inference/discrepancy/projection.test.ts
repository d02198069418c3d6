import { describe, expect, it } from 'vitest';
import { meanOf, varianceOf } from '../../../src/core/math/statistics.ts';
import type { DiscrepancyPrior } from '../../../src/inference/discrepancy/hyperparameters.ts';
import { openProjection, type Projected } from '../../../src/inference/discrepancy/projection.ts';

const YEAR = 365.25;
const fixed = (value: number) => ({ kind: 'fixed', value }) as const;
const PRIOR: DiscrepancyPrior = {
  sd: fixed(0.4),
  growth: fixed(0.5),
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
});
