/**
 * Several threads at one run: each has a range of agents, and they meet at the end of a week's rules and again when the
 * first of them, the leader, has seen to what is done once. Since a rule writes only its own agent and reads others as of
 * last week, the number of threads changes no bit.
 */
export interface Team {
  rank: number;
  size: number;
  /** Wait until all are here. Throws `TeamBroken` when one of them will never come. */
  meet(): void;
  /** Tell the others not to wait. */
  leave(): void;
  /** Each member's sums of this week's tallies, by rank: shared memory. */
  sums: readonly Float64Array[];
}

/** Another member of the team failed; that one tells why. */
export class TeamBroken extends Error {}

/** One thread alone. */
export function alone(sums: number): Team {
  return { rank: 0, size: 1, meet: () => {}, leave: () => {}, sums: [new Float64Array(sums)] };
}

/** The shared memory of a team: three words of control, then the sums of each member. */
export function teamMemory(size: number, sums: number): SharedArrayBuffer {
  return new SharedArrayBuffer(CONTROL_BYTES + size * sums * Float64Array.BYTES_PER_ELEMENT);
}

const CONTROL_BYTES = 64;
const [ARRIVED, MEETING, BROKEN] = [0, 1, 2];
/** Looks at the others so often before it sleeps: meetings are short when all have equal shares. */
const PATIENCE = 20_000;

/** A member's side of the team; members wait in their own threads, never in the main one. */
export function joinTeam(memory: SharedArrayBuffer, rank: number, size: number): Team {
  const control = new Int32Array(memory, 0, CONTROL_BYTES / 4);
  const length = (memory.byteLength - CONTROL_BYTES) / Float64Array.BYTES_PER_ELEMENT / size;
  const sums = Array.from(
    { length: size },
    (_, k) => new Float64Array(memory, CONTROL_BYTES + k * length * 8, length),
  );
  const check = () => {
    if (Atomics.load(control, BROKEN)) throw new TeamBroken('another thread of this run failed');
  };
  return {
    rank,
    size,
    sums,
    meet() {
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
    leave() {
      Atomics.store(control, BROKEN, 1);
      Atomics.notify(control, MEETING);
    },
  };
}
