import { throwDiagnostic } from '../../core/diagnostics.ts';
import { drawsOf } from '../../core/random/addressed-draws.ts';
import { type Key, POPULATION, streamKey } from '../../core/random/streams.ts';
import type { Network } from '../../model/network.ts';
import type { AgentOrder } from '../agent-order.ts';
import type { Ties } from '../population.ts';
import { addEdge, edgeList, intoRows } from './compressed-rows.ts';

/** What is known of each agent, in storage order. */
export interface HouseholdInput {
  network: Network;
  storage: AgentOrder;
  /** Persons in the agent's household; undefined: sizes are shares of households. */
  sizeOf: ((agent: number) => number) | undefined;
  mayLead: (agent: number) => boolean;
  /** Agents of one group live together alone. */
  groupOf: (agent: number) => number;
  /** Members are of different kinds, as far as there are enough of each; undefined: all are of one. */
  kindOf: ((agent: number) => number) | undefined;
  seed: Key;
}

/** Ties of all members to all, who is head, and in which order others become head (0 is the head), by storage. */
export interface Households {
  ties: Ties;
  heads: Uint8Array;
  ranks: Uint8Array;
}

const MOST_MEMBERS = 99;

/**
 * Households of people who are alike in what `groupOf` says, whole: in each group sizes meet their margin but for one household, which has
 * who is left. People of a community, in random order, come together; heads are taken evenly from those who may be one.
 */
export function makeHouseholds(input: HouseholdInput): Households {
  const { network, storage, sizeOf, mayLead, groupOf, kindOf } = input;
  const agents = storage.ids.length;
  const heads = new Uint8Array(agents);
  const ranks = new Uint8Array(agents);
  const edges = edgeList(agents);
  const pools = new Map<number, { size: number | undefined; people: number[] }>();
  for (const agent of inCommunities(input)) {
    const size = sizeOf?.(agent);
    if (size !== undefined && !(Number.isInteger(size) && size >= 1 && size <= MOST_MEMBERS))
      refuse(network, 'the size of a household is a number of persons', String(size), `1 to ${MOST_MEMBERS}`);
    const key = groupOf(agent) * (MOST_MEMBERS + 1) + (size ?? 0);
    const pool = pools.get(key);
    if (pool) pool.people.push(agent);
    else pools.set(key, { size, people: [agent] });
  }
  for (const { size, people } of pools.values()) {
    const sizes = sizesOf(people.length, size === undefined ? network.composition!.sizes : [[size, 1]]);
    const [leaders, others] = [people.filter(mayLead), people.filter(agent => !mayLead(agent))];
    if (leaders.length < sizes.length)
      refuse(
        network,
        'too few may be head of a household',
        `${leaders.length} of ${people.length} persons${size === undefined ? '' : ` in households of ${size}`}`,
        `${sizes.length}, one for each household`,
      );
    // Evenly: the k-th of n households is led by the leader at k / n of them.
    const inTurn = kindOf ? [...leaders].sort((a, b) => kindOf(a) - kindOf(b)) : leaders;
    const chosen = new Set(
      inTurn.filter(
        (_, k) => share(k + 1, sizes.length, leaders.length) > share(k, sizes.length, leaders.length),
      ),
    );
    const first = leaders.filter(agent => chosen.has(agent));
    const rest = mixed(
      leaders.filter(agent => !chosen.has(agent)),
      others,
    );
    const deal = dealer(rest, kindOf);
    for (const [k, persons] of sizes.entries()) {
      const company = deal(first[k], persons - 1);
      // Who may lead comes before who may not.
      const members = [first[k], ...company.filter(mayLead), ...company.filter(agent => !mayLead(agent))];
      heads[first[k]] = 1;
      members.forEach((member, rank) => {
        ranks[member] = rank;
        for (const other of members.slice(0, rank)) addEdge(edges, member, other);
      });
    }
  }
  return { ties: intoRows(agents, edges), heads, ranks };
}

const share = (k: number, part: number, whole: number) => Math.floor((k * part) / whole);

/** Gives each household its other members, in the order of `people`, of kinds that it doesn't have yet: the most frequent kind first. */
function dealer(
  people: readonly number[],
  kindOf: ((agent: number) => number) | undefined,
): (head: number, others: number) => number[] {
  if (!kindOf) {
    let next = 0;
    return (_, others) => {
      next += others;
      return people.slice(next - others, next);
    };
  }
  const left = new Map([...Map.groupBy(people, kindOf)].map(([kind, all]) => [kind, [...all].reverse()]));
  return (head, others) => {
    const known = new Set([kindOf(head)]);
    return Array.from({ length: others }, () => {
      const kinds = [...left].filter(([, all]) => all.length);
      const fresh = kinds.filter(([kind]) => !known.has(kind));
      const [kind, all] = (fresh.length ? fresh : kinds).reduce((best, one) =>
        one[1].length > best[1].length ? one : best,
      );
      known.add(kind);
      return all.pop()!;
    });
  };
}

/** Two lists as one, each spread evenly over it. */
function mixed(some: readonly number[], others: readonly number[]): number[] {
  const all: number[] = [];
  let [a, b] = [0, 0];
  while (a < some.length || b < others.length)
    all.push(
      b === others.length || (a < some.length && (a + 1) * others.length <= (b + 1) * some.length)
        ? some[a++]
        : others[b++],
    );
  return all;
}

/** Places of storage, community by community, in each in random order. */
function inCommunities({ network, storage: { ids, communities }, seed }: HouseholdInput): number[] {
  const draw = drawsOf(streamKey(seed, POPULATION, `households/${network.name}`));
  const order = Uint32Array.from(ids, (_, place) => place);
  const words = Uint32Array.from(ids, id => draw(id, 0)[0]);
  for (let c = 0; c + 1 < communities.length; c++)
    order.subarray(communities[c], communities[c + 1]).sort((a, b) => words[a] - words[b] || ids[a] - ids[b]);
  return [...order];
}

/** Sizes of households for so many persons, so that shares of households are met all along; the last one has who is left. */
function sizesOf(persons: number, shares: readonly (readonly [size: number, share: number])[]): number[] {
  const made = shares.map(() => 0);
  const sizes: number[] = [];
  for (let left = persons; left > 0; left -= sizes.at(-1)!) {
    let best = 0;
    for (let k = 1; k < shares.length; k++) if (lack(k) > lack(best)) best = k;
    made[best]++;
    sizes.push(Math.min(left, shares[best][0]));
  }
  return sizes;

  function lack(k: number): number {
    return shares[k][1] * (sizes.length + 1) - made[k];
  }
}

function refuse({ name, at }: Network, message: string, found: string, expected: string): never {
  return throwDiagnostic({
    kind: 'value',
    message: `households \`${name}\`: ${message}`,
    at,
    found,
    expected,
  });
}
