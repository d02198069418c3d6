import type { RunKey, RunResult } from '../src/engine/program/run-types.ts';
import { execute } from '../src/execute/execute.ts';
import type { Summary, Target } from '../src/inference/problem/target.ts';
import type { Prepared } from '../src/simulate/resolve.ts';
import { fitTargets } from '../src/workflows/calibrate/fit-targets.ts';

/** Do runs on two threads, and tell what each says to the figures of the fit: [run][figure]. */
export async function fitAnswers(
  { understood, task }: Prepared,
  keys: readonly RunKey[],
): Promise<{ targets: readonly Target[]; results: RunResult[]; said: Summary[][] }> {
  const results = await execute(task, keys, { threads: 2 });
  const { scenario, model } = task.inputs;
  const { targets, summaries } = fitTargets(understood, model, scenario.personsPerAgent);
  return { targets, results, said: results.map(result => summaries(result)) };
}
