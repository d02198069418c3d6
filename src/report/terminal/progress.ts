import type { Progress } from '../../execute/executor.ts';
import { bar } from '../page/pictures.ts';
import { duration } from '../quote/numbers.ts';

export interface ProgressLine {
  show(progress: Progress): void;
  /** A step that has no measure: reading, making people. */
  step(text: string): void;
  clear(): void;
}

/** One line that is written over and over; silent where `stream` is no terminal that can go back in a line. */
export function progressLine(stream: NodeJS.WriteStream): ProgressLine {
  if (!stream.isTTY || process.env.TERM === 'dumb') return { show() {}, step() {}, clear() {} };
  let started: number | undefined;
  const write = (text: string) => stream.write(`\r\x1b[2K${text.slice(0, (stream.columns || 80) - 1)}`);
  return {
    step: text => write(`${text} ...`),
    show({ weeksDone, weeks, runsDone, runs, note }) {
      started ??= performance.now();
      const seconds = (performance.now() - started) / 1000;
      const done = weeksDone / weeks;
      const left = seconds > 0.5 && done > 0.01 ? `, ${duration((seconds * (1 - done)) / done)} left` : '';
      write(
        `${bar(done, 30)} ${Math.floor(100 * done)} %  ${runsDone} of ${runs} runs${left}${note ? `, ${note}` : ''}`,
      );
    },
    clear: () => write(''),
  };
}
