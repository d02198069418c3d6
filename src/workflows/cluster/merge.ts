import { type Diagnostic, DiagnosticError } from '../../core/diagnostics.ts';
import type { RunKey } from '../../engine/program/run-types.ts';
import type { Executor } from '../../execute/executor.ts';
import type { CheckpointOptions } from '../../execute/resumable-runs.ts';
import type { KeptRun } from '../../io/checkpoint/courses.ts';
import { runId } from '../../io/checkpoint/run-record.ts';
import { type Plan, readPlan, shardFolder } from '../../io/project/plan.ts';
import { displayName } from '../../io/text/text.ts';
import { shellWord } from '../../text/shell-word.ts';
import { type Ensemble, type EnsembleOptions, runInputs } from '../run/ensemble.ts';
import { refuseSameNames } from '../run/same-names.ts';
import {
  dealtTo,
  isDone,
  type Known,
  type OpenedScenario,
  openPlanned,
  recordsIn,
  type ShardOptions,
} from './shards.ts';

/** The executor of `merge`: it does nothing, it tells why runs are not there. */
const absent =
  (why: (key: RunKey) => readonly Diagnostic[]): Executor =>
  async (_, keys, { onFailure }) => {
    for (const [index, key] of keys.entries()) onFailure?.(index, why(key), 0);
    return [];
  };

/**
 * Write the output folders of a plan whose shards are done, exactly as one machine would have. Problems: `failed` (runs are
 * missing), `conflict` (inputs are not as planned).
 * @param folderOf where a scenario's folder goes
 */
export async function mergeShards(
  folder: string,
  folderOf: (file: string) => string | undefined,
  options: Omit<ShardOptions, 'onNote'> &
    Pick<CheckpointOptions, 'allowMissing' | 'onNote'> &
    Pick<EnsembleOptions, 'trajectories' | 'csv' | 'copies'> = {},
): Promise<Ensemble[]> {
  const plan = readPlan(folder);
  refuseSameNames(plan.scenarios.map(({ file }) => file));
  const opened = plan.scenarios.map(planned => openPlanned(plan, planned));
  const shards = Array.from({ length: plan.shards }, (_, k) => k + 1);
  const known = opened.map(({ inputs }) =>
    recordsIn(
      shards.map(shard => shardFolder(folder, shard)),
      inputs,
      options.onNote,
    ),
  );
  if (!options.allowMissing) refuseIncomplete(folder, plan, opened, known);
  const ensembles: Ensemble[] = [];
  for (const [k, { planned, inputs }] of opened.entries()) {
    const why = (key: RunKey) => problemsIn(known[k].get(runId(key)));
    ensembles.push(
      await runInputs(inputs, {
        ...options,
        ...plan.options,
        folder: folderOf(planned.file),
        known: doneIn(known[k]),
        executor: absent(why),
        again: '`merge`',
      }),
    );
  }
  return ensembles;
}

function doneIn(known: ReadonlyMap<string, Known>): Map<string, KeptRun> {
  return new Map([...known].flatMap(([id, one]) => ('kept' in one ? [[id, one.kept] as const] : [])));
}

function problemsIn(known: Known | undefined): readonly Diagnostic[] {
  if (known && 'failure' in known) return known.failure.problems;
  return [{ kind: 'failed', message: 'no shard has done it' }];
}

function refuseIncomplete(
  folder: string,
  plan: Plan,
  opened: readonly OpenedScenario[],
  known: readonly ReadonlyMap<string, Known>[],
): void {
  const shards = Array.from({ length: plan.shards }, (_, k) => k + 1);
  const nameOf = (key: RunKey) => opened.findIndex(({ inputs }) => inputs.scenario.name === key.scenario);
  const missingOf = (shard: number) =>
    dealtTo(shard, plan, opened)
      .flatMap(({ keys }) => keys)
      .filter(key => !isDone(known[nameOf(key)].get(runId(key))));
  const missing = shards.map(missingOf);
  const unfinished = shards.filter(shard => missing[shard - 1].length);
  if (unfinished.length === 0) return;
  const runs = opened.reduce((sum, { keys }) => sum + keys.length, 0);
  const broken = missing.flat().flatMap(key => {
    const found = known[nameOf(key)].get(runId(key));
    return found ? problemsIn(found) : [];
  });
  const shown = unfinished.slice(0, 10).join(', ') + (unfinished.length > 10 ? ', ...' : '');
  throw new DiagnosticError([
    ...broken.slice(0, 3),
    {
      kind: 'failed',
      message: `missing ${missing.flat().length} of ${runs} runs, of ${unfinished.length > 1 ? 'shards' : 'shard'} ${shown}`,
      hint: `\`rhizome shard ${shellWord(displayName(folder))} ${unfinished[0]}/${plan.shards}\` does what is missing of one; --allow-missing merges the others`,
    },
  ]);
}
