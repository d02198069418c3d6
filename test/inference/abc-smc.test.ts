import { describe, expect, it } from 'vitest';
import { normalCdf } from '../../src/core/math/normal.ts';
import { openDraws } from '../../src/core/random/sequential-draws.ts';
import { absorb, startAbc } from '../../src/inference/abc/abc-smc.ts';
import type { AbcSettings, AbcState } from '../../src/inference/abc/abc-state.ts';
import { parsePrior } from '../../src/inference/problem/prior.ts';
import { priorTransformOf } from '../../src/inference/problem/prior-transform.ts';
import type { InferenceProblem } from '../../src/inference/problem/problem.ts';
import { drive, outcomesOf, type Simulate } from './drive.ts';
import { binomial } from './toy.ts';

function question(priors: Record<string, string>, observed: number[], seed: string): InferenceProblem {
  return {
    parameters: Object.entries(priors).map(([name, text]) => ({ name, prior: parsePrior(text) })),
    targets: observed.map((y, k) => ({ id: `y${k}`, kind: 'mean', observed: y, variance: 1 })),
    seed,
  };
}

function abc(
  asked: InferenceProblem,
  settings: Partial<AbcSettings> & { budget: number },
  simulate: Simulate,
): AbcState {
  return drive(startAbc(asked, settings), absorb, simulate);
}

/** Particles' values of the first parameter, ascending, with their weights. */
function valuesOf(state: AbcState) {
  const [coordinate] = state.question.parameters.map(priorTransformOf);
  return state.particles
    .map(particle => ({ x: coordinate.value(particle.u[0]), w: particle.weight }))
    .sort((a, b) => a.x - b.x);
}

/** Kolmogorov-Smirnov distance, mean and sd of weighted values. */
function compare(rows: { x: number; w: number }[], cdf: (x: number) => number) {
  let below = 0;
  let ks = 0;
  for (const { x, w } of rows) {
    ks = Math.max(ks, Math.abs(cdf(x) - below), Math.abs(cdf(x) - below - w));
    below += w;
  }
  const mean = rows.reduce((sum, { x, w }) => sum + w * x, 0);
  const sd = Math.sqrt(rows.reduce((sum, { x, w }) => sum + w * (x - mean) ** 2, 0));
  return { ks, mean, sd };
}

const noise = openDraws('abc tests', 'noise');
const one = (value: number) => [{ value, size: 1 }];

describe('rejection', () => {
  it('meets the conjugate normal posterior', () => {
    const asked = question({ mu: 'normal(0, 1)' }, [1], 'rejection');
    const simulate: Simulate = ({ id, theta: [mu] }) => one(mu + noise.normal(id, 1));
    const state = abc(asked, { budget: 1e6, population: 600, tolerances: [0.1] }, simulate);
    expect(state.particles).toHaveLength(600);
    expect(state.stopped).toBe('generations');
    const { ks, mean, sd } = compare(valuesOf(state), x => normalCdf((x - 0.5) / Math.SQRT1_2));
    expect(ks).toBeLessThan(0.12);
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.07);
    expect(Math.abs(sd - Math.SQRT1_2)).toBeLessThan(0.1);
  });

  it('meets Beta(45, 57) where counts match exactly', () => {
    const asked = question({ p: 'uniform(0, 1)' }, [44], 'beta');
    const simulate: Simulate = ({ id, theta: [p] }) => one(binomial(100, p, noise.uniform(id, 2)));
    const state = abc(asked, { budget: 1e6, population: 4500, tolerances: [0] }, simulate);
    const rows = valuesOf(state);
    const { mean, sd } = compare(rows, x => x);
    expect(Math.abs(mean - 0.441176)).toBeLessThan(0.003);
    expect(Math.abs(sd - 0.048924)).toBeLessThan(0.0025);
    expect(Math.abs(rows[225].x - 0.361313)).toBeLessThan(0.005);
    expect(Math.abs(rows[4275].x - 0.522358)).toBeLessThan(0.005);
  });

  it('chooses between binomial models', () => {
    // Beta(1, 1) against Beta(10, 1), n = 5, x = 2: P1 = 0.900990. The model is a discrete parameter.
    const asked = question({ model: 'discrete(1, 10)', v: 'uniform(0, 1)' }, [2], 'models');
    const simulate: Simulate = ({ id, theta: [model, v] }) =>
      one(binomial(5, Math.min(v ** (1 / model), 1 - 1e-12), noise.uniform(id, 3)));
    const state = abc(asked, { budget: 1e6, population: 800, tolerances: [0] }, simulate);
    const share = valuesOf(state).filter(({ x }) => x === 1).length / 800;
    expect(2 * Math.abs(share - 0.90099)).toBeLessThan(0.08);
  });

  it('chooses between normal models', () => {
    // Means 0 and 1, prior and noise sd 0.5, y = 1: 0.268941 and 0.731059.
    const asked = question({ model: 'discrete(0, 1)', mu: 'normal(0, 0.5)' }, [1], 'normals');
    const simulate: Simulate = ({ id, theta: [model, mu] }) => one(model + mu + 0.5 * noise.normal(id, 4));
    const state = abc(asked, { budget: 1e6, population: 2000, tolerances: [0.05] }, simulate);
    const share = valuesOf(state).filter(({ x }) => x === 1).length / 2000;
    expect(2 * Math.abs(share - 0.731059)).toBeLessThan(0.07);
  });
});

