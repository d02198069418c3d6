import { throwDiagnostic } from '../../core/diagnostics.ts';
import type { Frame, Inputs, RunKey } from '../../engine/program/run-types.ts';

/** Runs of one theory: they are of one program. */
interface TheoryRuns {
  inputs: Inputs;
  keys: readonly RunKey[];
  /** Undefined: the scenario's own, where no theories are projected together. */
  theory: string | undefined;
}

/** The runs of some inputs by theory, in the order of the model; without rival theories all as they are. */
export function byTheory(inputs: Inputs, keys: readonly RunKey[]): TheoryRuns[] {
  const { theories, ...plain } = inputs;
  if (!theories) return [{ inputs, keys, theory: undefined }];
  return theories.options.flatMap(({ name, choose, posterior }) => {
    const own = keys.filter(key => key.theory === name);
    const scenario = { ...inputs.scenario, choose };
    return own.length ? [{ inputs: { ...plain, scenario, posterior }, keys: own, theory: name }] : [];
  });
}

/** Name of a log of runs. */
export const partOf = (name: string, theory: string | undefined) =>
  theory === undefined ? name : `${name}@${theory}`;

/** Theories that tell different things can't be pooled. */
export function refuseOtherFrame(first: Frame, other: Frame, theory: string | undefined): void {
  if (first === other || JSON.stringify(first) === JSON.stringify(other)) return;
  throwDiagnostic({
    kind: 'conflict',
    message: `\`${theory}\` tells other metrics, answers or groups than the theories before it`,
    hint: 'theories are projected together where they answer the same: `choose` one of them in the scenario',
  });
}

/** Which theory each run is of, as numbers; undefined: no theories are projected together. */
export function theoryOwners(
  { theories }: Pick<Inputs, 'theories'>,
  keys: readonly RunKey[],
): number[] | undefined {
  const names = theories?.options.map(({ name }) => name);
  return names && keys.map(({ theory }) => names.indexOf(theory!));
}
