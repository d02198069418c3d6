import type { Inputs } from '../../engine/program/run-types.ts';
import { readInputs } from '../../io/project/inputs.ts';
import { type ResolvedScenario, resolveScenario } from '../../simulate/resolve.ts';
import { type Overrides, withOverrides } from './adjust-inputs.ts';

export { adjust, type Overrides, withWarnings } from './adjust-inputs.ts';

export type LoadedScenario = ResolvedScenario & { inputs: Inputs };

/**
 * Read a scenario with all it names but its posterior, and understand it: for those who look and run nothing. Every mistake in
 * any of these files is found here.
 */
export function loadScenario(file: string, overrides: Overrides = {}): LoadedScenario {
  const inputs = loadInputs(file, { parameters: 'defaults', outputs: true, ...overrides });
  return { ...resolveScenario(inputs), inputs };
}

/** Read a scenario with all it names, as the command line wants it. */
export const loadInputs = (file: string, overrides: LoadOverrides = {}): Inputs =>
  withOverrides(readInputs(file, overrides.parameters, overrides.theories), overrides);

export interface LoadOverrides extends Overrides {
  /** Variant of the model whose options are projected together, by the weights that a backtest gave them. */
  theories?: string;
}
