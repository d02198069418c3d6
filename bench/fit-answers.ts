import type { RunKey, RunResult } from '../src/engine/program/run-types.ts';
import { execute } from '../src/execute/execute.ts';
import type { FitTarget, Summary } from '../src/inference/problem/target.ts';
import type { Instance } from '../src/simulate/resolve.ts';
import { fitTargets } from '../src/workflows/calibrate/fit-targets.ts';

/** Do runs on two threads, and tell what each says to the figures of the fit: [run][figure]. */
export async function fitAnswers(
  { resolved, task }: Instance,
  keys: readonly RunKey[],
): Promise<{ targets: readonly FitTarget[]; results: RunResult[]; said: Summary[][] }> {
  const results = await execute(task, keys, { threads: 2 });
  const { scenario, model } = task.inputs;
  const { targets, summaries } = fitTargets(resolved, model, scenario.personsPerAgent);
  return { targets, results, said: results.map(result => summaries(result)) };
}
