import { describe, expect, it } from 'vitest';
import { logistic } from '../../../src/core/math/f64-functions.ts';
import { openDraws } from '../../../src/core/random/sequential-draws.ts';
import { hashName } from '../../../src/core/random/streams.ts';
import { startAbc } from '../../../src/inference/abc/abc-smc.ts';
import {
  absorb,
  type HistoryMatchingState,
  proposals,
  startHistoryMatching,
} from '../../../src/inference/history-matching/history-matching.ts';
import { planWaves } from '../../../src/inference/history-matching/wave-design.ts';
import { parsePrior } from '../../../src/inference/problem/prior.ts';
import type { InferenceProblem } from '../../../src/inference/problem/problem.ts';
import type { FitTarget } from '../../../src/inference/problem/target.ts';
import { drive, outcomesOf, type Simulate } from '../drive.ts';
import { binomial } from '../toy.ts';

/** A small model: two parameters that matter and one that doesn't; shares of 500 agents. */
const noise = openDraws('small model', 'runs');
const shares = ([a, b]: readonly number[]) => [
  logistic(-2 + 3 * a),
  logistic(1 - 2 * a * b),
  logistic(2 * b - 1),
];
const simulate: Simulate = ({ id, theta }, replicate) =>
  shares(theta).map((p, k) => ({
    value: binomial(500, p, noise.uniform(id, 10 * replicate + k)) / 500,
    size: 500,
  }));

const truth = [0.4, 0.7, 0.5];
const targets = shares(truth).map((p, k): FitTarget => {
  return { id: `t${k}`, kind: 'proportion', observed: p, variance: (p * (1 - p)) / 1000, size: 1000 };
});
const question: InferenceProblem = {
  parameters: ['a', 'b', 'c'].map(name => ({ name, prior: parsePrior('uniform(0, 1)') })),
  targets,
  seed: 'small',
};
const settings = { budget: 300, checks: 60, particles: 300, repeats: 2 };
const fitted = (asked: InferenceProblem = question) =>
  drive(startHistoryMatching(asked, settings), absorb, simulate);

function moments({ posterior }: HistoryMatchingState, j: number) {
  const { u, dimension } = posterior!;
  const x = Array.from({ length: u.length / dimension }, (_, i) => u[i * dimension + j]);
  const mean = x.reduce((a, b) => a + b) / x.length;
  return { mean, sd: Math.sqrt(x.reduce((sum, v) => sum + (v - mean) ** 2, 0) / x.length) };
}

describe('a fit by waves', () => {
  const state = fitted();

  it('finds the parameters that figures tell of, and leaves the others alone', () => {
    for (const j of [0, 1]) {
      const { mean, sd } = moments(state, j);
      expect(Math.abs(mean - truth[j])).toBeLessThan(3 * sd);
      expect(sd).toBeLessThan(0.06);
    }
    expect(Math.abs(moments(state, 2).sd - Math.sqrt(1 / 12))).toBeLessThan(0.03);
  });

  it('spends its budget as it said', () => {
    expect(state.rounds.map(round => round.kind).slice(0, 2)).toEqual(['wave', 'wave']);
    const waves = state.rounds.filter(round => round.kind === 'wave');
    expect(waves.reduce((sum, round) => sum + round.runs, 0)).toBeLessThanOrEqual(300);
    expect(state.rounds.filter(round => round.kind === 'check').map(round => round.runs)).toEqual([60]);
    expect(state.checks[0].kHat).toBeLessThan(0.7);
    expect(state.points.map(point => point.id)).toEqual(state.points.map((_, i) => i));
    expect(state.warnings).toEqual([]);
    const [first, second] = waves.map(round => round.search);
    expect(second?.logVolume ?? first!.logVolume - 1).toBeLessThan(first!.logVolume + 0.2);
    expect(first!.leastImplausibility).toBeLessThan(1);
  });

  it('comes closer and closer', () => {
    const misfits = state.rounds.map(round => round.bestMisfit);
    expect(misfits).toEqual([...misfits].sort((a, b) => b - a));
    expect(misfits[misfits.length - 1]).toBeLessThan(8);
  });

  it('is the same in whatever order runs come back, and when resumed from text at every step', () => {
    const bytes = JSON.stringify(state);
    const shuffled = drive(startHistoryMatching(question, settings), absorb, simulate, outcomes =>
      outcomes.sort((a, b) => b.replicate - a.replicate || ((b.proposal * 7) % 13) - ((a.proposal * 7) % 13)),
    );
    expect(JSON.stringify(shuffled)).toBe(bytes);
    let resumed = startHistoryMatching(question, settings);
    while (resumed.stage !== 'done') {
      const text = JSON.stringify(resumed);
      resumed = absorb(JSON.parse(text), outcomesOf(proposals(JSON.parse(text)), simulate));
    }
    expect(JSON.stringify(resumed)).toBe(bytes);
  });

  it('gives these bytes on every version of Node', () => {
    expect(hashName(JSON.stringify(state))).toMatchInlineSnapshot(`-6188232`);
  });

  it('hangs on its seed', () => {
    const other = startHistoryMatching({ ...question, seed: 'other' }, settings);
    expect(other.pending[0].u).not.toEqual(startHistoryMatching(question, settings).pending[0].u);
  });

  it('warns when nothing fits, and says what stands in the way', () => {
    const impossible = targets.map((target, k) => (k === 2 ? { ...target, observed: 0.98 } : target));
    const { warnings, rounds } = fitted({ ...question, targets: impossible });
    expect(warnings.join()).toContain('no point comes within 3 standard deviations');
    expect(warnings.join()).toContain('t2');
    expect(rounds[0].search?.blockers).toContain('t2');
  });
});

