import type { MessagePort } from 'node:worker_threads';
import { DiagnosticError } from '../core/diagnostics.ts';
import type { RunKey, RunResult } from '../engine/program/run-types.ts';
import { instantiate, resolveScenario } from '../simulate/resolve.ts';
import { openTask } from '../simulate/simulate.ts';
import { BarrierBroken, joinBarrier } from '../simulate/thread-barrier.ts';
import { addGcPressure } from './gc-pressure.ts';
import { estimateResources, refuseMemory } from './limits.ts';
import type { Answer, Assignment, WorkerApi, WorkerRequest } from './protocol.ts';

/** The life of a worker thread: answer one order after the other. */
export function serveRequests(port: MessagePort, skills: WorkerApi = openWorkerApi()): void {
  port.on('message', ({ method: skill, given }: WorkerRequest) => {
    try {
      const value = (skills[skill] as (...given: unknown[]) => unknown)(...given);
      port.postMessage({ kind: 'done', value } satisfies Answer, buffersOf(value));
    } catch (error) {
      port.postMessage(toldOf(error));
    }
  });
}

/** What every thread can do. It holds one task at a time, and between two of them nothing. */
export function openWorkerApi(): WorkerApi {
  let work: ((key: RunKey) => RunResult | undefined) | undefined;
  let bytes = 0;
  return {
    open(post) {
      bytes = post.task.memory.buffer.byteLength;
      work = workAt(post);
    },
    run: key => work!(key),
    close() {
      work = undefined;
      addGcPressure(bytes);
    },
    instantiate(inputs, options) {
      const resolved = resolveScenario(inputs);
      refuseMemory(estimateResources(inputs, resolved, [], options.slots));
      return instantiate(inputs, { ...options, resolved }).task;
    },
  };
}

function workAt({ task, slot, barrier, weeksDone }: Assignment): (key: RunKey) => RunResult | undefined {
  const { run } = openTask(task);
  const own = barrier && joinBarrier(barrier.memory, barrier.rank, barrier.size, task);
  const onWeek = (week: number) => Atomics.store(weeksDone, slot, week + 1);
  return key => {
    const started = performance.now();
    try {
      const result = run(key, slot, { onWeek, barrier: own });
      if (result) result.wallSeconds = (performance.now() - started) / 1000;
      return result;
    } catch (error) {
      if (error instanceof BarrierBroken) return undefined; // the member that failed tells why
      throw error;
    }
  };
}

function toldOf(error: unknown): Answer {
  if (error instanceof DiagnosticError) return { kind: 'problems', problems: error.problems };
  if (error instanceof Error) return { kind: 'fault', message: error.message, stack: error.stack };
  return { kind: 'fault', message: String(error), stack: undefined };
}

/** The buffers of a result's columns: handed over, not copied. */
function buffersOf(value: unknown): ArrayBuffer[] {
  const columns = Object.values(value ?? {}).filter(one => one instanceof Float64Array);
  return [...new Set(columns.map(column => column.buffer as ArrayBuffer))];
}
