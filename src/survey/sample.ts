import { numbers } from '../core/math/arithmetic.ts';
import { log } from '../core/math/exponential.ts';
import { drawInto, unit } from '../core/random/addressed-draws.ts';
import { type Key, wordsAt } from '../core/random/streams.ts';
import { release } from '../core/release.ts';

/**
 * Who is asked. An agent represents many persons, so respondents are drawn with replacement, in proportion to inclusion.
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
  /** Who can be asked, by storage index, and their whole weights (`wholeWeights`). */
  agents: Uint32Array;
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
  agents,
  weights,
  ids,
  count,
  key,
  week,
  panel = new Uint32Array(),
}: Draw): Respondents {
  const kept = Math.min(panel.length, count);
  if (kept === count) return { agents: panel.slice(0, kept), kept };
  const byId = new Uint32Array(ids.length);
  for (let k = 0; k < agents.length; k++) byId[ids[agents[k]]] = weights[k];
  const halves = openHalves(byId);
  const drawn = new Uint32Array(halves.total > 0 ? count : kept);
  drawn.set(panel.subarray(0, kept));
  for (let number = kept; number < drawn.length; number++)
    drawn[number] = descend(halves, ...wordsAt(key, number, week));
  // Weights have served: the same room now tells who has an id.
  for (let k = 0; k < agents.length; k++) byId[ids[agents[k]]] = agents[k];
  for (let number = kept; number < drawn.length; number++) drawn[number] = byId[drawn[number]];
  release(byId, halves.tree);
  return { agents: drawn, kept };
}

/** A binary tree over permanent ids, down to this many of them; smaller parts are added up when somebody asks. */
const LEAF = 16;

interface Halves {
  /** Ids in the whole tree: a power of two. */
  size: number;
  total: number;
  /** Weights of nodes. */
  tree: Float64Array;
  /** Of ids, from 0 on. */
  weights: Uint32Array;
}

function openHalves(weights: Uint32Array): Halves {
  let size = 1;
  while (size < weights.length) size *= 2;
  const leaves = Math.ceil(size / LEAF);
  // Node k weighs as much as nodes 2k and 2k + 1 together, node 1 is the root.
  const tree = new Float64Array(2 * leaves);
  for (let leaf = 0; leaf < leaves; leaf++)
    tree[leaves + leaf] = sumOf(weights, leaf * LEAF, (leaf + 1) * LEAF);
  for (let node = leaves - 1; node > 0; node--) tree[node] = tree[2 * node] + tree[2 * node + 1];
  return { size, total: tree[1], tree, weights };
}

function sumOf(weights: Uint32Array, from: number, end: number): number {
  let total = 0;
  for (let id = from; id < end && id < weights.length; id++) total += weights[id];
  return total;
}

/**
 * The id of one respondent's agent: from the root, turn left with the left half's share of the weight, each turn on a
 * word of its own. A search in cumulated weights would take one word, but there one agent's weight moves all ids behind
 * it to other respondents; here it moves about (levels x its share) of them, so that scenarios keep asking the same agents.
 */
function descend({ size: whole, total, tree, weights }: Halves, first: number, second: number): number {
  let from = 0;
  let weight = total;
  for (let level = 0, node = 1, size = whole >> 1; size >= 1; level++, size >>= 1) {
    if (level % 2 === 0) drawInto(first, second, level, 0, words);
    node *= 2;
    const left = size < LEAF ? sumOf(weights, from, from + size) : tree[node];
    if (unit(words[level % 2]) * weight < left) weight = left;
    else {
      node++;
      from += size;
      weight -= left;
    }
  }
  return from;
}

const words = new Int32Array(2);

/**
 * Who of the wave before is asked again: `count` of its respondents without replacement, those with a larger weight
 * `stays` more likely (Efraimidis & Spirakis 2006: the smallest -log(u) / weight). Fewer when not enough have a weight.
 * @param eligible 0 or 1 by number in the wave before: who may be asked now
 * @param stays weight >= 0 by the same number; undefined: the same for all
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
  previous.agents.forEach((_, number) => {
    const weight = eligible[number] === 0 ? 0 : (stays?.[number] ?? 1);
    if (!(weight > 0)) return;
    const uniform = Math.fround(((wordsAt(key, number, week)[0] >>> 8) + 0.5) / 0x1000000);
    candidates.push({ number, rank: -log(numbers, uniform) / weight });
  });
  candidates.sort((a, b) => a.rank - b.rank || a.number - b.number);
  const chosen = candidates.slice(0, count).sort((a, b) => a.number - b.number);
  return Uint32Array.from(chosen, ({ number }) => previous.agents[number]);
}
