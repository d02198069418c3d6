import type { MessagePort } from 'node:worker_threads';
import { ProblemError } from '../problem.ts';
import type { RunResult } from '../run.ts';
import { openTask } from '../simulate.ts';
import { joinTeam, TeamBroken } from '../team.ts';
import { prepare } from '../understand.ts';
import type { Answer, Order, PrepareAnswer, PrepareStart, WorkerStart } from './protocol.ts';

/** The life of a worker thread: open the task once, then do one run after the other as ordered. */
export function serve(port: MessagePort, { task, slot, weeksDone, team }: WorkerStart): void {
  const answer = (message: Answer, transfer: readonly ArrayBuffer[] = []) =>
    port.postMessage(message, transfer);
  const guard = (work: () => void) => {
    try {
      work();
    } catch (error) {
      if (error instanceof TeamBroken) return; // the member that failed tells why
      answer(toldOf(error));
    }
  };
  guard(() => {
    const { run } = openTask(task);
    const own = team && joinTeam(team.memory, team.rank, team.size, task);
    port.on('message', ({ index, key }: Order) =>
      guard(() => {
        const started = performance.now();
        const onWeek = (week: number) => Atomics.store(weeksDone, slot, week + 1);
        const result = run(key, slot, { onWeek, team: own });
        if (result) result.wallSeconds = (performance.now() - started) / 1000;
        answer({ kind: 'done', index, result }, result ? buffersOf(result) : []);
      }),
    );
    answer({ kind: 'ready' });
  });
}

/** The life of a thread that makes people: a message, and its end. */
export function servePrepare(port: MessagePort, { inputs, backend, slots }: PrepareStart): void {
  const answer = (message: PrepareAnswer) => port.postMessage(message);
  try {
    answer({ kind: 'task', task: prepare(inputs, { backend, slots }).task });
  } catch (error) {
    answer(toldOf(error));
  }
}

function toldOf(error: unknown): Extract<Answer, { kind: 'problems' | 'fault' }> {
  if (error instanceof ProblemError) return { kind: 'problems', problems: error.problems };
  if (error instanceof Error) return { kind: 'fault', message: error.message, stack: error.stack };
  return { kind: 'fault', message: String(error), stack: undefined };
}

/** The buffers of a result's columns: handed over, not copied. */
function buffersOf(result: RunResult): ArrayBuffer[] {
  const columns = Object.values(result).filter(value => value instanceof Float64Array);
  return [...new Set(columns.map(column => column.buffer as ArrayBuffer))];
}
