import type { Network } from '../../src/model/network.ts';
import type { AgentOrder } from '../../src/population/agent-order.ts';
import type { Ties } from '../../src/population/population.ts';

export function network(shape: Network['shape'], degree: number, given: Partial<Network> = {}): Network {
  return { name: 'net', shape, degree, homophily: new Map(), triadic: 0, elsewhere: 0, text: '', ...given };
}

export const rowOf = ({ starts, neighbours }: Ties, i: number) =>
  neighbours.subarray(starts[i], starts[i + 1]);

export const degrees = ({ starts }: Ties) => Array.from(starts.subarray(1), (end, i) => end - starts[i]);

export const meanDegree = (ties: Ties) => ties.neighbours.length / (ties.starts.length - 1);

/** What is wrong with compressed rows: not sorted, a tie twice, with itself, or missing in the other's row. */
export function faults(ties: Ties): string[] {
  const agents = ties.starts.length - 1;
  const found: string[] = [];
  if (ties.starts[agents] !== ties.neighbours.length) found.push('starts do not end with the neighbours');
  for (let i = 0; i < agents; i++) {
    const row = rowOf(ties, i);
    row.forEach((j, k) => {
      if (k > 0 && row[k - 1] >= j) found.push(`row ${i} is not sorted`);
      if (j === i) found.push(`${i} is tied to itself`);
      if (j >= agents) found.push(`${i} is tied to nobody`);
      else if (!rowOf(ties, j).includes(i)) found.push(`${i} is tied to ${j}, but not back`);
    });
  }
  return found;
}

export function communityOf({ communities }: AgentOrder, agents: number): Uint32Array {
  const of = new Uint32Array(agents);
  for (let c = 0; c + 1 < communities.length; c++) of.fill(c, communities[c], communities[c + 1]);
  return of;
}

/** Share of ties (in both directions) that meet a condition. */
export function shareOfTies(ties: Ties, condition: (i: number, j: number) => boolean): number {
  let met = 0;
  for (let i = 0; i + 1 < ties.starts.length; i++) for (const j of rowOf(ties, i)) if (condition(i, j)) met++;
  return met / ties.neighbours.length;
}

/** Share of pairs of neighbours who are tied to each other (transitivity). */
export function transitivity(ties: Ties): number {
  let closed = 0;
  let pairs = 0;
  for (let i = 0; i + 1 < ties.starts.length; i++) {
    const row = rowOf(ties, i);
    pairs += row.length * (row.length - 1);
    for (const j of row) {
      const others = new Set(rowOf(ties, j));
      for (const k of row) if (others.has(k)) closed++;
    }
  }
  return closed / pairs;
}
