import type { Task } from '../engine/program/run-types.ts';
import type { Sharing } from '../engine/state/dynamic-network.ts';

/**
 * Several threads at one run: each has a range of agents, and they meet at the end of a week's rules and again when the
 * first of them, the leader, has seen to what is done once, and the last one to who ties. Since a rule writes only its own
 * agent and reads others as of last week, the number of threads changes no bit. `meet` throws `BarrierBroken` when one of them
 * will never come.
 */
export interface ThreadBarrier extends Sharing {
  /** Tell the others not to wait. */
  abort(): void;
  /** Each member's sums of this week's tallies, by rank: shared memory. */
  sums: readonly Float64Array[];
}

/** Another member of the barrier failed; that one tells why. */
export class BarrierBroken extends Error {}

/** One thread alone. */
export function alone({ sums, layout: { agents } }: Task): ThreadBarrier {
  const tied = new Uint32Array(agents + 1);
  return { rank: 0, size: 1, wait: () => {}, abort: () => {}, sums: [new Float64Array(sums)], tied };
}

/** The shared memory of a barrier: three words of control, then the sums of each member, then who ties. */
export function barrierMemory(size: number, { sums, layout: { agents } }: Task): SharedArrayBuffer {
  return new SharedArrayBuffer(CONTROL_BYTES + 8 * size * sums + 4 * (agents + 1));
}

const CONTROL_BYTES = 64;
const [ARRIVED, MEETING, BROKEN] = [0, 1, 2];
/** Looks at the others so often before it sleeps: meetings are short when all have equal shares. */
const PATIENCE = 20_000;

/** A member's side of the barrier; members wait in their own threads, never in the main one. */
export function joinBarrier(
  memory: SharedArrayBuffer,
  rank: number,
  size: number,
  task: Task,
): ThreadBarrier {
  const control = new Int32Array(memory, 0, CONTROL_BYTES / 4);
  const sums = Array.from(
    { length: size },
    (_, k) => new Float64Array(memory, CONTROL_BYTES + 8 * k * task.sums, task.sums),
  );
  const tied = new Uint32Array(memory, CONTROL_BYTES + 8 * size * task.sums);
  const check = () => {
    if (Atomics.load(control, BROKEN)) throw new BarrierBroken('another thread of this run failed');
  };
  return {
    rank,
    size,
    sums,
    tied,
    wait() {
      const meeting = Atomics.load(control, MEETING);
      if (Atomics.add(control, ARRIVED, 1) + 1 === size) {
        Atomics.store(control, ARRIVED, 0);
        Atomics.add(control, MEETING, 1);
        Atomics.notify(control, MEETING);
        return check();
      }
      for (let looks = 0; looks < PATIENCE; looks++)
        if (Atomics.load(control, MEETING) !== meeting) return check();
      while (Atomics.load(control, MEETING) === meeting) {
        check();
        Atomics.wait(control, MEETING, meeting, 1000);
      }
      check();
    },
    abort() {
      Atomics.store(control, BROKEN, 1);
      Atomics.notify(control, MEETING);
    },
  };
}
