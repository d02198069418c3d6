import type { Inputs, RunKey } from '../../engine/program/run-types.ts';
import type { InferenceProblem } from '../../inference/problem/problem.ts';

/** Most replicates of a proposal: every run of a fit has chance of its own. */
const MOST_REPLICATES = 16;

/** The run of a proposal; its number addresses its chance. */
export function fitKeyOf(
  { scenario }: Inputs,
  { parameters }: InferenceProblem,
  run: { proposal: number; replicate: number; theta: readonly number[] },
): RunKey {
  return {
    scenario: scenario.name,
    replicate: run.proposal * MOST_REPLICATES + run.replicate + 1,
    parameters: Object.fromEntries(parameters.map(({ name }, j) => [name, run.theta[j]])),
  };
}
