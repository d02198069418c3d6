import { availableParallelism } from 'node:os';
import { withoutPassword } from '../core/secrets.ts';
import { DEFAULT_BACKEND } from '../engine/program/run-types.ts';
import { workAtQueue } from '../execute/redis/worker.ts';
import { systemSignal } from '../execute/stop.ts';
import { painter } from '../report/terminal/style.ts';
import { type Command, choice, threads } from './command.ts';
import { REDIS, redisFrom } from './executors.ts';
import { withProgress } from './progress.ts';
import { onNote } from './run-options.ts';

export const worker: Command = {
  positionals: {},
  options: {
    redis: REDIS,
    threads: threads('concurrent runs [one per processor]', 1),
    backend: choice(['js', 'wasm'], 'as in run'),
  },
  examples: [
    ['rhizome worker --redis redis://10.0.0.5', 'on every machine that should help'],
    ['rhizome run scenarios/baseline.yaml --executor redis --redis redis://10.0.0.5', 'the work'],
  ],
  async run(given) {
    const url = redisFrom(given);
    const threads = given.threads ?? availableParallelism();
    const paint = painter(process.stdout);
    let runs = 0;
    await withProgress(
      ({ signal }) =>
        workAtQueue(url, {
          threads,
          backend: given.backend ?? DEFAULT_BACKEND,
          signal,
          onReady: () =>
            process.stdout.write(
              `${paint('good', 'Waiting for runs')} at ${withoutPassword(url)}, ${threads} at a time; Ctrl-C ends it\n`,
            ),
          onRun: () => {
            runs++;
          },
          onStopping: () =>
            onNote('finishing the runs under way; Ctrl-C again ends them, and others do them'),
        }),
      systemSignal({ grace: false }),
    );
    process.stdout.write(`${paint('good', 'Ended')} after ${runs} runs\n`);
    // A Redis that is silent keeps its connections open, and they this process.
    setTimeout(() => process.exit(), 300).unref();
  },
};
