import { describe, expect, it } from 'vitest';
import { openDraws } from '../../src/core/random/sequential-draws.ts';
import { METHODS } from '../../src/inference/fit.ts';
import type { Predictive } from '../../src/inference/history-matching/check.ts';
import { judgeFit } from '../../src/inference/judgement.ts';
import { parsePrior } from '../../src/inference/problem/prior.ts';
import type { FitTarget } from '../../src/inference/problem/target.ts';
import { drive } from './drive.ts';
import { binomial } from './toy.ts';

const one = (z: number, k: number) => ({ target: `T${k + 1}`, z }) as Predictive;
const judge = (
  zs: number[],
  chains: { name: string; rHat?: number; ess?: number }[] = [],
  unsettled: string[] = [],
) => judgeFit({ predictive: zs.map(one), parameters: chains as never, unsettled });

describe('the judgement of a fit', () => {
  it('accepts figures that are off by chance', () => {
    const { chi2, figures, p, faults } = judge(Array.from({ length: 41 }, (_, k) => Math.sin(k)));
    expect(chi2).toBeCloseTo(20.5, 0);
    expect(figures).toBe(41);
    expect(p).toBeGreaterThan(0.99);
    expect(faults).toEqual([]);
    // 99.9 % of chi-squared with 41 degrees of freedom: 74.745.
    expect(judge(new Array(41).fill(Math.sqrt(74.6 / 41))).faults).toEqual([]);
  });

  it('refuses a sum of squared z that chance does not give', () => {
    expect(judge(new Array(41).fill(Math.sqrt(74.9 / 41))).faults).toHaveLength(1);
    const { p, faults } = judge(new Array(41).fill(Math.sqrt(158 / 41)));
    expect(p).toBeLessThan(1e-14);
    expect(faults[0]).toContain('the sum of squared z is 158.0 on 41 figures');
  });

  it('refuses one figure that is too far off among many', () => {
    // Bonferroni at 0.001: |z| above 3.29 of one, 4.22 of 41.
    expect(judge([3.2]).faults).toEqual([]);
    expect(judge([3.4]).faults.join()).toContain('T1 (z +3.4)');
    const off = (z: number) => judge([...new Array(40).fill(0.1), z]).faults;
    expect(off(-4.1)).toEqual([]);
    expect(off(-4.4)).toEqual(['too far off to be chance: T41 (z -4.4)']);
  });

  it('refuses figures without an answer, chains that disagree and checks that failed', () => {
    expect(judge([0, Number.NaN]).faults).toEqual(['no run at its draws answers T2']);
    expect(judge([Number.NaN]).faults).toEqual(['no run at its draws answers a figure']);
    expect(judge([]).faults).toHaveLength(1);
    const chains = [
      { name: 'a', rHat: 1.04, ess: 150 },
      { name: 'b', rHat: 1.06, ess: 900 },
      { name: 'c', rHat: 1, ess: 90 },
      { name: 'd', rHat: Number.NaN, ess: 900 },
      { name: 'e' },
    ];
    expect(judge([0], chains).faults).toEqual(["chains don't agree on b, c, d"]);
    expect(judge([0], [], ['it still moved']).faults).toEqual(['it still moved']);
  });

  it('tells a fit of figures that contradict each other from one of figures that agree', () => {
    const runs = openDraws('judgement', 'runs');
    const judged = (first: number, second: number) => {
      const targets = [first, second].map((observed, k): FitTarget => {
        return { id: `T${k + 1}`, kind: 'proportion', observed, variance: 0.03 * 0.03, size: 1000 };
      });
      const parameters = [{ name: 'share', prior: parsePrior('uniform(0.05, 0.95)') }];
      const { start, absorb, result } = METHODS.waves;
      return judgeFit(
        result(
          drive(start({ parameters, targets, seed: 'judgement' }, 300), absorb, ({ id, theta }, replicate) =>
            [0, 1].map(k => ({
              value: binomial(2000, theta[0], runs.uniform(id, 10 * replicate + k)) / 2000,
              size: 2000,
            })),
          ),
        ),
      );
    };
    expect(judged(0.42, 0.38).faults).toEqual([]);
    const contrary = judged(0.3, 0.6);
    // Both are met half-way: z of 5 each.
    expect(contrary.chi2).toBeGreaterThan(40);
    expect(contrary.faults[0]).toContain('the sum of squared z');
  });
});
