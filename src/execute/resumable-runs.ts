import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DiagnosticError, throwDiagnostic } from '../core/diagnostics.ts';
import { MAKER } from '../core/maker.ts';
import type { Inputs, RunKey, RunResult, Task } from '../engine/program/run-types.ts';
import type { RecordPlace } from '../io/checkpoint/courses.ts';
import { damagedText, openRecordLog, type RecordLog } from '../io/checkpoint/record-log.ts';
import { decodeOutcome, encodeOutcome, type RunFailure, runId } from '../io/checkpoint/run-record.ts';
import { claimRuns, forgetRuns, leaveRuns, logName, runsFolderOf } from '../io/folder/runs-folder.ts';
import { engineIdentity } from '../io/project/engine-identity.ts';
import { inputsHash } from '../io/project/inputs-bytes.ts';
import { displayName } from '../io/text/text.ts';
import { execute } from './execute.ts';
import type { ExecuteOptions, Executor } from './executor.ts';
import { heed } from './stop.ts';

/** What becomes of finished runs until their tables are written. */
export interface CheckpointOptions {
  /** Do only what an earlier attempt has left undone. */
  resume?: boolean;
  /** Make do without runs that broke or whose threads died; otherwise they are an error once all others are done. */
  allowMissing?: boolean;
  /** With `allowMissing`: also when no run of this task is left, as of one of many points. */
  allowNone?: boolean;
  /** Something the user should know, in one line. */
  onNote?: (text: string) => void;
  /** Where runs happen; by default here. */
  executor?: Executor;
  /** Called with each finished run; what it throws ends the others. */
  watch?: () => void;
  /** How an error tells to go on; by default `--resume`. */
  again?: string;
}

type Kept = NonNullable<unknown>;

/** @template T what stays in memory of a finished run */
export interface ResumableOptions<T extends Kept> extends CheckpointOptions {
  /** The output folder that the runs are for; their log is beside it until `forgetRuns` takes it away. */
  folder: string;
  /** Name of the log, where a folder has several tasks. */
  part?: string;
  /** What is written of a result, where not all is needed; its name tells logs apart. */
  only?: { name: string; of: (result: RunResult) => RunResult };
  /** What stays in memory of a result that is in the log, be it written now or earlier. Its columns may be views of the record. */
  keep: (result: RunResult, record: RecordPlace) => T;
  /** Called with the path of the log as soon as it is there. */
  onLog?: (path: string) => void;
  /** What was kept of runs that were done elsewhere, by id. */
  known?: ReadonlyMap<string, T>;
}

/** Finished runs and broken ones, each in the order of the keys. */
export interface ResumedRuns<T> {
  results: T[];
  failures: RunFailure[];
}

/**
 * Do the runs `keys` of one task, each written to a log on disk as soon as it is finished. Whatever stops this, finished
 * runs stay, and the error tells that `--resume` goes on with them. Problems besides those of the runs: `conflict` (the log
 * belongs to other inputs, another process is at work), `failed` (it can't be written).
 */
export async function executeResumable<T extends Kept>(
  task: Task,
  keys: readonly RunKey[],
  keeping: ResumableOptions<T>,
  options: ExecuteOptions,
): Promise<ResumedRuns<T>> {
  const { folder, allowMissing, allowNone, executor = execute, onNote } = keeping;
  const byId = new Map(keys.map(key => [runId(key), key]));
  // To read a long log takes a while, in which a signal ends the process at once.
  const release = keeping.resume ? undefined : heed(options.signal);
  const { path, log } = openRunLog(task.inputs, keeping, byId);
  const found = new Map<string, T>();
  for (const id of byId.keys()) {
    const kept = log.records.get(id) ?? keeping.known?.get(id);
    if (kept !== undefined) found.set(id, kept);
  }
  const failures = new Map<string, RunFailure>();
  const missing = [...byId].flatMap(([id, key]) => (found.has(id) ? [] : { id, key }));
  const [before, weeks] = [found.size, task.inputs.scenario.weeks];
  if (before && !keeping.known) onNote?.(`${before} of ${byId.size} runs were done before`);
  try {
    keeping.onLog?.(path);
    await executor(
      task,
      missing.map(({ key }) => key),
      {
        ...options,
        onProgress: now =>
          options.onProgress?.({
            weeksDone: now.weeksDone + before * weeks,
            weeks: now.weeks + before * weeks,
            runsDone: now.runsDone + before,
            runs: now.runs + before,
          }),
        onResult(index, result) {
          const { id } = missing[index];
          const own = keeping.only?.of(result) ?? result;
          const body = encodeOutcome({ result: own });
          const from = log.append(id, body);
          found.set(id, keeping.keep(own, { body, path, from }));
          keeping.watch?.();
        },
        onFailure(index, problems, attempts) {
          const { id, key } = missing[index];
          log.append(id, encodeOutcome({ failure: { key, problems } }));
          failures.set(id, { key, problems });
          // What broke by itself would break again, and so may others.
          if (!allowMissing && attempts === 1) throw new DiagnosticError(problems);
        },
      },
    );
    if (failures.size && (!allowMissing || (found.size === 0 && !allowNone)))
      throw incomplete([...failures.values()], byId.size, keeping.again);
    if (failures.size) onNote?.(`missing ${failures.size} of ${byId.size} runs`);
  } catch (error) {
    if (found.size === 0) rmSync(path, { force: true });
    leaveRuns(folder);
    // Other tasks of the folder may have logs there.
    if (found.size === 0 && !existsSync(runsFolderOf(folder))) throw error;
    const what = found.size ? `${found.size} of ${byId.size} runs` : 'earlier runs';
    throw kept(error, `${what} are done and kept`, keeping.again);
  } finally {
    release?.();
    log.close();
  }
  const results = keys.map(key => found.get(runId(key))).filter(kept => kept !== undefined);
  return { results, failures: [...byId.keys()].flatMap(id => failures.get(id) ?? []) };
}

