import { release } from '../../core/release.ts';

const IDS = 2 ** 26;

export interface Shuffled {
  order: Uint32Array;
  offsets: Uint32Array;
}

/**
 * Puts agents in order by label, then by a drawn place 0 .. places - 1, then by permanent id, so that the order of storage
 * doesn't show. Since places are drawn evenly, everyone is put near the right spot at once and a few steps do the rest.
 * @param distinct how many labels there may be
 */
export function openShuffle(ids: Uint32Array, places: number, distinct = 256) {
  let ranks = new Float64Array();
  let [spots, begins, order] = [0, 1, 2].map(() => new Uint32Array());

  function makeRoom(count: number): void {
    if (begins.length > count) return;
    const room = Math.ceil(1.25 * count);
    release(ranks, spots, begins, order);
    ranks = new Float64Array(room);
    [spots, begins, order] = [0, 1, 0].map(more => new Uint32Array(room + more));
  }

  /**
   * The order of the first `count` of `agents`, as indices among them, and where each label begins in it (one more entry at
   * the end); `drawn[n]` is the place of `agents[n]`.
   */
  return (agents: Uint32Array, count: number, drawn: Float32Array, labels: ArrayLike<number>): Shuffled => {
    makeRoom(count);
    const shares = new Uint32Array(distinct);
    for (let n = 0; n < count; n++) shares[labels[agents[n]]]++;
    const offsets = new Uint32Array(distinct + 1);
    for (let label = 1; label <= distinct; label++) offsets[label] = offsets[label - 1] + shares[label - 1];
    begins.fill(0, 0, count + 1);
    for (let n = 0; n < count; n++) {
      const label = labels[agents[n]];
      const spot = offsets[label] + Math.floor((drawn[n] * shares[label]) / places);
      spots[n] = spot;
      begins[spot + 1]++;
    }
    for (let spot = 0; spot < count; spot++) begins[spot + 1] += begins[spot];
    for (let n = 0; n < count; n++) {
      const agent = agents[n];
      const at = begins[spots[n]]++;
      // By place and id: 19 + 26 bits, exact in a double. Those of a label are together already.
      ranks[at] = drawn[n] * IDS + ids[agent];
      order[at] = n;
    }
    for (let n = 0; n < count; n++) {
      const rank = ranks[n];
      const who = order[n];
      const first = offsets[labels[agents[who]]];
      let at = n;
      for (; at > first && ranks[at - 1] > rank; at--) {
        ranks[at] = ranks[at - 1];
        order[at] = order[at - 1];
      }
      ranks[at] = rank;
      order[at] = who;
    }
    return { order, offsets };
  };
}
