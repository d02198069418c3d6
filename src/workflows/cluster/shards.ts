import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism, hostname } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { DiagnosticError, throwDiagnostic } from '../../core/diagnostics.ts';
import {
  type BackendName,
  DEFAULT_BACKEND,
  type Inputs,
  type RunKey,
} from '../../engine/program/run-types.ts';
import type { Progress } from '../../execute/executor.ts';
import { executeResumable, logIdentity } from '../../execute/resumable-runs.ts';
import { type KeptRun, keepRun } from '../../io/checkpoint/courses.ts';
import { damagedText, readRecordLog } from '../../io/checkpoint/record-log.ts';
import { decodeOutcome, type RunFailure, runId } from '../../io/checkpoint/run-record.ts';
import { inputHashes } from '../../io/folder/manifest.ts';
import { leaveRuns, partOf, runsFolderOf } from '../../io/folder/runs-folder.ts';
import {
  type Plan,
  type PlannedScenario,
  readPlan,
  refuseOthers,
  shardFolder,
  writePlan,
} from '../../io/project/plan.ts';
import { displayName } from '../../io/text/text.ts';
import { instantiate, resolveScenario } from '../../simulate/resolve.ts';
import { loadInputs } from '../run/load-inputs.ts';
import { runKeysOf } from '../run/run-keys.ts';
import { refuseSameNames } from '../run/same-names.ts';

/**
 * One ensemble on many machines that share nothing but a folder: a plan deals out the runs, each shard does its own and
 * writes them to logs of its own, and merging writes what one machine would have written.
 */

export interface OpenedScenario {
  planned: PlannedScenario;
  inputs: Inputs;
  keys: readonly RunKey[];
}

/** Deal out the runs of some scenario files. */
export async function planShards(
  files: readonly string[],
  shards: number,
  folder: string,
  options: Plan['options'],
): Promise<{ runs: number }> {
  refuseSameNames(files);
  const scenarios = files.map(file => {
    const inputs = loadInputs(file, { ...options, outputs: true });
    resolveScenario(inputs);
    const { name, seed } = inputs.scenario;
    const keys = runKeysOf(inputs, options);
    return {
      keys,
      planned: { name, file: displayName(file), seed, runs: keys.length, inputs: inputHashes(inputs) },
    };
  });
  const keys = scenarios.flatMap(scenario => scenario.keys);
  if (shards > keys.length)
    throwDiagnostic({
      kind: 'value',
      message: `${shards} shards are more than there are runs`,
      expected: `at most ${keys.length}`,
    });
  const runs = keys.map((key, k) => ({ key, shard: shardOf(k, keys.length, shards) }));
  await writePlan(folder, { shards, options, scenarios: scenarios.map(({ planned }) => planned) }, runs);
  return { runs: keys.length };
}

export interface ShardOptions {
  threads?: number;
  backend?: BackendName;
  onStep?: (text: string) => void;
  onNote?: (text: string) => void;
  onProgress?: (progress: Progress) => void;
  signal?: AbortSignal;
}

/**
 * Do what is missing of one shard, numbered from 1. Runs that break are written down as such, and are an error at the end.
 * Problems besides: `conflict` (inputs are not as planned).
 */
export async function runShard(
  folder: string,
  shard: number,
  options: ShardOptions = {},
): Promise<{ runs: number; done: number }> {
  const {
    threads = availableParallelism(),
    backend = DEFAULT_BACKEND,
    onStep,
    onNote,
    onProgress,
    signal,
  } = options;
  const plan = readPlan(folder);
  const own = shardFolder(folder, shard);
  const failures: RunFailure[] = [];
  let [runs, done] = [0, 0];
  try {
    for (const { inputs, keys } of dealtTo(
      shard,
      plan,
      plan.scenarios.map(planned => openPlanned(plan, planned)),
    )) {
      const { name } = inputs.scenario;
      const known = recordsIn([own], inputs, onNote);
      const missing = keys.filter(key => !isDone(known.get(runId(key))));
      runs += keys.length;
      done += missing.length;
      if (missing.length === 0) continue;
      if (missing.length < keys.length)
        onNote?.(`${name}: ${keys.length - missing.length} of ${keys.length} runs were done before`);
      onStep?.(`making the people of ${name}`);
      const { task } = instantiate(inputs, {
        backend,
        slots: Math.max(1, Math.min(threads, missing.length)),
      });
      await setImmediate();
      // No two attempts write one file, wherever they run.
      const part = `${partOf(name)}${hostname()}-${process.pid}-${randomBytes(3).toString('hex')}`;
      const keeping = { folder: own, part, allowMissing: true, again: 'the same command', keep: () => true };
      const found = await executeResumable(task, missing, keeping, { threads, onProgress, signal });
      failures.push(...found.failures);
    }
  } finally {
    leaveRuns(own);
  }
  if (failures.length) throw broken(failures, runs);
  return { runs, done };
}

/** Shard of the k-th of all runs: shares differ by one run at most, and each is a piece, so that few scenarios are prepared. */
function shardOf(k: number, runs: number, shards: number): number {
  return 1 + Math.floor(((k + 1) * shards - 1) / runs);
}

export function dealtTo(shard: number, plan: Plan, opened: readonly OpenedScenario[]): OpenedScenario[] {
  const all = opened.reduce((sum, { keys }) => sum + keys.length, 0);
  let before = 0;
  return opened.flatMap(one => {
    const keys = one.keys.filter((_, k) => shardOf(before + k, all, plan.shards) === shard);
    before += one.keys.length;
    return keys.length ? [{ ...one, keys }] : [];
  });
}

export function openPlanned({ options }: Plan, planned: PlannedScenario): OpenedScenario {
  const inputs = loadInputs(planned.file, { ...options, outputs: true });
  refuseOthers(planned, inputHashes(inputs));
  return { planned, inputs, keys: runKeysOf(inputs, options) };
}

/** What a shard's log says of a run. */
export type Known = { kept: KeptRun } | { failure: RunFailure };

/** By id: what the logs of some shards hold of these inputs; of a run that broke and was then done, the result. */
export function recordsIn(
  folders: readonly string[],
  inputs: Inputs,
  onNote?: (text: string) => void,
): Map<string, Known> {
  const records = new Map<string, Known>();
  for (const folder of folders) {
    const path = runsFolderOf(folder);
    const logs = existsSync(path) ? readdirSync(path).sort() : [];
    for (const log of logs.filter(
      name => name.startsWith(encodeURIComponent(partOf(inputs.scenario.name))) && name.endsWith('.log'),
    )) {
      const file = join(path, log);
      const found = readRecordLog(file, logIdentity(inputs), (id, body, from): Known | undefined => {
        const outcome = decodeOutcome(body);
        if ('failure' in outcome) return outcome;
        if (runId(outcome.result.key) !== id) return undefined;
        return { kept: keepRun(outcome.result, { body, path: file, from }) };
      });
      if (found.damaged) onNote?.(damagedText(file, found.damaged));
      for (const [id, known] of found.records) if (known && !isDone(records.get(id))) records.set(id, known);
    }
  }
  return records;
}

export const isDone = (known: Known | undefined) => known !== undefined && 'kept' in known;

function broken(failures: readonly RunFailure[], runs: number): DiagnosticError {
  return new DiagnosticError([
    ...failures.slice(0, 3).flatMap(({ problems }) => problems),
    { kind: 'failed', message: `${failures.length} of ${runs} runs broke; the others are done and kept` },
  ]);
}
