import { below, unit } from '../../core/random/addressed-draws.ts';
import { release } from '../../core/release.ts';
import type { AgentOrder } from '../agent-order.ts';
import { affinity, type Homophily } from './homophily.ts';

/** The agents of each community by kind (equal in all variables of homophily), so that a kind can be chosen before an agent. */
export interface CommunityIndex {
  /** Places of storage, by community, then by kind. */
  order: Uint32Array;
  /** Where in `order` each run of one kind begins; one more entry at the end. */
  runs: Uint32Array;
  /** Which kind it is. */
  kindOf: Uint32Array;
  /** By community, its first run; one more entry at the end. */
  firstRun: Uint32Array;
  homophily: Homophily;
  /** Running sum of the weights of a community's runs. */
  cumulated: Float64Array;
  /** By community, the kind of agent for which it was weighed last; -1: none. */
  weighedFor: Int32Array;
}

export function communityIndexOf({ communities }: AgentOrder, homophily: Homophily): CommunityIndex {
  const order = byKind(communities, homophily);
  const agents = order.length;
  const runs = new Uint32Array(agents + 1);
  const firstRun = new Uint32Array(communities.length);
  let count = 0;
  for (let c = 0; c + 1 < communities.length; c++) {
    firstRun[c] = count;
    for (let k = communities[c]; k < communities[c + 1]; k++)
      if (k === communities[c] || homophily.kinds[order[k]] !== homophily.kinds[order[k - 1]])
        runs[count++] = k;
  }
  firstRun[communities.length - 1] = count;
  runs[count] = agents;
  const communityIndex: CommunityIndex = {
    order,
    runs: runs.slice(0, count + 1),
    kindOf: Uint32Array.from({ length: count }, (_, run) => homophily.kinds[order[runs[run]]]),
    firstRun,
    homophily,
    cumulated: new Float64Array(count),
    weighedFor: new Int32Array(communities.length).fill(-1),
  };
  release(runs);
  return communityIndex;
}

/** Two counting sorts: by kind, then by community, which keeps the order of kinds. */
function byKind(communities: Uint32Array, { kinds, shape }: Homophily): Uint32Array {
  const next = new Uint32Array(shape.cells + 1);
  for (let s = 0; s < kinds.length; s++) next[kinds[s] + 1]++;
  for (let k = 0; k < shape.cells; k++) next[k + 1] += next[k];
  const sorted = new Uint32Array(kinds.length);
  for (let s = 0; s < kinds.length; s++) sorted[next[kinds[s]]++] = s;

  const communityOf = new Uint32Array(kinds.length);
  for (let c = 0; c + 1 < communities.length; c++) communityOf.fill(c, communities[c], communities[c + 1]);
  const free = communities.slice();
  const order = new Uint32Array(kinds.length);
  for (const s of sorted) order[free[communityOf[s]]++] = s;
  release(sorted, communityOf);
  return order;
}

/** Weigh the kinds of a community by their numbers and their homophily to agent `i`, for `drawMember`. */
export function weighCircle(communityIndex: CommunityIndex, i: number, c: number): void {
  const { runs, kindOf, firstRun, homophily, cumulated, weighedFor } = communityIndex;
  const own = homophily.kinds[i];
  if (weighedFor[c] === own) return;
  weighedFor[c] = own;
  let sum = 0;
  for (let run = firstRun[c]; run < firstRun[c + 1]; run++) {
    sum += (runs[run + 1] - runs[run]) * affinity(homophily, own, kindOf[run]);
    cumulated[run] = sum;
  }
}

/** A member of community `c` from two words, in proportion to the weights that `weighCircle` left. */
export function drawMember(
  { order, runs, firstRun, cumulated }: CommunityIndex,
  c: number,
  first: number,
  second: number,
): number {
  let low = firstRun[c];
  let high = firstRun[c + 1] - 1;
  const mark = unit(first) * cumulated[high];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cumulated[middle] <= mark) low = middle + 1;
    else high = middle;
  }
  return order[runs[low] + below(second, runs[low + 1] - runs[low])];
}
