import { describe, expect, it } from 'vitest';
import { normalCdf } from '../../../src/core/math/normal.ts';
import { openDraws } from '../../../src/core/random/sequential-draws.ts';
import { absorb, inflations, membersOf, startEnsemble } from '../../../src/inference/ensemble/ensemble.ts';
import { METHODS } from '../../../src/inference/fit.ts';
import { parsePrior } from '../../../src/inference/problem/prior.ts';
import type { InferenceProblem } from '../../../src/inference/problem/problem.ts';
import type { FitTarget } from '../../../src/inference/problem/target.ts';
import { drive, outcomesOf, type Simulate } from '../drive.ts';

const noise = openDraws('ensemble tests', 'noise');
const parameter = (name: string, prior: string, priorOnly?: boolean) => ({
  name,
  prior: parsePrior(prior),
  ...(priorOnly && { priorOnly }),
});
const mean = (observed: number, variance: number): FitTarget => ({
  id: `y${observed}`,
  kind: 'mean',
  observed,
  variance,
});
const answers = (...values: number[]) => values.map(value => ({ value, size: 1 }));

function smooth(question: InferenceProblem, simulate: Simulate, budget = 4000) {
  const state = drive(startEnsemble(question, { budget }), absorb, simulate);
  return METHODS.ensemble.result(state);
}

const sd = (values: readonly number[]) => {
  const middle = values.reduce((a, b) => a + b, 0) / values.length;
  return Math.sqrt(values.reduce((a, b) => a + (b - middle) ** 2, 0) / values.length);
};
const average = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

describe('steps', () => {
  it('take in each figure once: the inverses of the factors sum to one, and they fall', () => {
    for (const steps of [1, 4, 6, 10]) {
      const all = inflations(steps);
      expect(all.reduce((sum, one) => sum + 1 / one, 0)).toBeCloseTo(1, 12);
      expect(all).toEqual([...all].sort((a, b) => b - a));
    }
  });

  it('share out the budget, the repeated runs of the first among it', () => {
    expect(membersOf({ budget: 3720, steps: 6 })).toBe(600);
    expect(() =>
      startEnsemble(
        { parameters: [parameter('a', 'normal(0, 1)')], targets: [mean(1, 1)], seed: '' },
        { budget: 300 },
      ),
    ).toThrow(/too small/);
  });
});

describe('the least budget', () => {
  it('has two members for each parameter that keeps its prior', () => {
    const kept = Array.from({ length: 80 }, (_, j) => parameter(`kept${j}`, 'normal(0, 1)', true));
    const question = {
      parameters: [parameter('a', 'normal(0, 1)'), ...kept],
      targets: [mean(1, 0.25)],
      seed: 'kept',
    };
    expect(() => startEnsemble(question, { budget: 1000 })).toThrow(/at least 1080/);
    expect(METHODS.ensemble.budget(1, 300)).toBe(3720);
    // Conjugate: what is kept has nothing to do with the figure.
    const { parameters, draws } = smooth(question, ({ theta: [a] }) => answers(a), 1500);
    expect(parameters[0].mean).toBeCloseTo(0.8, 1);
    expect(Math.abs(sd(draws.map(({ theta }) => theta[1])) - 1)).toBeLessThan(0.1);
  });
});

