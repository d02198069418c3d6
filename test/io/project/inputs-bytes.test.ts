import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readInputs } from '../../../src/io/project/inputs.ts';
import { decodeInputs, encodeInputs, inputsHash } from '../../../src/io/project/inputs-bytes.ts';

const inputs = readInputs(resolve(import.meta.dirname, '../../../scenarios/baseline.yaml'));

describe('Inputs as bytes', () => {
  it('come back as they were', () => {
    const odd = {
      ...inputs,
      scenario: { ...inputs.scenario, parameters: { a: -0, b: Number.NaN, c: 1e-320 } },
    };
    expect(decodeInputs(encodeInputs(odd))).toEqual(odd);
  });

  it('have a hash that hangs on what makes a run, not on the number of runs', () => {
    const { scenario } = inputs;
    const hash = inputsHash(inputs);
    expect(inputsHash({ ...inputs, scenario: { ...scenario, replicates: 99 } })).toBe(hash);
    expect(inputsHash({ ...inputs, scenario: { ...scenario, seed: 'x' } })).not.toBe(hash);
    const { model } = inputs;
    const edited = { ...model, rules: model.rules.slice(1) };
    expect(inputsHash({ ...inputs, model: edited })).not.toBe(hash);
  });
});
