import { availableParallelism } from 'node:os';
import type { BackendName, Inputs, RunKey } from '../../engine/program/run-types.ts';
import { execute } from '../../execute/execute.ts';
import type { Progress } from '../../execute/executor.ts';
import { estimateResources, refuseMemory } from '../../execute/limits.ts';
import type { Population } from '../../population/population.ts';
import { instantiate, instantiateOnce, type ResolvedScenario } from '../../simulate/resolve.ts';
import { type Run, runOf } from '../run.ts';

/** Where and how runs are done; none of it changes a result. */
export interface ExecutionOptions {
  /** Worker threads; 0: the calling one. By default one a processor. */
  threads?: number;
  /** Both give the same bits; `wasm` is the default and the faster one. */
  backend?: BackendName;
  /** Begin even what seems to need more memory than there is. */
  force?: boolean;
  /** Called at most about ten times a second. */
  onProgress?: (progress: Progress) => void;
  /** Aborting it ends all runs; the error has a diagnostic of kind `stopped`. */
  signal?: AbortSignal;
}

/** What is run: resolved inputs, their runs, and people already made from inputs that make the same ones. */
export interface Work {
  inputs: Inputs;
  resolved: ResolvedScenario;
  keys: readonly RunKey[];
  population?: Population;
  /** Takes the people, for other work that makes the same ones. */
  onPopulation?: (population: Population) => void;
}

/** Do runs in threads; each comes as soon as it is finished, in any order. Whoever stops listening stops the runs. */
export async function* stream(work: Work, options: ExecutionOptions = {}): AsyncGenerator<Run, void, void> {
  const { inputs, resolved, keys, population, onPopulation } = work;
  const { threads = availableParallelism(), backend = 'wasm', force, onProgress } = options;
  const slots = Math.max(1, Math.min(threads, keys.length));
  if (!force) refuseMemory(estimateResources(inputs, resolved, keys, slots));
  const given = { backend, slots, resolved };
  // People that others need, too, stay whole.
  const made = onPopulation ? instantiate(inputs, { ...given, population }) : instantiateOnce(inputs, given);
  onPopulation?.(made.population);
  const left = new AbortController();
  const signal = AbortSignal.any([left.signal, ...(options.signal ? [options.signal] : [])]);
  const finished: Run[] = [];
  let isDone = false;
  let wake = () => {};
  const runs = execute(made.task, keys, {
    threads,
    signal,
    onProgress,
    onResult(_, result) {
      finished.push(runOf(made.frame, result));
      wake();
    },
  }).finally(() => {
    isDone = true;
    wake();
  });
  // Told below; until then nobody waits for it.
  runs.catch(() => {});
  try {
    while (!isDone || finished.length) {
      const next = finished.shift();
      if (next) yield next;
      else
        await new Promise<void>(resolve => {
          wake = resolve;
        });
    }
    await runs;
  } finally {
    left.abort();
    await runs.catch(() => {});
  }
}
