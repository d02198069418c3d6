import type { MessagePort } from 'node:worker_threads';
import { ProblemError } from '../core/diagnostics.ts';
import type { RunKey, RunResult } from '../engine/program/run-types.ts';
import { prepare, understand } from '../simulate/resolve.ts';
import { openTask } from '../simulate/simulate.ts';
import { joinTeam, TeamBroken } from '../simulate/thread-barrier.ts';
import { letGo } from './gc-pressure.ts';
import { needOf, refuseMemory } from './limits.ts';
import type { Answer, Order, Post, Skills } from './protocol.ts';

/** The life of a worker thread: answer one order after the other. */
export function serve(port: MessagePort, skills: Skills = learn()): void {
  port.on('message', ({ skill, given }: Order) => {
    try {
      const value = (skills[skill] as (...given: unknown[]) => unknown)(...given);
      port.postMessage({ kind: 'done', value } satisfies Answer, buffersOf(value));
    } catch (error) {
      port.postMessage(toldOf(error));
    }
  });
}

/** What every thread can do. It holds one task at a time, and between two of them nothing. */
export function learn(): Skills {
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
      letGo(bytes);
    },
    prepare(inputs, options) {
      const understood = understand(inputs);
      refuseMemory(needOf(inputs, understood, [], options.slots));
      return prepare(inputs, { ...options, understood }).task;
    },
  };
}

function workAt({ task, slot, team, weeksDone }: Post): (key: RunKey) => RunResult | undefined {
  const { run } = openTask(task);
  const own = team && joinTeam(team.memory, team.rank, team.size, task);
  const onWeek = (week: number) => Atomics.store(weeksDone, slot, week + 1);
  return key => {
    const started = performance.now();
    try {
      const result = run(key, slot, { onWeek, team: own });
      if (result) result.wallSeconds = (performance.now() - started) / 1000;
      return result;
    } catch (error) {
      if (error instanceof TeamBroken) return undefined; // the member that failed tells why
      throw error;
    }
  };
}

function toldOf(error: unknown): Answer {
  if (error instanceof ProblemError) return { kind: 'problems', problems: error.problems };
  if (error instanceof Error) return { kind: 'fault', message: error.message, stack: error.stack };
  return { kind: 'fault', message: String(error), stack: undefined };
}

/** The buffers of a result's columns: handed over, not copied. */
function buffersOf(value: unknown): ArrayBuffer[] {
  const columns = Object.values(value ?? {}).filter(one => one instanceof Float64Array);
  return [...new Set(columns.map(column => column.buffer as ArrayBuffer))];
}
