import type { Key } from '../../core/random/streams.ts';
import { wordsAt } from '../../core/random/streams.ts';
import { MATCHED, NEVER, TURNED_AWAY } from '../../model/model.ts';

/** What is known of those who ask, by storage index, and of the labels they are matched with. */
export interface Market {
  /** Not 0: asks. Takes the outcome: TURNED_AWAY, or MATCHED + label. */
  turns: Uint16Array;
  /** [label][agent]: how much an agent wants a label; NEVER: not at all. */
  wishes: readonly Float32Array[];
  /** [label][agent]: what comes first there; empty: chance alone. */
  firsts: readonly Float32Array[];
  /** Agents whom each label takes. */
  limits: readonly number[];
  ids: Uint32Array;
  key: Key;
  week: number;
}

/**
 * Deferred acceptance (Gale & Shapley 1962): everybody asks for the label it wants most; each label keeps those who come
 * first, as many as it takes, and the others ask for the next one. Ranks have no ties: equal wishes go by the order of
 * labels, equal agents by the words of a draw of agent and week, then by id. So the outcome is one, whatever the order of storage, and
 * no agent and label would both rather have each other.
 */
export function matchAll({ turns, wishes, firsts, limits, ids, key, week }: Market): void {
  const asking: number[] = [];
  for (let i = 0; i < turns.length; i++) if (turns[i]) asking.push(i);
  const words = new Map(asking.map(i => [i, wordsAt(key, ids[i], week).map(word => word >>> 0)]));
  /** Negative where agent a comes before b at a label. */
  const compare = (label: number, a: number, b: number): number => {
    const by = firsts[label] ? firsts[label][b] - firsts[label][a] : 0;
    if (by) return by;
    const [one, other] = [words.get(a)!, words.get(b)!];
    return one[0] - other[0] || one[1] - other[1] || ids[a] - ids[b];
  };
  const held = limits.map((_, label) => openHeap((a, b) => compare(label, b, a)));
  /** The label that each has asked for last. */
  const last = new Int16Array(turns.length).fill(-1);
  for (let agent = asking.pop(); agent !== undefined; agent = asking.pop()) {
    const label = nextWish(wishes, agent, last[agent]);
    if (label < 0) {
      turns[agent] = TURNED_AWAY;
      continue;
    }
    last[agent] = label;
    turns[agent] = MATCHED + label;
    held[label].push(agent);
    if (held[label].size() > limits[label]) asking.push(held[label].pop());
  }
}

/** The label that an agent wants most of those which it wants less than `last`; -1 when there is none. */
function nextWish(wishes: readonly Float32Array[], agent: number, last: number): number {
  const limit = last < 0 ? Number.POSITIVE_INFINITY : wishes[last][agent];
  let best = -1;
  for (let label = 0; label < wishes.length; label++) {
    const wish = wishes[label][agent];
    const comesLater = wish < limit || (wish === limit && label > last);
    if (wish > NEVER && comesLater && (best < 0 || wish > wishes[best][agent])) best = label;
  }
  return best;
}

/** Numbers of which the first by `compare` is at hand. */
function openHeap(compare: (a: number, b: number) => number) {
  const all: number[] = [];
  const swap = (a: number, b: number) => {
    [all[a], all[b]] = [all[b], all[a]];
  };
  return {
    size: () => all.length,
    push(one: number) {
      let at = all.push(one) - 1;
      for (let up = (at - 1) >> 1; at > 0 && compare(all[at], all[up]) < 0; up = (at - 1) >> 1) {
        swap(at, up);
        at = up;
      }
    },
    pop(): number {
      const top = all[0];
      const end = all.pop()!;
      if (!all.length) return top;
      all[0] = end;
      for (let at = 0; ; ) {
        let least = at;
        for (const below of [2 * at + 1, 2 * at + 2])
          if (below < all.length && compare(all[below], all[least]) < 0) least = below;
        if (least === at) return top;
        swap(at, least);
        at = least;
      }
    },
  };
}
