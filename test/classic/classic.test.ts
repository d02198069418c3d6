import { describe, expect, it } from 'vitest';
import { IDLE, type InlineModel, inlineInputs } from '../support/model.ts';
import { runInline } from '../support/run.ts';

/** Classic models in our language, compared with what theory says of them. Seeds are fixed; tolerances are 4 standard errors. */

const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
const variance = (values: readonly number[]) => {
  const centre = mean(values);
  return mean(values.map(x => (x - centre) ** 2));
};
const shareSd = (p: number, n: number) => Math.sqrt((p * (1 - p)) / n);

describe('a two-state Markov chain', () => {
  it('settles at p / (p + q)', () => {
    const persons = 20_000;
    const model: InlineModel = {
      columns: 'on: { type: flag }',
      parameters: { persons, p: 0.1, q: 0.2 },
      rules: `
rule: up
who: not on
chance: p
draw: switch
then:
  on: true
---
rule: down
who: on and week >= 0
chance: q
draw: switch-off
then:
  on: false
`,
      metrics: 'on_share:\n  share: on\n  of: week >= 0',
    };
    const { series } = runInline(inlineInputs(model, { weeks: 80 }));
    // Within a week a person may rise and fall: up p, and then at once down q.
    const [up, down] = [0.1 * 0.8, 0.2];
    const stationary = up / (up + down);
    const late = series('on_share').slice(40);
    for (const share of late)
      expect(Math.abs(share - stationary)).toBeLessThan(4.5 * shareSd(stationary, persons));
  });
});

describe('AR(1)', () => {
  it('has mean 0 and variance sd^2 / (1 - rho^2)', () => {
    const persons = 20_000;
    const model: InlineModel = {
      columns: 'x: { type: number, initial: 5 }',
      parameters: { persons, rho: 0.8, sd: 0.3 },
      rules: "rule: drift\nset:\n  x: rho * x + sd * normal('shock')",
    };
    const x = runInline(inlineInputs(model, { weeks: 80 })).column('x');
    const expected = 0.09 / (1 - 0.64);
    expect(Math.abs(mean(x))).toBeLessThan(4 * Math.sqrt(expected / persons));
    expect(Math.abs(variance(x) / expected - 1)).toBeLessThan(4 * Math.sqrt(2 / persons));
  });
});

describe('DeGroot', () => {
  const model: InlineModel = {
    columns: "opinion: { type: number, published: true, initial: uniform('first') }",
    parameters: { persons: 60 },
    rules: 'rule: listen\nset:\n  opinion: mean(ties, opinion, opinion)',
    networks: 'networks:\n  ties: { shape: ring, degree: 8 }',
  };
  it('reaches a consensus and keeps the mean where all have equally many ties', () => {
    const before = runInline(inlineInputs({ ...model, rules: IDLE }, { weeks: 1 })).column('opinion');
    const after = runInline(inlineInputs(model, { weeks: 600 })).column('opinion');
    expect(variance(before)).toBeGreaterThan(0.05);
    expect(Math.max(...after) - Math.min(...after)).toBeLessThan(1e-4);
    expect(mean(after)).toBeCloseTo(mean(before), 4);
  });
});

describe("Granovetter's threshold model", () => {
  it('climbs to the fixed point of r = F(r)', () => {
    const persons = 401;
    const model: InlineModel = {
      columns:
        "joined: { type: flag, published: true }\nthreshold: { type: number, initial: 0.25 + 0.13 * normal('t') }",
      parameters: { persons },
      rules:
        'rule: join\nwho: not joined\nlet:\n  others: share(crowd, joined)\nset:\n  joined: threshold <= others',
      networks: `networks:\n  crowd: { shape: ring, degree: ${persons - 1} }`,
    };
    const { column } = runInline(inlineInputs(model, { weeks: 60 }));
    const thresholds = column('threshold');
    let joined = thresholds.map(() => 0);
    for (let week = 0; week < 60; week++) {
      const total = joined.reduce((sum, x) => sum + x, 0);
      joined = joined.map((x, i) => (x || thresholds[i] <= Math.fround(total / (persons - 1)) ? 1 : 0));
    }
    expect(column('joined')).toEqual(joined);
    const share = mean(joined);
    const below = thresholds.filter(t => t <= share).length / persons;
    expect(Math.abs(below - share)).toBeLessThan(2 / persons);
  });
});

describe('SIR on a random network', () => {
  it('ends at the final size 1 - s = exp(-R s) of discrete weeks', () => {
    const persons = 30_000;
    const model: InlineModel = {
      columns: `
state:
  type: one-of
  values: [susceptible, ill, immune]
  published: true
  initial: if(uniform('seed') < 0.002, ill, susceptible)`,
      parameters: { persons, catch: 0.25 },
      // A contact that is ill for one week infects with chance 0.25 each: 1 - 0.75^k.
      rules: `
rule: recover
who: state == ill
set:
  state: immune
---
rule: infect
who: state == susceptible
chance: 1 - exp(count(contacts, state == ill) * log(1 - catch))
then:
  state: ill
`,
      networks: 'networks:\n  contacts: { shape: random, degree: 8 }',
      metrics: 'immune:\n  share: state == immune\n  of: week >= 0',
    };
    const { series } = runInline(inlineInputs(model, { weeks: 60 }));
    const R = 8 * 0.25;
    let size = 0.5;
    for (let k = 0; k < 200; k++) size = 1 - (1 - 0.002) * Math.exp(-R * size);
    expect(Math.abs(series('immune').at(-1)! - size)).toBeLessThan(0.012);
  });
});

describe('mover-stayer', () => {
  it('survives as s + (1 - s)(1 - h)^t', () => {
    const persons = 20_000;
    const model: InlineModel = {
      columns: "stayer: { type: flag, initial: uniform('kind') < 0.3 }",
      parameters: { persons, h: 0.05 },
      rules: 'rule: leave\nwho: place == home and not stayer\nchance: h\nthen:\n  place: abroad',
      metrics: 'at_home:\n  share: place == home\n  of: week >= 0\nleft:\n  persons: moves(home, any)',
    };
    const { series } = runInline(inlineInputs(model, { weeks: 60 }));
    const home = series('at_home');
    for (const week of [0, 5, 20, 59]) {
      const expected = 0.3 + 0.7 * 0.95 ** (week + 1);
      expect(Math.abs(home[week] - expected)).toBeLessThan(4 * shareSd(expected, persons));
    }
    const left = series('left').reduce((sum, x) => sum + x, 0);
    expect(left).toBe(Math.round((1 - home[59]) * persons));
  });
});
