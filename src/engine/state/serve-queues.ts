import { SERVED, TURNED_AWAY } from '../../model/model.ts';
import { selectFirst } from './select-first.ts';

/** What brings an agent forward, u32: the smaller, the earlier. */
export type Order = (agent: number) => number;

/** Bins of all cells together, as bits: they stay in the core's cache. */
const BINS_SHIFT = 15;
/** With more bins of one cell, as bits, hardly fewer are looked at again. */
const MOST_SHIFT = 11;

/**
 * Serves, of who asks in each cell, as many as may be. It goes three times through who asks, in the order of storage: how many are
 * they, how many have a first order in each bin, and who is before or behind the bin in which the limit is. Only those in that
 * bin are ordered exactly. Memory is kept from week to week.
 * @returns (turns, limits, orders) => void. `turns`: cell + 1 of who asks, else 0; becomes SERVED or TURNED_AWAY. `orders`: each
 * decides between those for whom the ones before are equal, and no two agents are equal in all of them
 */
export function openQueues() {
  let asking = new Int32Array(0);
  let keys = new Uint32Array(0);
  let queue = new Int32Array(0);
  let queueKeys = new Uint32Array(0);
  let bins = new Int32Array(1 << BINS_SHIFT);

  return (turns: Uint16Array, limits: readonly number[], orders: readonly Order[]): void => {
    const cells = limits.length;
    const counts = countsOf(turns, cells);
    const isContested = Uint8Array.from(limits, (limit, cell) => (limit && counts[cell] > limit ? 1 : 0));
    const contested = counts.reduce((sum, count, cell) => sum + count * isContested[cell], 0);
    if (contested > asking.length) [asking, keys] = [new Int32Array(contested), new Uint32Array(contested)];
    const bits = Math.max(0, Math.min(MOST_SHIFT, BINS_SHIFT - 32 + Math.clz32(cells - 1)));
    // A shift by 32 would be one by 0.
    const binOf = (cell: number, key: number) => (cell << bits) | ((key >>> 1) >>> (31 - bits));
    if (bins.length < cells << bits) bins = new Int32Array(cells << bits);
    else if (contested) bins.fill(0);
    const [first, ...others] = orders;
    let known = 0;
    for (let i = 0; i < turns.length; i++) {
      if (!turns[i]) continue;
      const cell = turns[i] - 1;
      if (!isContested[cell]) turns[i] = counts[cell] <= limits[cell] ? SERVED : TURNED_AWAY;
      else {
        const key = first(i) >>> 0;
        asking[known] = i;
        keys[known++] = key;
        bins[binOf(cell, key)]++;
      }
    }
    if (!known) return;

    // Of each cell the bin with the limit, how many of it are served, and where they queue.
    const limitBins = new Int32Array(cells);
    const rests = new Int32Array(cells);
    const ends = new Int32Array(cells);
    let queued = 0;
    for (let cell = 0; cell < cells; cell++) {
      if (!isContested[cell]) continue;
      let bin = cell << bits;
      let rest = limits[cell];
      while (bins[bin] < rest) rest -= bins[bin++];
      [limitBins[cell], rests[cell], ends[cell]] = [bin, rest, queued];
      queued += bins[bin];
    }
    if (queued > queue.length) [queue, queueKeys] = [new Int32Array(queued), new Uint32Array(queued)];
    for (let k = 0; k < known; k++) {
      const agent = asking[k];
      const cell = turns[agent] - 1;
      const bin = binOf(cell, keys[k]);
      if (bin !== limitBins[cell]) turns[agent] = bin < limitBins[cell] ? SERVED : TURNED_AWAY;
      else {
        queueKeys[ends[cell]] = keys[k];
        queue[ends[cell]++] = agent;
      }
    }

    let begin = 0;
    for (let cell = 0; cell < cells; cell++) {
      if (!isContested[cell]) continue;
      const limit = begin + rests[cell];
      let [from, to] = selectFirst(queue, queueKeys, begin, ends[cell], limit);
      for (const keyOf of others) {
        if (from === limit || to === limit) break;
        for (let k = from; k < to; k++) queueKeys[k] = keyOf(queue[k]);
        [from, to] = selectFirst(queue, queueKeys, from, to, limit);
      }
      for (let k = begin; k < ends[cell]; k++) turns[queue[k]] = k < limit ? SERVED : TURNED_AWAY;
      begin = ends[cell];
    }
  };
}

/** How many ask in each cell. Most don't, and of these two are passed at once. */
function countsOf(turns: Uint16Array, cells: number): Int32Array {
  const counts = new Int32Array(cells);
  const pairs = new Int32Array(turns.buffer, turns.byteOffset, turns.length >> 1);
  const count = (turn: number) => {
    if (turn) counts[turn - 1]++;
  };
  for (let k = 0; k < pairs.length; k++) {
    if (!pairs[k]) continue;
    count(turns[2 * k]);
    count(turns[2 * k + 1]);
  }
  if (turns.length & 1) count(turns[turns.length - 1]);
  return counts;
}
