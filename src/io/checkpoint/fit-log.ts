import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Diagnostic, DiagnosticError, throwDiagnostic } from '../../core/diagnostics.ts';
import { MAKER } from '../../core/maker.ts';
import type { Outcome } from '../../inference/problem/problem.ts';
import type { Summary } from '../../inference/problem/target.ts';
import { claimRuns, leaveRuns } from '../folder/runs-folder.ts';
import { engineIdentity } from '../project/engine-identity.ts';
import { displayName } from '../text/text.ts';
import { damagedText, openRecordLog, type RecordLog } from './record-log.ts';

/** One run of a fit as it is kept. */
export interface FitRun extends Outcome {
  /** The round that proposed it: 0 draws from the prior. */
  round: number;
  /** Values of the parameters. */
  theta: readonly number[];
  /** What broke it. */
  error?: string;
  seconds: number;
}

/** The runs of a fit on disk at once, so that a fit that was killed loses none. */
export interface FitLog {
  /** A run that was made with just these values; those of the same number with others belong to no fit of this version. */
  find(run: Pick<FitRun, 'proposal' | 'replicate' | 'theta'>): FitRun | undefined;
  add(run: FitRun): FitRun;
  /** Keep none of the runs. */
  drop(): void;
  /** Leave the place, with its runs for a later call; returns how many there are. */
  leave(): number;
  /** The fit is written: its runs are no longer needed. */
  remove(): void;
}

/** Numbers that JSON has no word for. */
type Written = number | 'NaN' | 'Infinity' | '-Infinity';

/**
 * Take the place of a fit's folder for this process, and open the log of its runs there. Problems as `claimRuns` and
 * `openRecordLog`; `conflict` also without `resume`, when there are runs: they took hours, and are not overwritten.
 */
export function openFitLog(
  folder: string,
  identity: object,
  { resume = false, onNote }: { resume?: boolean; onNote?: (text: string) => void } = {},
): FitLog {
  const path = join(claimRuns(folder), 'fit.records');
  const whose = { made_by: MAKER, log: 'fit', engine: engineIdentity(), ...identity };
  const log = openOwn(folder, path, whose, resume);
  if (log.damaged) onNote?.(damagedText(path, log.damaged));
  const runs = new Map<string, FitRun>();
  for (const [key, body] of log.records) runs.set(key, decode(body));
  return {
    find(run) {
      const known = runs.get(keyOf(run));
      return known?.theta.every((value, j) => value === run.theta[j]) ? known : undefined;
    },
    add(run) {
      const key = keyOf(run);
      const body = encode(run);
      log.append(key, body);
      // What is gone on with is what a later call would read.
      const kept = decode(body);
      runs.set(key, kept);
      return kept;
    },
    drop: () => runs.clear(),
    leave() {
      log.close();
      if (runs.size === 0) rmSync(path);
      leaveRuns(folder);
      return runs.size;
    },
    remove() {
      log.close();
      rmSync(path);
      leaveRuns(folder);
    },
  };
}

function openOwn(folder: string, path: string, identity: object, resume: boolean): RecordLog {
  const refuse = (problem: Diagnostic): never => {
    leaveRuns(folder);
    return throwDiagnostic(problem);
  };
  let log: RecordLog;
  try {
    log = openRecordLog(path, identity, { resume: existsSync(path) });
  } catch (error) {
    if (!(error instanceof DiagnosticError && error.problems[0].kind === 'conflict')) throw error;
    const [problem] = error.problems;
    const anew = 'name another folder with --out, or remove this file to start again';
    return refuse({ ...problem, hint: `${problem.hint}: ${anew}` });
  }
  if (resume || log.records.size === 0) return log;
  log.close();
  return refuse({
    kind: 'conflict',
    message: `${displayName(path)} holds ${log.records.size} finished runs of an earlier attempt`,
    hint: '--resume goes on with them; remove this file to start again',
  });
}

const keyOf = ({ proposal, replicate }: Pick<FitRun, 'proposal' | 'replicate'>) => `${proposal}/${replicate}`;

function encode({ summaries, ...run }: FitRun): Uint8Array {
  const write = (value: number): Written => (Number.isFinite(value) ? value : (String(value) as Written));
  return new TextEncoder().encode(
    JSON.stringify({ ...run, summaries: summaries.map(({ value, size }) => [write(value), write(size)]) }),
  );
}

function decode(body: Uint8Array): FitRun {
  const run = JSON.parse(new TextDecoder().decode(body));
  const summaries = run.summaries.map(
    ([value, size]: Written[]): Summary => ({
      value: Number(value),
      size: Number(size),
    }),
  );
  return { ...run, summaries };
}
