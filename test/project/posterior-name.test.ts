import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readInputs } from '../../src/io/project/inputs.ts';
import { chooseTheory, posteriorName } from '../../src/project/posterior-name.ts';

describe('posteriorName', () => {
  const { model } = readInputs(join(import.meta.dirname, '../../scenarios/baseline.yaml'), 'defaults');
  const named = (choose: Record<string, string>) => posteriorName('study', model, { choose });

  it('names the option of a variant that is not the first', () => {
    expect(named({})).toBe('study');
    expect(named({ decision: 'threshold' })).toBe('study');
    expect(named({ decision: 'utility' })).toBe('study.decision-utility');
  });

  it('takes nothing into the name of a file that the model does not declare', () => {
    expect(named({ decision: '../../x' })).toBe('study');
    expect(named({ dream: 'utility' })).toBe('study');
  });
});

describe('chooseTheory', () => {
  const options = ['one', 'two'];

  it('leaves a scenario that has the theory as it is, and says nothing of the usual one', () => {
    const said = { other: 'x', which: 'two' };
    expect(chooseTheory(said, 'which', options, 'two')).toBe(said);
    expect(chooseTheory(said, 'which', options, 'one')).toEqual({ other: 'x' });
    expect(chooseTheory({}, 'which', options, 'two')).toEqual({ which: 'two' });
  });
});
