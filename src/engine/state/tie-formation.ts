import { release } from '../../core/release.ts';
import { ORDER_BITS } from '../../model/network.ts';
import type { TieAnswers } from '../program/compiled-model.ts';
import { STRETCH } from '../program/layout.ts';
import { openShuffle } from './shuffle.ts';
import { areTied, isFull, type Rows } from './slot-rows.ts';

/**
 * Who ties in a week: those who take part and share a label are paired by a keyed shuffle; a pair with free places ties
 * with the product of both chances.
 */
export function openTieFormation(ids: Uint32Array, machine: TieAnswers, distinct: number) {
  const agents = ids.length;
  const { agents: ones, others } = machine;
  const chances = new Float32Array(STRETCH);
  const shuffle = openShuffle(ids, 1 << ORDER_BITS, distinct);
  let takers = new Uint32Array();
  let [places, willing] = [new Float32Array(), new Float32Array()];

  /** Lists those who take part, with their places in the shuffle and their willingness; tells how many they are. */
  function gather(slot: number, week: number): number {
    let count = 0;
    for (let from = 0; from < agents; from += STRETCH) {
      const some = machine.takers(slot, week, from, Math.min(agents, from + STRETCH));
      makeRoom(count + some);
      takers.set(ones.subarray(0, some), count);
      places.set(machine.ask(slot, week, 'order', some).subarray(0, some), count);
      willing.set(machine.ask(slot, week, 'form', some).subarray(0, some), count);
      count += some;
    }
    return count;
  }

  function makeRoom(count: number): void {
    if (count <= takers.length) return;
    const room = Math.ceil(1.25 * count);
    const [old, oldPlaces, oldWilling] = [takers, places, willing];
    [takers, places, willing] = [new Uint32Array(room), new Float32Array(room), new Float32Array(room)];
    takers.set(old);
    places.set(oldPlaces);
    willing.set(oldWilling);
    release(old, oldPlaces, oldWilling);
  }

  /** Adds to `tied` those of the first `count` pairs of the lists that tie. */
  function decide(slot: number, week: number, count: number, rows: Rows, tied: Uint32Array): void {
    const draws = machine.ask(slot, week, 'formDraw', count);
    for (let p = 0; p < count; p++) {
      if (!(draws[p] < chances[p])) continue;
      const [i, j] = [ones[p], others[p]];
      if (isFull(rows, i) || isFull(rows, j) || areTied(rows, i, j)) continue;
      tied[++tied[0]] = i;
      tied[++tied[0]] = j;
    }
  }

  /** Lists who ties in `tied`: how many numbers follow, then pair after pair. `labels`: where each agent is. */
  return (
    slot: number,
    week: number,
    rows: Rows,
    labels: Uint8Array | Uint16Array,
    tied: Uint32Array,
  ): void => {
    const present = gather(slot, week);
    const { order, offsets } = shuffle(takers, present, places, labels);
    tied[0] = 0;
    let count = 0;
    for (let label = 0; label + 1 < offsets.length; label++)
      for (let k = offsets[label]; k + 1 < offsets[label + 1]; k += 2) {
        const [one, other] = [order[k], order[k + 1]];
        ones[count] = takers[one];
        others[count] = takers[other];
        chances[count++] = willing[one] * willing[other];
        if (count < STRETCH) continue;
        decide(slot, week, count, rows, tied);
        count = 0;
      }
    decide(slot, week, count, rows, tied);
  };
}
