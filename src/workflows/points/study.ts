import { throwDiagnostic } from '../../core/diagnostics.ts';
import type { Inputs, RunKey } from '../../engine/program/run-types.ts';
import { readInputs } from '../../io/project/inputs.ts';
import { checkCounts } from '../../scenario/counts.ts';
import { type LoadOverrides, loadInputs } from '../run/load-inputs.ts';
import { populationParameters } from '../run/population-parameters.ts';
import { runKeysOf } from '../run/run-keys.ts';
import { atScale } from '../run/scale.ts';
import { leversOf, refuseSet, type Setting, settingName, settingValue } from '../run/settings.ts';
import { setLevers } from '../sweep/sweep-points.ts';
import { type Measured, measuresFor } from './measures.ts';

/** A scenario that is asked for some measures at any point. */
export interface PointStudy extends Measured {
  /** The inputs as they were read. */
  read: Inputs;
  /** The runs of a point that doesn't say which: those that `run` does. */
  keys: readonly RunKey[];
  /** Parameters by which people are made. */
  people: ReadonlySet<string>;
  /** Persons per agent as asked for: agents are whole, so runs have a little more or less. */
  scale: number;
}

/** One set of values, and which runs are to be done with it. */
export interface Point {
  /** As answers and errors name it. */
  label: string;
  settings: readonly Setting[];
  /** Of people and chance, in place of the study's. */
  seed?: string;
  /** The number of the only run: it addresses chance, among the same people. */
  replicate?: number;
  /** Or runs 1 to this number. */
  replicates?: number;
}

/** Read a scenario for runs at points. @param outcomes as `measuresFor` takes them */
export function openPointStudy(
  file: string,
  overrides: LoadOverrides,
  outcomes?: readonly string[],
): PointStudy {
  const read = loadInputs(file, overrides);
  const measured = measuresFor(read, outcomes);
  const { inputs, resolved } = measured;
  return {
    ...measured,
    read,
    keys: runKeysOf(inputs, overrides),
    people: populationParameters(inputs, resolved.model),
    scale: overrides.personsPerAgent ?? readInputs(file, 'defaults').scenario.personsPerAgent,
  };
}

/**
 * The runs of a point: the same that `run` does with the same values in `--set` and the same `--seed`. Throws a DiagnosticError with all
 * that is wrong.
 */
export function runsAt(study: PointStudy, point: Point): { inputs: Inputs; keys: RunKey[] } {
  const { inputs, resolved, people, scale } = study;
  const levers = leversOf(point.settings, inputs.scenario, resolved.model);
  const names = levers.map(settingName);
  refuseSet(inputs, names);
  const made = setLevers(inputs, resolved.model, levers, levers.map(settingValue), people);
  const seeded = { ...made.inputs.scenario, seed: point.seed ?? inputs.scenario.seed };
  // Another number of persons is another number of agents, of nearly the same size.
  const scenario = names.some(name => people.has(name))
    ? atScale({ scenario: seeded, model: inputs.model }, scale)
    : seeded;
  return {
    inputs: { ...inputs, scenario },
    // In place of the values of a draw, too.
    keys: keysAt(study, point).map(key => ({
      ...key,
      parameters: { ...key.parameters, ...made.parameters },
    })),
  };
}

function keysAt({ inputs, keys }: PointStudy, { replicate, replicates }: Point): readonly RunKey[] {
  if (replicate !== undefined && replicates !== undefined)
    throwDiagnostic({ kind: 'conflict', message: 'a point has `replicate` or `replicates`, not both' });
  if (replicate === undefined && replicates === undefined) return keys;
  const { posterior, scenario } = inputs;
  if (replicates !== undefined && posterior)
    throwDiagnostic({
      kind: 'conflict',
      message: '`replicates` counts runs on default parameters, and this scenario runs on a posterior',
      hint: 'say --draws and --seeds, or --parameters defaults',
    });
  checkCounts({ replicates });
  if (replicates !== undefined) return runKeysOf({ scenario: { ...scenario, replicates } });
  const key = posterior ? keys[replicate! - 1] : { scenario: scenario.name, replicate: replicate! };
  return [
    key ??
      throwDiagnostic({
        kind: 'value',
        message: `there is no run ${replicate}`,
        expected: `1 to ${keys.length}`,
        hint: 'runs are draws x seeds',
      }),
  ];
}