describe('the course of a fit', () => {
  it('shares its budget out: half for the cube, with replicates, then two quarters', () => {
    const plan = planWaves(12, 1200);
    expect(plan.replicated).toBeGreaterThanOrEqual(Math.max(20, plan.first / 10));
    expect(Math.abs(plan.first + 4 * plan.replicated - 600)).toBeLessThanOrEqual(4);
    expect(plan.later[0] + plan.later[1] + plan.first + 4 * plan.replicated).toBe(1200);
    // 20 points a parameter, where the budget allows.
    expect(planWaves(12, 600).first).toBe(240);
    expect(planWaves(40, 1000).later[0]).toBe(200);
  });

  it('refuses a budget that is too small, and says what would do', () => {
    expect(() => planWaves(12, 100)).toThrow(
      /too small to fit 12 parameters: found 100 runs, expected at least \d+/,
    );
    const least = Number(/at least (\d+)/.exec(messageOf(() => planWaves(12, 100)))![1]);
    expect(planWaves(12, least).first).toBeGreaterThanOrEqual(60);
    expect(() => planWaves(12, least - 1)).toThrow();
    // Later waves must be enough for a fit of their own: three points for each of 49 terms.
    const many = Number(/at least (\d+)/.exec(messageOf(() => planWaves(24, 200)))![1]);
    const [second, third] = planWaves(24, many).later;
    expect(second + third).toBeGreaterThanOrEqual(147);
  });

  it('refuses to begin with nothing to fit, or nothing to fit to', () => {
    expect(() => startHistoryMatching({ ...question, parameters: [] }, settings)).toThrow(
      'no free parameter',
    );
    expect(() => startHistoryMatching({ ...question, targets: [] }, settings)).toThrow('no figure to fit to');
    expect(() => startAbc({ ...question, targets: [] }, { budget: 5000 })).toThrow('no figure to fit to');
    expect(() => startAbc(question, { budget: 900 })).toThrow(/too small.*500 particles.*at least 1000/);
  });

  it('counts failed runs, leaves them out, and ends when they are too many', () => {
    const some = drive(
      startHistoryMatching(question, { ...settings, checks: 0 }),
      absorb,
      (proposal, replicate) => (proposal.id % 40 === 3 ? undefined : simulate(proposal, replicate)),
    );
    expect(some.failures.failed).toBeGreaterThan(3);
    expect(some.warnings.join()).toContain('runs failed and were left out');
    expect(some.points.some(point => point.id % 40 === 3)).toBe(false);
    const start = startHistoryMatching(question, settings);
    const broken = outcomesOf(start.pending, ({ id }, r) =>
      id % 3 === 0 ? undefined : simulate(start.pending[id], r),
    );
    expect(() => absorb(start, broken)).toThrow('too many runs failed');
  });

  it('refuses outcomes of other proposals', () => {
    const start = startHistoryMatching(question, settings);
    const outcomes = outcomesOf(start.pending, simulate);
    expect(() => absorb(start, outcomes.slice(1))).toThrow('came back');
    expect(() => absorb(start, [...outcomes.slice(1), { ...outcomes[0], proposal: 999 }])).toThrow('missing');
    expect(() => absorb(start, [{ ...outcomes[0], summaries: [] }, ...outcomes.slice(1)])).toThrow(
      '0 summaries',
    );
  });

  it('does without values that are missing, also when resumed from text', () => {
    const patchy: Simulate = (proposal, replicate) =>
      simulate(proposal, replicate)!.map((summary, k) =>
        k === 0 && (proposal.id + replicate) % 5 === 0 ? { value: Number.NaN, size: 0 } : summary,
      );
    const start = startHistoryMatching(question, { ...settings, checks: 0 });
    const whole = drive(start, absorb, patchy);
    let resumed: HistoryMatchingState = start;
    while (resumed.stage !== 'done')
      resumed = absorb(JSON.parse(JSON.stringify(resumed)), outcomesOf(resumed.pending, patchy));
    expect(JSON.stringify(resumed)).toBe(JSON.stringify(whole));
    expect(Math.abs(moments(whole, 0).mean - truth[0])).toBeLessThan(0.15);
  });

  it('does without a target that no run answers', () => {
    const silent = drive(
      startHistoryMatching(question, { ...settings, checks: 0 }),
      absorb,
      (proposal, replicate) =>
        simulate(proposal, replicate)!.map((summary, k) =>
          k === 1 ? { value: Number.NaN, size: 0 } : summary,
        ),
    );
    expect(silent.rounds[0].search?.failed).toContain('t1');
    expect(silent.posterior?.emulators.list[1]).toBeUndefined();
  });
});

function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}
