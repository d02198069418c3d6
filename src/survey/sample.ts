import { log } from '../arithmetic/exponential.ts';
import { numbers } from '../arithmetic/operations.ts';
import { type Key, wordsAt } from '../random/streams.ts';

/**
 * Who is asked. An agent stands for many persons, so respondents are drawn with replacement, in proportion to inclusion.
 * Everything is addressed by permanent ids and respondent numbers: the order of storage changes nothing.
 */
export interface Respondents {
  /** By respondent number: the storage index of the agent that answers. */
  agents: Uint32Array;
  /** The first `kept` were asked in the wave before, too. */
  kept: number;
}

/** The names of a wave's streams of draws, for `streamKey`. */
export function waveStreams(wave: string): { fresh: string; panel: string } {
  return { fresh: `survey/${wave}/fresh`, panel: `survey/${wave}/panel` };
}

export interface Draw {
  /** Whole weights by storage index (`wholeWeights`). */
  weights: Uint32Array;
  /** Permanent ids by storage index: a permutation of 0..agents-1. */
  ids: Uint32Array;
  count: number;
  key: Key;
  week: number;
  /** Respondents of the wave before to be asked again (`keepPanel`); the rest is drawn afresh. */
  panel?: Uint32Array;
}

/** Draw the respondents of a wave: the panel first, then fresh ones; only the panel when all weights are 0. */
export function drawRespondents({
  weights,
  ids,
  count,
  key,
  week,
  panel = new Uint32Array(),
}: Draw): Respondents {
  const kept = Math.min(panel.length, count);
  const storage = new Uint32Array(ids.length);
  for (let i = 0; i < ids.length; i++) storage[ids[i]] = i;
  const sums = sumTree(weights, ids);
  const agents = new Uint32Array(sums[1] > 0 ? count : kept);
  agents.set(panel.subarray(0, kept));
  for (let number = kept; number < agents.length; number++) {
    agents[number] = storage[descend(sums, wordsAt(key, number, week))];
  }
  return { agents, kept };
}

/** Weights of a binary tree over permanent ids: node k weighs as much as nodes 2k and 2k + 1 together, node 1 is the root. */
function sumTree(weights: Uint32Array, ids: Uint32Array): Float64Array {
  let leaves = 1;
  while (leaves < ids.length) leaves *= 2;
  const tree = new Float64Array(2 * leaves);
  for (let i = 0; i < ids.length; i++) tree[leaves + ids[i]] = weights[i];
  for (let node = leaves - 1; node > 0; node--) tree[node] = tree[2 * node] + tree[2 * node + 1];
  return tree;
}

/**
 * The id of one respondent's agent: from the root, turn left with the left half's share of the weight, each turn on a
 * word of its own. A search in cumulated weights would take one word, but there one agent's weight moves all ids behind
 * it to other respondents; here it moves about (levels x its share) of them, so that scenarios keep asking the same agents.
 */
function descend(tree: Float64Array, respondent: Key): number {
  const leaves = tree.length / 2;
  let node = 1;
  let words: Key = respondent;
  for (let level = 0; node < leaves; level++) {
    if (level % 2 === 0) words = wordsAt(respondent, level, 0);
    const uniform = (words[level % 2] >>> 0) / 0x100000000;
    node = 2 * node + (uniform * tree[node] < tree[2 * node] ? 0 : 1);
  }
  return node - leaves;
}

/**
 * Who of the wave before is asked again: `count` of its respondents without replacement, those with a larger weight
 * `stays` more likely (Efraimidis & Spirakis 2006: the smallest -log(u) / weight). Fewer when not enough have a weight.
 * @param eligible 0 or 1 by storage index: who may be asked now
 * @param stays weight >= 0 by storage index; undefined: the same for all
 * @returns storage indices, in the order of their numbers in the wave before
 */
export function keepPanel(
  previous: Respondents,
  eligible: ArrayLike<number>,
  stays: ArrayLike<number> | undefined,
  count: number,
  key: Key,
  week: number,
): Uint32Array {
  const candidates: { number: number; rank: number }[] = [];
  previous.agents.forEach((agent, number) => {
    const weight = eligible[agent] === 0 ? 0 : (stays?.[agent] ?? 1);
    if (!(weight > 0)) return;
    const uniform = Math.fround(((wordsAt(key, number, week)[0] >>> 8) + 0.5) / 0x1000000);
    candidates.push({ number, rank: -log(numbers, uniform) / weight });
  });
  candidates.sort((a, b) => a.rank - b.rank || a.number - b.number);
  const chosen = candidates.slice(0, count).sort((a, b) => a.number - b.number);
  return Uint32Array.from(chosen, ({ number }) => previous.agents[number]);
}
