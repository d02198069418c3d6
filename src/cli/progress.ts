import type { Progress } from '../execute/executor.ts';
import { systemSignal } from '../execute/stop.ts';
import type { Reporter } from '../io/folder/report.ts';
import { reporter } from '../report/page/reporter.ts';
import { progressLine } from '../report/terminal/progress.ts';

export interface Watched {
  onStep: (text: string) => void;
  onProgress: (progress: Progress) => void;
  signal: AbortSignal;
  reporter: Reporter;
}

/**
 * Do something long: a line on the terminal tells how far it is, Ctrl-C ends it in order, and its folder gets a page.
 * @param signal by default one after which the process ends within two seconds
 */
export async function withProgress<T>(
  work: (watched: Watched) => Promise<T>,
  signal: AbortSignal = systemSignal(),
): Promise<T> {
  const progress = progressLine(process.stderr);
  try {
    return await work({ onStep: progress.step, onProgress: progress.show, signal, reporter });
  } finally {
    progress.clear();
  }
}