describe('generations', () => {
  const asked = question({ mu: 'normal(0, 1)' }, [2], 'generations');
  const simulate: Simulate = ({ id, theta: [mu] }) => one(mu + 0.5 * noise.normal(id, 5));

  it('meet the conjugate normal posterior', () => {
    const settings = { budget: 1e6, population: 600, tolerances: [0.2, 0.1, 0.05, 0.025] };
    const state = abc(asked, settings, simulate);
    expect(state.generations.map(row => row.tolerance)).toEqual(settings.tolerances);
    const { ks, mean, sd } = compare(valuesOf(state), x => normalCdf((x - 1.6) / 0.447214));
    expect(ks).toBeLessThan(0.1);
    expect(Math.abs(mean - 1.6)).toBeLessThan(0.07);
    expect(Math.abs(sd - 0.447214)).toBeLessThan(0.12);
    expect(state.particles.reduce((sum, p) => sum + p.weight, 0)).toBeCloseTo(1, 12);
  });

  it('find their tolerances by themselves', () => {
    const state = abc(asked, { budget: 20_000, population: 400 }, simulate);
    const tolerances = state.generations.map(row => row.tolerance);
    expect(tolerances.length).toBeGreaterThan(4);
    const { mean, sd } = compare(valuesOf(state), x => x);
    expect(Math.abs(mean - 1.6)).toBeLessThan(0.1);
    expect(Math.abs(sd - 0.447214)).toBeLessThan(0.12);
    expect(state.failures.total).toBeLessThanOrEqual(20_000);
  });

  it('meet the uniform product', () => {
    // y = u U with u, U ~ U(0, 1), y = 0.5: the posterior's distribution function is ln(2u) / ln 2 on (0.5, 1).
    const product = question({ u: 'uniform(0, 1)' }, [0.5], 'product');
    const state = abc(
      product,
      { budget: 1e5, population: 250, tolerances: [0.1, 0.03, 0.01] },
      ({ id, theta: [u] }) => one(u * noise.uniform(id, 6)),
    );
    const { ks } = compare(valuesOf(state), x => Math.log(Math.min(Math.max(2 * x, 1), 2)) / Math.LN2);
    expect(ks).toBeLessThan(0.12);
  });

  it('give the same bytes in whatever order runs come back, also when resumed from text', () => {
    const settings = { budget: 3000, population: 100 };
    const whole = JSON.stringify(abc(asked, settings, simulate));
    const reversed = drive(startAbc(asked, settings), absorb, simulate, outcomes => outcomes.reverse());
    expect(JSON.stringify(reversed)).toBe(whole);
    let state = startAbc(asked, settings);
    while (state.stage !== 'done') {
      const outcomes = outcomesOf(state.pending, simulate);
      state = absorb(JSON.parse(JSON.stringify(state)), outcomes);
    }
    expect(JSON.stringify(state)).toBe(whole);
  });

  it('accept in order of number: later ones never push earlier ones out', () => {
    const state = abc(asked, { budget: 1e5, population: 50, tolerances: [0.5, 0.25] }, simulate);
    const ids = state.particles.map(p => p.id);
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
  });

  it('adapt scales: a target a thousand times larger counts no more', () => {
    const two = question({ mu: 'normal(0, 1)' }, [1, 1000], 'scales');
    const state = abc(two, { budget: 6000, population: 300 }, ({ id, theta: [mu] }) => [
      { value: mu + noise.normal(id, 7), size: 1 },
      { value: 1000 * (mu + noise.normal(id, 8)), size: 1 },
    ]);
    const [first, second] = state.distanceWeights;
    expect(first / second).toBeGreaterThan(500);
    expect(first / second).toBeLessThan(2000);
    const { mean } = compare(valuesOf(state), x => x);
    expect(Math.abs(mean - 2 / 3)).toBeLessThan(0.15);
  });

  it('move about in several dimensions, with kernels of neighbourhoods', () => {
    const many = question({ a: 'normal(0, 1)', b: 'uniform(-3, 3)', c: 'uniform(0, 1)' }, [1, -1], 'several');
    // 120 particles of 3 parameters: fewer than 50 each.
    const state = abc(many, { budget: 8000, population: 120 }, ({ id, theta: [a, b] }) => [
      { value: a + 0.3 * noise.normal(id, 9), size: 1 },
      { value: a + b + 0.3 * noise.normal(id, 10), size: 1 },
    ]);
    const { mean } = compare(valuesOf(state), x => x);
    expect(Math.abs(mean - 0.917)).toBeLessThan(0.2);
  });

  it('change their size with the density', () => {
    const state = abc(asked, { budget: 6000, population: 200, adaptPopulation: true }, simulate);
    expect(state.generations.length).toBeGreaterThan(2);
    expect(state.particles.length).not.toBe(200);
    expect(state.particles.length).toBeGreaterThanOrEqual(100);
  });
});

