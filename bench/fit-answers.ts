import { execute } from '../src/execute/execute.ts';
import { fitTargets } from '../src/experiment/fit-targets.ts';
import type { Summary, Target } from '../src/inference/question/target.ts';
import type { RunKey, RunResult } from '../src/run.ts';
import type { Prepared } from '../src/understand.ts';

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
