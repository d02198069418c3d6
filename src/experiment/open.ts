import { readInputs } from '../files/inputs.ts';
import type { Inputs } from '../run.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { type Understood, understand } from '../understand.ts';

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
  const { scenario } = inputs;
  const { seed, replicates, personsPerAgent, weeks = scenario.weeks } = overrides;
  const changed: Scenario = {
    ...scenario,
    seed: seed ?? scenario.seed,
    replicates: replicates ?? scenario.replicates,
    personsPerAgent: personsPerAgent ?? scenario.personsPerAgent,
    weeks,
    untilDay: weeks === scenario.weeks ? scenario.untilDay : scenario.startDay + 7 * weeks - 1,
  };
  return { ...inputs, scenario: changed };
}
