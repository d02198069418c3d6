import { lastDay } from '../../core/calendar.ts';
import { type Diagnostic, throwDiagnostic } from '../../core/diagnostics.ts';
import type { Inputs } from '../../engine/program/run-types.ts';
import { buildModel } from '../../model/build.ts';
import { checkCounts } from '../../scenario/counts.ts';
import type { ParametersFrom, Scenario } from '../../scenario/scenario.ts';
import { checkPriors } from './check-priors.ts';
import { populationParameters } from './population-parameters.ts';
import { atScale } from './scale.ts';
import { type Settings, withSettings } from './settings.ts';

/** What the command line may set in place of the scenario file. */
export interface Overrides {
  seed?: string;
  /** Where the parameters' values come from. */
  parameters?: ParametersFrom;
  /** Values in place of those that the files give. */
  set?: Settings;
  /** Without a posterior: number of runs. */
  replicates?: number;
  /** With one: number of its draws, and of runs of each. */
  draws?: number;
  seeds?: number;
  weeks?: number;
  personsPerAgent?: number;
  /** Whether runs take the rows of the scenario's `outputs`: for those who write these tables. */
  outputs?: boolean;
}

/** Inputs as they were read, with what is set in place of the files; checked as far as they can be before they are resolved. */
export function withOverrides(read: Inputs, overrides: Overrides): Inputs {
  const inputs = adjust(
    withSettings(overrides.outputs ? read : withoutOutputs(read), overrides.set),
    overrides,
  );
  refusePeople(inputs);
  for (const { choose, posterior } of inputs.theories?.options ?? [])
    refusePeople({ ...inputs, scenario: { ...inputs.scenario, choose }, posterior });
  return withWarnings(inputs, checkPriors(inputs.model.parameters));
}

function withoutOutputs(inputs: Inputs): Inputs {
  const { outputs: _, ...scenario } = inputs.scenario;
  return { ...inputs, scenario };
}

/** Inputs whose scenario carries further warnings. */
export function withWarnings(inputs: Inputs, warnings: readonly Diagnostic[]): Inputs {
  const { scenario } = inputs;
  return { ...inputs, scenario: { ...scenario, warnings: [...(scenario.warnings ?? []), ...warnings] } };
}

/** People are made once for all runs: draws of what makes them would change nothing, in silence. */
function refusePeople(inputs: Inputs): void {
  const { posterior, scenario, model: files } = inputs;
  if (!posterior) return;
  const { choose, withoutMechanisms: without, parameters } = scenario;
  const people = populationParameters(inputs, buildModel(files, { choose, without, parameters }));
  const found = posterior.names.find(name => people.has(name));
  if (found === undefined) return;
  throwDiagnostic({
    kind: 'conflict',
    message: `people and ties are made by \`${found}\`, so runs can't draw it`,
    at: { file: posterior.file, line: 1, column: 1 },
    hint: 'say `fit` no in parameters.csv and calibrate again, or --parameters defaults',
  });
}

/** The inputs with another seed, length, size or number of replicates. */
export function adjust(inputs: Inputs, overrides: Overrides): Inputs {
  checkCounts(overrides);
  refuseUnused(inputs, overrides);
  const { scenario } = inputs;
  const { seed, replicates, personsPerAgent, weeks = scenario.weeks } = overrides;
  const changed: Scenario = {
    ...atScale(inputs, personsPerAgent),
    seed: seed ?? scenario.seed,
    replicates: replicates ?? scenario.replicates,
    weeks,
    untilDay: weeks === scenario.weeks ? scenario.untilDay : lastDay(scenario, weeks - 1),
  };
  // What is said of `until` is no longer so.
  const positions = new Map(
    [...scenario.positions].filter(([key]) => key !== 'until' || weeks === scenario.weeks),
  );
  return { ...inputs, scenario: { ...changed, positions } };
}

/** A number that nothing would listen to is a misunderstanding. */
function refuseUnused({ posterior, scenario }: Inputs, { replicates, draws, seeds }: Overrides): void {
  const name = posterior ? replicates && 'replicates' : draws ? 'draws' : seeds && 'seeds';
  if (!name) return;
  throwDiagnostic({
    kind: 'conflict',
    message: posterior
      ? '--replicates counts runs on default parameters, and this scenario runs on a posterior'
      : `--${name} counts runs on a posterior, and this scenario runs on default parameters`,
    at: scenario.positions.get('parameters'),
    hint: posterior ? 'say --draws and --seeds, or --parameters defaults' : 'say --replicates',
  });
}
