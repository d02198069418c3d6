import { describe, expect, it } from 'vitest';
import { textAt } from '../../src/core/diagnostics.ts';
import type { Relation } from '../../src/survey/study.ts';
import {
  counterfactualsOf,
  judge,
  planPatterns,
  type Values,
} from '../../src/workflows/validate/patterns.ts';

const relation = (change: Partial<Relation> = {}): Relation => ({
  id: 'R1',
  cause: 'rain',
  effect: 'growth',
  sign: '+',
  evidence: 'data',
  statistic: 'grows with rain',
  operator: textAt('mean(W1, x)'),
  mechanism: textAt('soak'),
  tolerance: 0,
  sourceId: 'A00',
  note: '',
  at: { file: 'relations.csv', line: 2, column: 1 },
  ...change,
});

/** Judge by values in the scenario and with the mechanism off. */
function judged(own: readonly number[], without: readonly number[], change: Partial<Relation> = {}) {
  const values: Values = world => (world === '' ? own : without);
  return judge(planPatterns([relation(change)])[0], own.length, values);
}

describe('the judgement of a relation', () => {
  it('holds when its sign shows beyond the interval', () => {
    expect(judged([1, 2, 3], [0, 0, 0])).toMatchObject({ found: '+', verdict: 'holds', caused: 'yes' });
    expect(judged([-1, -2, -3], [0, 0, 0], { sign: '-' })).toMatchObject({ found: '-', verdict: 'holds' });
  });

  it('is unclear when the interval holds 0, wrong when it lies beyond', () => {
    expect(judged([-1, 2, 3], [])).toMatchObject({ found: '0', verdict: 'unclear', caused: undefined });
    expect(judged([-3, -2, -1], [])).toMatchObject({ found: '-', verdict: 'wrong', caused: undefined });
    expect(judged([1, 2, 3], [], { sign: '-' })).toMatchObject({ found: '+', verdict: 'wrong' });
  });

  it('expects nothing within a tolerance', () => {
    const none = { sign: '0', tolerance: 0.1 };
    expect(judged([0.05, 0.06, 0.07], [], none)).toMatchObject({ found: '0', verdict: 'holds' });
    expect(judged([0.05, 0.2, 0.4], [], none), 'some of the interval is within').toMatchObject({
      verdict: 'holds',
    });
    expect(judged([0.2, 0.3, 0.4], [], none)).toMatchObject({ found: '+', verdict: 'wrong' });
    expect(judged([-0.4, -0.3, -0.2], [], none)).toMatchObject({ found: '-', verdict: 'wrong' });
    expect(judged([0.05, 0.06, 0.07], [], { tolerance: 0.1 }), 'a sign must pass it').toMatchObject({
      verdict: 'unclear',
    });
  });

  it('finds timing and selection above 0', () => {
    expect(judged([1, 2], [-1, -1], { sign: 'timing' })).toMatchObject({ found: 'timing', verdict: 'holds' });
    expect(judged([-2, -1], [], { sign: 'selection' })).toMatchObject({ found: '-', verdict: 'wrong' });
  });

  it('asks whether it goes with its mechanism', () => {
    expect(judged([4, 5, 6], [-1, 0, 1]).caused).toBe('yes');
    expect(judged([4, 5, 6], [1, 2, 2.5]).caused).toBe('in part');
    expect(judged([4, 5, 6], [3, 4, 5]).caused).toBe('no');
    expect(judged([4, 5, 6], [-3, -4, -5]).caused, 'it turns round').toBe('yes');
    expect(judged([4, 5, 6], [], { mechanism: undefined }).caused).toBeUndefined();
    expect(judged([0, 0, 0], [0, 0, 0], { sign: '0' }).caused, 'nothing has no cause').toBeUndefined();
  });

  it('leaves out replicates without a base, and says when there is none at all', () => {
    const line = judged([Number.NaN, 2, 4], [0, 0, 0]);
    expect([line.band.n, line.band.q50]).toEqual([2, 3]);
    expect(judged([Number.NaN, Number.NaN], [])).toMatchObject({
      found: 'not reached',
      verdict: 'not reached',
      reason: 'nobody is in its base',
    });
  });

  it('says why nothing is computed', () => {
    const line = judged([], [], { operator: undefined, note: 'waits for a column' });
    expect(line).toMatchObject({ verdict: 'not reached', reason: 'waits for a column' });
  });
});

describe('worlds', () => {
  it('are run once for all relations that need them, the scenario first', () => {
    const plans = planPatterns([
      relation({
        operator: textAt('mean(W1, x) - without(storm, mean(W1, x))'),
        mechanism: textAt('pull = 0'),
      }),
      relation({ operator: textAt('mean(W2, y)'), mechanism: textAt('storm') }),
      relation({ operator: textAt('with(pull = 0, mean(W1, x))'), mechanism: undefined }),
      relation({ operator: undefined }),
    ]);
    const worlds = counterfactualsOf(plans).map(({ key, terms }) => [key, [...terms.keys()]]);
    expect(worlds).toEqual([
      ['', ['mean(W1, x)', 'mean(W2, y)']],
      ['without storm', ['mean(W1, x)', 'mean(W2, y)']],
      ['pull = 0', ['mean(W1, x)']],
      ['pull = 0, without storm', ['mean(W1, x)']],
    ]);
  });
});