/**
 * The last step: write the output folder, after which its runs are forgotten; they stay when it can't be written. What can't be
 * removed then, or isn't ours, is told.
 */
export async function finishRuns<T>(
  folder: string,
  write: () => Promise<T>,
  onNote?: (text: string) => void,
): Promise<T> {
  try {
    const written = await write();
    const left = forgetRuns(folder);
    if (left.length) onNote?.(`${displayName(runsFolderOf(folder))} stays, for it holds ${left.join(', ')}`);
    return written;
  } catch (error) {
    leaveRuns(folder);
    throw kept(error, 'all runs are done and kept');
  }
}

/** What the runs in a log belong to. */
export function logIdentity(inputs: Inputs, only?: string): object {
  return { made_by: MAKER, engine: engineIdentity(), inputs: inputsHash(inputs), only };
}

function openRunLog<T extends Kept>(
  inputs: Inputs,
  { folder, part = inputs.scenario.name, resume = false, onNote, only, keep }: ResumableOptions<T>,
  keys: ReadonlyMap<string, RunKey>,
): { path: string; log: RecordLog<T | undefined> } {
  const path = join(claimRuns(folder), logName(part));
  const identity = logIdentity(inputs, only?.name);
  /** Undefined: that run broke, so it is tried again, or it is none of these. */
  const keepRecord = (id: string, body: Uint8Array, from: number): T | undefined => {
    const outcome = keys.has(id) ? decodeOutcome(body) : undefined;
    if (!outcome || 'failure' in outcome || runId(outcome.result.key) !== id) return undefined;
    return keep(outcome.result, { body, path, from });
  };
  const open = (go: boolean) => openRecordLog(path, identity, { resume: go, keep: keepRecord });
  const isThere = existsSync(path);
  let log: RecordLog<T | undefined>;
  try {
    log = open(isThere);
  } catch (error) {
    if (!(error instanceof DiagnosticError && error.problems[0].kind === 'conflict')) throw error;
    if (!resume) return { path, log: open(false) };
    leaveRuns(folder);
    const [problem] = error.problems;
    return throwDiagnostic({ ...problem, hint: `${problem.hint}: start again without --resume` });
  }
  if (resume && log.damaged) onNote?.(damagedText(path, log.damaged));
  const done = [...log.records.values()].filter(kept => kept !== undefined).length;
  if (resume || log.records.size === 0) return { path, log };
  if (done) onNote?.(`${done} of ${keys.size} runs of an earlier attempt are repeated: --resume keeps them`);
  log.close();
  return { path, log: open(false) };
}

/** Errors of runs that broke, the first few, and what that means for the tables. */
function incomplete(failures: readonly RunFailure[], wanted: number, again = '--resume'): DiagnosticError {
  const told = failures.slice(0, 3).flatMap(({ problems }) => problems);
  return new DiagnosticError([
    ...told,
    {
      kind: 'failed',
      message: `missing ${failures.length} of ${wanted} runs, so no tables were made`,
      hint: `${again} tries them again, --allow-missing writes the tables without them`,
    },
  ]);
}

/** The same error, and what is left for another attempt. */
export function kept(error: unknown, what: string, again = '--resume'): unknown {
  if (!(error instanceof DiagnosticError)) return error;
  const told = `${what}: ${again} goes on with them`;
  if (error.problems[0].kind === 'stopped') return new DiagnosticError([{ kind: 'stopped', message: told }]);
  return new DiagnosticError([...error.problems, { kind: 'failed', message: told }]);
}
