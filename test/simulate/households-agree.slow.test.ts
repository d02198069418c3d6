import { describe, expect, it } from 'vitest';
import { inlineInputs } from '../support/model.ts';
import { WITNESSES, witness } from '../support/witnesses.ts';
import { FAMILIES } from './families.ts';

describe('a run with households', () => {
  it('gives the interpreter the same columns', () => {
    const [first, ...others] = Object.values(WITNESSES).map(backend => {
      const { failure, column } = witness(
        inlineInputs({ ...FAMILIES, parameters: { persons: 300, stays: 0.3 } }, { weeks: 5 }),
        backend,
        5,
      );
      return {
        failure,
        columns: ['place', 'wage', 'moved', 'alone', 'with_head', 'apart', 'head'].map(column),
      };
    });
    expect(first.failure).toBeUndefined();
    for (const other of others) expect(other).toEqual(first);
  });
});
