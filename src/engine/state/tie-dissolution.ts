import type { TieAnswers } from '../program/compiled-model.ts';
import { STRETCH } from '../program/layout.ts';
import type { Rows } from './slot-rows.ts';

/** Both sides of this many pairs are asked at a time. */
const PAIRS = STRETCH / 2;

/** 1 when a < b, else 0; without a branch, which would be hard to predict. Both below 2^31. */
const isLess = (a: number, b: number) => (a - b) >>> 31;

/**
 * Who parts in a week: of each tie either side may let go, so it goes on with the product of both chances to keep it.
 * Each tie is looked at once, from the side that is stored first.
 */
export function openTieDissolution(machine: TieAnswers) {
  const { agents: ones, others } = machine;
  const kept = new Float32Array(PAIRS);
  const left = new Uint32Array(PAIRS);

  /** Lists the ties of agents [begin, end) behind the first `count`: all first ties, then all second ones, and so on. */
  function list({ room, counts, ties }: Rows, begin: number, end: number, count: number): number {
    let listed = count;
    let some = 0;
    for (let i = begin; i < end; i++) {
      left[some] = i;
      some += isLess(0, counts[i]);
    }
    for (let tie = 0; some; tie++) {
      let more = 0;
      for (let k = 0; k < some; k++) {
        const i = left[k];
        const j = ties[i * room + tie];
        ones[listed] = i;
        others[listed] = j;
        listed += isLess(i, j);
        left[more] = i;
        more += isLess(tie + 1, counts[i]);
      }
      some = more;
    }
    return listed;
  }

  /** Adds to `ended` those of the first `count` pairs of the lists that part, one after the other. */
  function decide(slot: number, week: number, count: number, ended: number[]): void {
    ones.set(others.subarray(0, count), count);
    others.set(ones.subarray(0, count), count);
    const letGo = machine.ask(slot, week, 'drop', 2 * count);
    // The product doesn't depend on the order of its factors.
    for (let p = 0; p < count; p++) kept[p] = Math.fround(1 - letGo[p]) * Math.fround(1 - letGo[count + p]);
    const draws = machine.ask(slot, week, 'dropDraw', count);
    for (let p = 0; p < count; p++) if (draws[p] >= kept[p]) ended.push(ones[p], others[p]);
  }

  /** The ties that end, as pairs one after the other. */
  return (slot: number, week: number, rows: Rows): number[] => {
    const ended: number[] = [];
    const agents = rows.counts.length;
    // This many agents have ties for half the lists at most.
    const block = Math.floor(PAIRS / 2 / rows.room);
    let count = 0;
    for (let from = 0; from < agents; from += block) {
      count = list(rows, from, Math.min(agents, from + block), count);
      if (count <= PAIRS / 2) continue;
      decide(slot, week, count, ended);
      count = 0;
    }
    decide(slot, week, count, ended);
    return ended;
  };
}