describe('stopping', () => {
  const asked = question({ mu: 'normal(0, 1)' }, [2], 'stops');

  it('at the budget, with the last full generation', () => {
    const state = abc(asked, { budget: 1500, population: 200 }, ({ id, theta: [mu] }) =>
      one(mu + noise.normal(id, 11)),
    );
    expect(state.stopped).toBe('budget');
    expect(state.failures.total).toBe(1500);
    expect(state.particles).toHaveLength(200);
  });

  it('within a generation that accepts next to nothing', () => {
    // A figure that no run reaches.
    const far = question({ mu: 'uniform(0, 1)' }, [5], 'far');
    const state = abc(far, { budget: 1e6, population: 100, tolerances: [4.5, 1] }, ({ theta: [mu] }) =>
      one(mu),
    );
    expect(state.stopped).toBe('acceptance');
    expect(state.failures.total).toBeLessThan(20_000);
    expect(state.generations).toHaveLength(1);
  });

  it('when the tolerance stands still', () => {
    const state = abc(asked, { budget: 1e6, population: 100, leastAcceptance: 1e-9 }, ({ theta: [mu] }) =>
      one(Math.round(mu)),
    );
    expect(['tolerance', 'acceptance']).toContain(state.stopped);
  });

  it('at failures, which are counted', () => {
    const few = abc(asked, { budget: 2000, population: 100 }, ({ id, theta: [mu] }) =>
      id % 50 === 0 ? undefined : one(mu),
    );
    expect(few.failures.failed / few.failures.total).toBeCloseTo(0.02, 2);
    expect(few.warnings[0]).toContain('runs failed');
    expect(() =>
      abc(asked, { budget: 2000, population: 100 }, ({ id }) => (id % 5 === 0 ? undefined : one(1))),
    ).toThrow('too many runs failed');
  });

  it('before it begins, where it is hopeless', () => {
    const nine = question(
      Object.fromEntries('abcdefghi'.split('').map(name => [name, 'uniform(0, 1)'])),
      [1],
      'nine',
    );
    expect(() => startAbc(nine, { budget: 1000 })).toThrow('use the method `waves`');
    expect(startAbc(nine, { budget: 100_000 }).stage).toBe('generation');
  });
});