describe('an ensemble', () => {
  it('meets the conjugate normal posterior', () => {
    const question = { parameters: [parameter('a', 'normal(0, 1)')], targets: [mean(1, 0.25)], seed: 'one' };
    const { parameters } = smooth(question, ({ theta: [a] }) => answers(a));
    // Precision 1 + 4; mean 4 / 5.
    expect(parameters[0].mean).toBeCloseTo(0.8, 1);
    expect(parameters[0].sd).toBeCloseTo(Math.sqrt(0.2), 1);
  });

  it("takes the runs' own chance for a part of the error", () => {
    const question = {
      parameters: [parameter('a', 'normal(0, 1)')],
      targets: [mean(1, 0.25)],
      seed: 'chance',
    };
    const { parameters } = smooth(question, ({ id, theta: [a] }, replicate) =>
      answers(a + Math.sqrt(0.75) * noise.normal(id, replicate)),
    );
    // One observation of variance 0.25 + 0.75.
    expect(parameters[0].mean).toBeGreaterThan(0.4);
    expect(parameters[0].mean).toBeLessThan(0.6);
    expect(parameters[0].sd).toBeGreaterThan(0.62);
    expect(parameters[0].sd).toBeLessThan(0.8);
  });

  it('knows a sum of two parameters, and that nothing tells them apart', () => {
    const question = {
      parameters: [
        parameter('a', 'normal(0, 1)'),
        parameter('b', 'normal(0, 1)'),
        parameter('c', 'normal(0, 1)'),
      ],
      targets: [mean(2, 0.01)],
      seed: 'sum',
    };
    const { parameters, correlations, draws } = smooth(question, ({ theta: [a, b] }) => answers(a + b));
    // a = b = 2 x 1 / 2.01; variance 1 - 1 / 2.01.
    expect(parameters[0].mean).toBeCloseTo(0.995, 1);
    expect(parameters[0].sd).toBeCloseTo(Math.sqrt(1 - 1 / 2.01), 1);
    expect(correlations[0][1]).toBeLessThan(-0.95);
    expect(parameters[2].sd).toBeGreaterThan(0.93);
    expect(parameters[2].sd).toBeLessThan(1.07);
    expect(sd(draws.map(({ theta: [a, b] }) => a + b))).toBeCloseTo(0.1, 1);
  });

  it('leaves a parameter its prior that keeps it, and lets the others make up for it', () => {
    const question = {
      parameters: [parameter('a', 'normal(0, 1)'), parameter('kept', 'normal(0, 1)', true)],
      targets: [mean(1, 0.01)],
      seed: 'kept',
    };
    const { parameters, draws, kept } = smooth(question, ({ theta: [a, b] }) => answers(a + b));
    expect(kept).toEqual(['kept']);
    expect(parameters.map(({ name }) => name)).toEqual(['a']);
    const values = draws.map(({ theta }) => theta[1]);
    expect(Math.abs(average(values))).toBeLessThan(0.1);
    expect(Math.abs(sd(values) - 1)).toBeLessThan(0.07);
    // Of a given the other: variance 0.01 x 1 / 1.01 about 1 - kept.
    expect(sd(draws.map(({ theta: [a, b] }) => a + b))).toBeLessThan(0.15);
  });

  it('pulls only members outside an interval', () => {
    const target: FitTarget = { id: 'y', kind: 'mean', low: 0.5, variance: 0.0001 };
    const question = { parameters: [parameter('a', 'normal(0, 1)')], targets: [target], seed: 'interval' };
    const { draws } = smooth(question, ({ theta: [a] }) => answers(a));
    const values = draws.map(({ theta: [a] }) => a);
    expect(values.filter(a => a < 0.45).length / values.length).toBeLessThan(0.02);
    // Those above 1.5 were never pulled: as many as the prior has there.
    expect(values.filter(a => a > 1.5).length / values.length).toBeCloseTo(1 - normalCdf(1.5), 1);
  });

  it('loses no spread of what the figures say nothing of', () => {
    const idle = Array.from({ length: 150 }, (_, j) => parameter(`idle${j}`, 'normal(0, 1)'));
    const told = Array.from({ length: 20 }, (_, j) => parameter(`told${j}`, 'normal(0, 1)'));
    const targets = told.map((_, j) => mean(0.1 * j - 1, 0.01));
    const question = { parameters: [...told, ...idle], targets, seed: 'idle' };
    const { parameters } = smooth(question, ({ theta }) => answers(...theta.slice(0, 20)), 2500);
    expect(average(parameters.slice(20).map(one => one.sd))).toBeCloseTo(1, 1);
    expect(average(parameters.slice(0, 20).map(one => one.sd))).toBeCloseTo(Math.sqrt(0.01 / 1.01), 1);
  });

  it('gives the same states in whatever order runs come back, and goes on without members that failed', () => {
    const question = { parameters: [parameter('a', 'normal(0, 1)')], targets: [mean(1, 1)], seed: 'order' };
    const simulate: Simulate = ({ id, theta: [a] }) => (id % 50 === 7 ? undefined : answers(a));
    const start = () => startEnsemble(question, { budget: 1000 });
    const one = drive(start(), absorb, simulate);
    const other = drive(start(), absorb, simulate, outcomes => outcomes.reverse());
    expect(other).toEqual(one);
    expect(one.warnings).toEqual([expect.stringMatching(/runs failed and were left out/)]);
  });

  it('is plain data between its rounds', () => {
    const question = { parameters: [parameter('a', 'normal(0, 1)')], targets: [mean(1, 1)], seed: 'data' };
    const simulate: Simulate = ({ theta: [a] }) => answers(a);
    const begun = startEnsemble(question, { budget: 1000 });
    const state = absorb(begun, outcomesOf(begun.pending, simulate));
    const read = JSON.parse(JSON.stringify(state));
    const outcomes = outcomesOf(state.pending, simulate);
    expect(absorb(read, outcomes)).toEqual(absorb(state, outcomes));
  });
});
