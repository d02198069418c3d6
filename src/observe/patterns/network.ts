/** What a network looks like among some of its agents: compressed rows of ties, and a mark (1) for each member. */

export interface Rows {
  /** agents + 1 */
  starts: ArrayLike<number>;
  neighbours: ArrayLike<number>;
}

/** Ties of each member to other members, in all networks together; 0 for all others. */
function degrees(networks: readonly Rows[], members: ArrayLike<number>): Uint32Array {
  const ties = new Uint32Array(members.length);
  for (const { starts, neighbours } of networks)
    for (let i = 0; i < ties.length; i++)
      if (members[i]) for (let t = starts[i]; t < starts[i + 1]; t++) if (members[neighbours[t]]) ties[i]++;
  return ties;
}

/** The `part` of the members that has most ties to members, at least one of them; earlier in storage first among equals. */
function bestConnected(ties: Uint32Array, members: ArrayLike<number>, part: number): number[] {
  const all = Array.from(ties.keys()).filter(i => members[i]);
  const count = Math.ceil(part * all.length);
  return all.sort((a, b) => ties[b] - ties[a] || a - b).slice(0, count);
}

/**
 * Members in the largest component, by ties of any of the networks, when the best connected `part` of them is gone
 * (Albert, Jeong & Barabasi 2000).
 */
export function largestComponent(
  networks: readonly Rows[],
  members: ArrayLike<number>,
  part: number,
): number {
  const left = Uint8Array.from(members);
  if (part > 0) for (const i of bestConnected(degrees(networks, members), members, part)) left[i] = 0;
  let largest = 0;
  const waiting: number[] = [];
  for (let first = 0; first < left.length; first++) {
    if (!left[first]) continue;
    left[first] = 0;
    waiting.push(first);
    let size = 0;
    for (let i = waiting.pop(); i !== undefined; i = waiting.pop()) {
      size++;
      for (const { starts, neighbours } of networks)
        for (let t = starts[i]; t < starts[i + 1]; t++) {
          const j = neighbours[t];
          if (!left[j]) continue;
          left[j] = 0;
          waiting.push(j);
        }
    }
    largest = Math.max(largest, size);
  }
  return largest;
}

/** Share of all ends of ties among members that the best connected `part` of them holds; NaN without any tie. */
export function heldByBest(networks: readonly Rows[], members: ArrayLike<number>, part: number): number {
  const ties = degrees(networks, members);
  const total = ties.reduce((sum, own) => sum + own, 0);
  const held = bestConnected(ties, members, part).reduce((sum, i) => sum + ties[i], 0);
  return held / total;
}

/** Ties by the labels at both ends: [own label x neighbour's label]. */
export interface Mixing {
  labels: number;
  ties: Float64Array;
}

export function noMixing(labels: number): Mixing {
  return { labels, ties: new Float64Array(labels * labels) };
}

/** Count the ties of members to those neighbours that are `met`. */
export function addMixing(
  { labels, ties }: Mixing,
  { starts, neighbours }: Rows,
  members: ArrayLike<number>,
  met: ArrayLike<number>,
  codes: ArrayLike<number>,
): void {
  for (let i = 0; i < members.length; i++) {
    if (!members[i]) continue;
    for (let t = starts[i]; t < starts[i + 1]; t++) {
      const j = neighbours[t];
      if (met[j]) ties[codes[i] * labels + codes[j]]++;
    }
  }
}

/**
 * Assortativity (Newman 2003): 1 when every tie joins equal labels, 0 when labels at both ends are independent, below 0
 * when unequal ones attract. NaN without ties, or when all have one label.
 */
export function assortativityOf({ labels, ties }: Mixing): number {
  const total = ties.reduce((sum, count) => sum + count, 0);
  let [equal, expected] = [0, 0];
  for (let k = 0; k < labels; k++) {
    let [from, to] = [0, 0];
    for (let l = 0; l < labels; l++) {
      from += ties[k * labels + l];
      to += ties[l * labels + k];
    }
    equal += ties[k * labels + k] / total;
    expected += (from / total) * (to / total);
  }
  return expected === 1 ? Number.NaN : (equal - expected) / (1 - expected);
}
