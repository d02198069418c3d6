import { logistic } from '../../src/core/math/f64-functions.ts';
import { openDraws } from '../../src/core/random/sequential-draws.ts';
import { parsePrior } from '../../src/inference/problem/prior.ts';
import type { InferenceProblem, Proposal } from '../../src/inference/problem/problem.ts';
import type { FitTarget } from '../../src/inference/problem/target.ts';
import { binomial } from './toy.ts';

/** Toy with more parameters than figures: each figure is the logistic of a few linear terms, a square and a product of parameters uniform on [0, 1]. */
export interface ManyParameters {
  /** The first so many matter, the others do nothing. */
  matter: number;
  silent: number;
  figures: number;
  /** Parameters that move one figure. */
  each: number;
}

const AGENTS = 2000;
const RESPONDENTS = 800;
/** Slope of the logit per unit of z = 2u - 1: sizes alternate about this one. */
const SLOPE = 0.5;

export function openMany({ matter, silent, figures, each }: ManyParameters) {
  const draws = openDraws('many parameters', 'coefficients');
  const surfaces = Array.from({ length: figures }, (_, k) => {
    const terms = Array.from({ length: each }, (_, i) => {
      // One after the other, so that every one that matters is in some figure.
      const parameter = (k * each + i) % matter;
      const sign = draws.uniform(k, i) < 0.5 ? -1 : 1;
      return { parameter, slope: sign * SLOPE * (0.7 + 0.6 * draws.uniform(k, 100 + i)) };
    });
    return {
      intercept: draws.normal(k, 200) / 2,
      terms,
      square: 0.2 * draws.normal(k, 201),
      product: 0.3 * draws.normal(k, 202),
    };
  });
  const shares = (theta: readonly number[]) =>
    surfaces.map(({ intercept, terms, square, product }) => {
      const z = terms.map(({ parameter }) => 2 * theta[parameter] - 1);
      const linear = terms.reduce((sum, { slope }, i) => sum + slope * z[i], intercept);
      return logistic(linear + square * z[0] * z[0] + product * z[0] * z[1]);
    });
  const parameters = Array.from({ length: matter + silent }, (_, j) => ({
    name: `p${j}`,
    prior: parsePrior('uniform(0, 1)'),
  }));
  const runs = openDraws('many parameters', 'runs');
  const truths = openDraws('many parameters', 'truths');
  return {
    surfaces,
    simulate: ({ id, theta }: Pick<Proposal, 'id' | 'theta'>, replicate: number) =>
      shares(theta).map((p, k) => ({
        value: binomial(AGENTS, p, runs.uniform(id, 1000 * replicate + k)) / AGENTS,
        size: AGENTS,
      })),
    /** A truth drawn from the prior, and the question that a survey of it asks. */
    worldOf(number: number): { truth: number[]; question: InferenceProblem } {
      const truth = parameters.map((_, j) => truths.uniform(number, j));
      const targets = shares(truth).map((p, k): FitTarget => {
        const count = binomial(RESPONDENTS, p, truths.uniform(number, 1000 + k));
        const share = (count + 0.5) / (RESPONDENTS + 1);
        const variance = (share * (1 - share)) / RESPONDENTS;
        const observed = count / RESPONDENTS;
        return { id: `t${k}`, kind: 'proportion', observed, variance, size: RESPONDENTS };
      });
      return { truth, question: { parameters, targets, seed: `many ${number}` } };
    },
  };
}
