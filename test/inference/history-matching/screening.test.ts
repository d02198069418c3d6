import { describe, expect, it } from 'vitest';
import { openDraws } from '../../../src/core/random/sequential-draws.ts';
import { latinHypercube } from '../../../src/inference/design/latin-hypercube.ts';
import { METHODS } from '../../../src/inference/fit.ts';
import { absorb, startHistoryMatching } from '../../../src/inference/history-matching/history-matching.ts';
import { effectsOf, tells } from '../../../src/inference/history-matching/screening.ts';
import { drive, outcomesOf } from '../drive.ts';
import { openMany } from '../many.ts';

const toy = openMany({ matter: 4, silent: 36, figures: 4, each: 2 });
const { question } = toy.worldOf(0);
const settings = { budget: 620, checks: 30, mostChecks: 1, particles: 200, repeats: 2 };
const fitted = (asked = question) => drive(startHistoryMatching(asked, settings), absorb, toy.simulate);

describe('a screening', () => {
  const { u, count } = latinHypercube(400, 40, openDraws('screening', 'design'));
  const points = Array.from({ length: count }, (_, id) => {
    const own = Array.from(u.subarray(id * 40, (id + 1) * 40));
    return { id, round: 0, u: own, runs: [toy.simulate({ id, theta: own }, 0)] };
  });
  const candidates = Array.from({ length: 40 }, (_, j) => j);
  const effects = effectsOf(question.targets, points, candidates);

  it('finds what moves a figure, and how far', () => {
    const told = effects.filter(tells);
    expect(told.map(({ parameter }) => parameter).sort()).toEqual([0, 1, 2, 3]);
    for (const { parameter, target, size } of told) {
      const k = question.targets.findIndex(({ id }) => id === target);
      const { observed, variance } = question.targets[k];
      // A uniform prior of z = 2u - 1 has a standard deviation of 1 / sqrt 3; an error on the logit scale is se / p(1-p).
      const error = Math.sqrt(variance) / (observed! * (1 - observed!));
      const { slope } = toy.surfaces[k].terms.find(term => term.parameter === parameter)!;
      expect(size * error * Math.sqrt(3)).toBeCloseTo(Math.abs(slope), 1);
    }
  });

  it('names the largest effects first', () => {
    const sizes = effects.slice(0, 4).map(({ size }) => size);
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
    expect(effects).toHaveLength(40);
  });

  it('looks at candidates alone', () => {
    const some = effectsOf(question.targets, points, [1, 30]);
    expect(some.map(({ parameter }) => parameter)).toEqual([1, 30]);
  });
});

describe('a fit of many parameters', () => {
  const state = fitted();

  it('fits those that figures tell, and draws the others anew at every point', () => {
    expect(state.fitted).toEqual([0, 1, 2, 3]);
    expect(state.points.every(({ u }) => u.length === 4)).toBe(true);
    expect(state.posterior!.dimension).toBe(4);
    const { kept, parameters, draws, effects } = METHODS.waves.result(state);
    expect(parameters.map(({ name }) => name)).toEqual(['p0', 'p1', 'p2', 'p3']);
    expect(kept).toHaveLength(36);
    expect(effects!.filter(({ fitted: isFitted }) => isFitted)).toHaveLength(4);
    // A kept one has one draw in each of as many equal parts of its prior as there are draws.
    const parts = draws.map(({ theta }) => Math.floor(theta[20] * draws.length));
    expect(new Set(parts).size).toBe(draws.length);
  });

  it('is the same when resumed from text at every step', () => {
    let resumed = startHistoryMatching(question, settings);
    while (resumed.stage !== 'done') {
      const read = JSON.parse(JSON.stringify(resumed));
      resumed = absorb(read, outcomesOf(read.pending, toy.simulate));
    }
    expect(JSON.stringify(resumed)).toBe(JSON.stringify(state));
  });

  it('never fits a parameter that is to keep its prior, and varies it all the same', () => {
    const parameters = question.parameters.slice(0, 6).map((one, j) => ({ ...one, priorOnly: j === 1 }));
    const start = startHistoryMatching({ ...question, parameters }, { ...settings, budget: 300, checks: 0 });
    const seen = new Set<number>();
    const few = drive(start, absorb, (proposal, replicate) => {
      seen.add(proposal.theta[1]);
      return toy.simulate(proposal, replicate);
    });
    expect(few.fitted).toEqual([0, 2, 3, 4, 5]);
    expect(few.effects).toBeUndefined();
    expect(seen.size).toBe(few.points.length);
  });

  it('refuses figures that tell nothing of any parameter', () => {
    const constant = () => question.targets.map(() => ({ value: 0.5, size: 2000 }));
    const start = startHistoryMatching(question, settings);
    expect(() => drive(start, absorb, constant)).toThrow(/no figure tells anything of 40 parameters/);
  });
});
