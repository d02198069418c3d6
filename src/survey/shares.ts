import type { Respondents } from './sample.ts';

/** What somebody answers: gave the response, did not, or wasn't asked, or the item doesn't apply. */
export const [GAVE, DID_NOT, NOT_ASKED] = [0, 1, 3];

/** How often each of some agents was drawn, how often of these as one of the panel, and the whole weight by which it could have been. */
export interface Asked {
  times: Uint16Array;
  kept: Uint16Array;
  weights: Uint32Array;
}

/** This many answers to different questions share one code, as digits of base 4: counting a code counts all of them. */
export const DIGITS = 3;
const CODES = 1 << (2 * DIGITS);

/**
 * Of those asked how often they were drawn, and of these in the panel, their weights, and how many they are. Whole numbers: they add up exactly, so neither
 * the order of agents nor their division into stretches shows.
 */
export interface Sums {
  drawn: Float64Array;
  kept: Float64Array;
  likely: Float64Array;
  agents: Float64Array;
}

export function noSums(length: number): Sums {
  const none = () => new Float64Array(length);
  return { drawn: none(), kept: none(), likely: none(), agents: none() };
}

/** Room for the sums of codes of this many labels, [label x code]. */
export const noAnswers = (labels: number): Sums => noSums(labels * CODES);

/** Add the codes of what agents answered to the sums of their labels. */
export function addAnswers(
  { drawn, kept, likely, agents }: Sums,
  { times, kept: again, weights }: Asked,
  codes: Float32Array,
  labels: Uint8Array,
): void {
  for (let i = 0; i < codes.length; i++) {
    const at = CODES * labels[i] + codes[i];
    drawn[at] += times[i];
    kept[at] += again[i];
    likely[at] += weights[i];
    agents[at] += 1;
  }
}

/** Sums by answer to the question of one digit, [gave the response, did not, nobody, not asked]: of a label, or of all. */
export function answersOf(sums: Sums, digit: number, label?: number): Sums {
  const found = noSums(4);
  const [from, end] = label === undefined ? [0, sums.agents.length] : [CODES * label, CODES * (label + 1)];
  for (let at = from; at < end; at++) {
    const answer = digitOf(at, digit);
    found.drawn[answer] += sums.drawn[at];
    found.kept[answer] += sums.kept[at];
    found.likely[answer] += sums.likely[at];
    found.agents[answer] += sums.agents[at];
  }
  return found;
}

export const digitOf = (code: number, digit: number) => (code >> (2 * digit)) & 3;

/** All who were asked, of one of the sums by answer. */
export const askedOf = (sums: Float64Array) => sums[GAVE] + sums[DID_NOT];

/** Who gave the response, of all who were asked; NaN when nobody was. */
export const shareOf = (sums: Float64Array) => sums[GAVE] / askedOf(sums);

/**
 * Who gave the response, of all who are expected to be asked: `fresh` respondents in proportion to their weights, which add up to
 * `weight` over all who can be asked, and the panel as it was drawn, since it depends on who was asked before and answers
 * again. Without a panel, the share by weight.
 */
export function expectedShare({ likely, kept }: Sums, fresh: number, weight: number): number {
  if (askedOf(kept) === 0) return shareOf(likely);
  const expected = likely.map((sum, answer) => (fresh * sum) / weight + kept[answer]);
  return shareOf(expected);
}

/** How often each of `agents` agents was drawn; of the first `count` respondents only, if that is given. */
export function timesDrawn(
  { agents: drawn }: Respondents,
  agents: number,
  count = drawn.length,
): Uint16Array {
  const times = new Uint16Array(agents);
  for (const agent of drawn.subarray(0, count)) times[agent]++;
  return times;
}
