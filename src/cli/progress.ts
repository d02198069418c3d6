import type { Progress } from '../execute/executor.ts';
import type { Reporter } from '../files/report.ts';
import { progressLine } from '../report/progress.ts';
import { reporter } from '../report/reporter.ts';

/** What ends the runs without a trace; everything that was written before stays. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

export interface Watched {
  onStep: (text: string) => void;
  onProgress: (progress: Progress) => void;
  signal: AbortSignal;
  reporter: Reporter;
}

/** Do something long: a line on the terminal tells how far it is, Ctrl-C ends it in order, and its folder gets a page. */
export async function withProgress<T>(work: (watched: Watched) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const progress = progressLine(process.stderr);
  const onSignal = () => stop.abort();
  for (const name of SIGNALS) process.on(name, onSignal);
  try {
    return await work({ onStep: progress.step, onProgress: progress.show, signal: stop.signal, reporter });
  } finally {
    progress.clear();
    for (const name of SIGNALS) process.off(name, onSignal);
  }
}
