import { describe, expect, it } from 'vitest';
import { DiagnosticError } from '../../../src/core/diagnostics.ts';
import { parsePrior } from '../../../src/inference/problem/prior.ts';
import { priorTransformOf } from '../../../src/inference/problem/prior-transform.ts';

const coordinate = (text: string, low?: number, high?: number) =>
  priorTransformOf({ name: 'x', prior: parsePrior(text), low, high });

describe('priors', () => {
  it('are read from their text', () => {
    expect(parsePrior('normal(0.5, 0.1)')).toEqual({ kind: 'normal', mean: 0.5, sd: 0.1 });
    expect(parsePrior(' uniform( -1e-3 ,2 ) ')).toEqual({ kind: 'uniform', low: -0.001, high: 2 });
    expect(parsePrior('triangular(0, 1, 4)')).toEqual({ kind: 'triangular', low: 0, mode: 1, high: 4 });
    expect(parsePrior('discrete(1, 2, 5)')).toEqual({
      kind: 'discrete',
      values: [1, 2, 5],
      weights: [1 / 3, 1 / 3, 1 / 3],
    });
    expect(parsePrior('discrete(0: 3, 1: 1)')).toEqual({
      kind: 'discrete',
      values: [0, 1],
      weights: [0.75, 0.25],
    });
  });

  it('are refused with what is allowed', () => {
    const at = { file: 'parameters.csv', line: 3, column: 9 };
    for (const [text, words] of [
      ['gaussian(0, 1)', 'uniform, normal'],
      ['normall(0, 1)', 'did you mean `normal`'],
      ['normal(0)', 'normal(mean, sd)'],
      ['normal(0, 0)', 'sd above 0'],
      ['uniform(2, 1)', 'low below high'],
      ['triangular(0, 5, 4)', 'low <= mode <= high'],
      ['beta(1, x)', 'beta(a, b)'],
      ['beta(-1, 1)', 'above 0'],
      ['discrete(2, 1)', 'ascending'],
      ['discrete(1: 0, 2: 1)', 'weights above 0'],
      ['discrete(1: 1, 2)', 'discrete(1: 0.2'],
      ['0.5', 'not a prior'],
      ['fixed', '`fit` no'],
    ]) {
      expect(() => parsePrior(text, at), text).toThrow(DiagnosticError);
      expect(() => parsePrior(text, at), text).toThrow(words);
      expect(() => parsePrior(text, at), text).toThrow('parameters.csv:3:9');
    }
  });
});

describe('coordinates', () => {
  const all = [
    coordinate('uniform(2, 5)'),
    coordinate('normal(1, 2)'),
    coordinate('normal(1, 2)', 0, 3),
    coordinate('lognormal(-1, 0.5)'),
    coordinate('beta(2, 5)'),
    coordinate('beta(2, 5)', 0.1, 0.4),
    coordinate('triangular(0, 1, 4)'),
    coordinate('triangular(0, 0, 4)', 1),
  ];

  it('are the inverse of values', () => {
    for (const { u, value } of all)
      for (const p of [0.001, 0.1, 0.25, 0.5, 0.77, 0.999]) expect(u(value(p))).toBeCloseTo(p, 11);
  });

  it('rise', () => {
    for (const { value } of all)
      for (let p = 0.01; p < 1; p += 0.01) expect(value(p)).toBeGreaterThan(value(p - 0.01));
  });

  it('stay inside low and high', () => {
    const { value, u } = coordinate('normal(1, 2)', 0, 3);
    expect([value(0), value(1), value(0.5)]).toEqual([expect.closeTo(0, 12), 3, expect.closeTo(1.37794, 5)]);
    expect([u(-5), u(7)]).toEqual([0, 1]);
  });

  it('tell mean and standard deviation of the prior', () => {
    expect(coordinate('normal(1, 2)').mean).toBeCloseTo(1, 6);
    expect(coordinate('normal(1, 2)').sd).toBeCloseTo(2, 2);
    expect(coordinate('uniform(0, 1)').sd).toBeCloseTo(Math.sqrt(1 / 12), 5);
    expect(coordinate('beta(2, 5)').mean).toBeCloseTo(2 / 7, 5);
    expect(coordinate('lognormal(-1, 0.5)').mean).toBeCloseTo(Math.exp(-1 + 0.125), 3);
  });

  it('of discrete parameters are steps', () => {
    const { value, u } = coordinate('discrete(1: 0.2, 2: 0.5, 7: 0.3)');
    expect([0, 0.19, 0.21, 0.69, 0.71, 1].map(value)).toEqual([1, 1, 2, 2, 7, 7]);
    expect([1, 2, 7].map(u)).toEqual([expect.closeTo(0.1), expect.closeTo(0.45), expect.closeTo(0.85)]);
    const cut = coordinate('discrete(1, 2, 3, 4)', 2, 3);
    expect([0, 0.49, 0.51, 1].map(cut.value)).toEqual([2, 2, 3, 3]);
    expect([2, 3].map(cut.u)).toEqual([expect.closeTo(0.25), expect.closeTo(0.75)]);
  });

  it('refuse a prior outside its range', () => {
    expect(() => coordinate('normal(0, 1)', 10, 11)).toThrow('the prior of `x` lies outside its range');
  });
});
