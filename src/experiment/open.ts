import { readInputs } from '../files/inputs.ts';
import type { Inputs } from '../run.ts';
import { type Understood, understand } from '../simulate.ts';

/** What the command line may set in place of the scenario file. */
export interface Overrides {
  seed?: string;
  replicates?: number;
  weeks?: number;
  personsPerAgent?: number;
}

export type Opened = Understood & { inputs: Inputs };

/** Read a scenario with all it names, and understand it: every mistake in any of these files is found here. */
export function openScenario(file: string, overrides: Overrides = {}): Opened {
  const inputs = adjust(readInputs(file), overrides);
  return { ...understand(inputs), inputs };
}

/** The inputs with another seed, length, size or number of replicates. */
export function adjust(inputs: Inputs, overrides: Overrides): Inputs {
  const { weeks } = overrides;
  const given = Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
  const scenario = { ...inputs.scenario, ...given };
  if (weeks !== undefined) scenario.untilDay = scenario.startDay + 7 * weeks - 1;
  return { ...inputs, scenario };
}
