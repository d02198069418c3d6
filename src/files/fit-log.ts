import { rmSync } from 'node:fs';
import type { Outcome } from '../inference/question/proposal.ts';
import type { Summary } from '../inference/question/target.ts';
import { openRecordLog } from './record-log.ts';

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
  close(): void;
  /** The fit is written: the log has done its work. */
  remove(): void;
}

/** Numbers that JSON has no word for. */
type Written = number | 'NaN' | 'Infinity' | '-Infinity';

/** Open the log of a fit; problems as `openRecordLog`. */
export function openFitLog(path: string, identity: object, resume: boolean): FitLog {
  const log = openRecordLog(path, { log: 'fit', ...identity }, { resume });
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
    close: () => log.close(),
    remove: () => rmSync(path, { force: true }),
  };
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
