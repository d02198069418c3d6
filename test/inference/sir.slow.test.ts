import { describe, expect, it } from 'vitest';
import { openDraws } from '../../src/core/random/sequential-draws.ts';
import { absorb as absorbAbc, startAbc } from '../../src/inference/abc/abc-smc.ts';
import { regress } from '../../src/inference/abc/regress.ts';
import { absorb, startHistoryMatching } from '../../src/inference/history-matching/history-matching.ts';
import { parsePrior } from '../../src/inference/problem/prior.ts';
import type { InferenceProblem } from '../../src/inference/problem/problem.ts';
import { drawsOfPoints, drawsOfPosterior, summarise } from '../../src/inference/sampler/summary.ts';
import { drive } from './drive.ts';
import { binomial } from './toy.ts';

/** Lueckmann et al. 2021 (sbibm), the task `sir`, its first observation: 1 000 of a million are asked every 17th day. */
const PERSONS = 1e6;
const ASKED = 1000;
const COUNTS = [0, 1, 352, 40, 3, 0, 0, 0, 0, 0];
const REFERENCE = [
  { mean: 0.63252, sd: 0.01257 },
  { mean: 0.16948, sd: 0.01222 },
];

const question: InferenceProblem = {
  parameters: [
    { name: 'contact', prior: parsePrior(`lognormal(${Math.log(0.4)}, 0.5)`) },
    { name: 'recovery', prior: parsePrior(`lognormal(${Math.log(0.125)}, 0.2)`) },
  ],
  targets: COUNTS.map((count, k) => {
    const p = (count + 0.5) / (ASKED + 1);
    return {
      id: `day ${17 * k}`,
      kind: 'proportion',
      observed: count / ASKED,
      variance: (p * (1 - p)) / ASKED,
      size: ASKED,
    };
  }),
  seed: 'sir',
};

/** Shares infected on days 0, 17, .., 153, by Runge and Kutta with four steps a day. */
function infected(contact: number, recovery: number): number[] {
  let [s, i] = [PERSONS - 1, 1];
  const h = 0.25;
  const slope = (s: number, i: number) => [
    (-contact * s * i) / PERSONS,
    (contact * s * i) / PERSONS - recovery * i,
  ];
  const shares = [i / PERSONS];
  for (let step = 1; step <= 153 / h; step++) {
    const a = slope(s, i);
    const b = slope(s + (h / 2) * a[0], i + (h / 2) * a[1]);
    const c = slope(s + (h / 2) * b[0], i + (h / 2) * b[1]);
    const d = slope(s + h * c[0], i + h * c[1]);
    s += (h / 6) * (a[0] + 2 * b[0] + 2 * c[0] + d[0]);
    i += (h / 6) * (a[1] + 2 * b[1] + 2 * c[1] + d[1]);
    if (step % (17 / h) === 0) shares.push(Math.max(i / PERSONS, 0));
  }
  return shares;
}

function expectClose(summary: { mean: number; sd: number }[], most: number) {
  summary.forEach(({ mean, sd }, j) => {
    expect(Math.abs(mean - REFERENCE[j].mean) / REFERENCE[j].sd).toBeLessThan(0.5);
    expect(sd / REFERENCE[j].sd).toBeGreaterThan(0.8);
    expect(sd / REFERENCE[j].sd).toBeLessThan(most);
  });
}

describe('the epidemic of sbibm', () => {
  it('is fitted by waves with 600 runs', () => {
    const state = drive(
      startHistoryMatching(question, { budget: 600, checks: 100 }),
      absorb,
      ({ theta: [contact, recovery] }) =>
        infected(contact, recovery).map(value => ({ value, size: PERSONS })),
    );
    expect(state.failures.total).toBeLessThanOrEqual(800);
    expectClose(summarise(question, drawsOfPosterior(question, state.posterior!)), 1.8);
  });

  it('is fitted by ABC-SMC and regression with 20 000 runs', () => {
    const survey = openDraws('sir', 'survey');
    const settings = { budget: 20_000, population: 500, weighing: 'survey' as const };
    const state = drive(startAbc(question, settings), absorbAbc, ({ id, theta: [contact, recovery] }) =>
      infected(contact, recovery).map((p, k) => ({
        value: p < 1e-12 ? 0 : binomial(ASKED, p, survey.uniform(id, k)) / ASKED,
        size: ASKED,
      })),
    );
    const { particles } = state;
    const { u, weights } = regress(
      {
        u: particles.map(particle => particle.u),
        summaries: particles.map(particle => particle.run.map(({ value }) => value)),
        weights: particles.map(particle => particle.weight),
      },
      COUNTS.map(count => count / ASKED),
      { names: question.targets.map(({ id }) => id), tolerance: 1 },
    );
    expectClose(summarise(question, drawsOfPoints(question, u, weights)), 1.3);
  });
});
