import type { Respondents } from './sample.ts';

/** One item as asked in one wave; arrays are by storage index. */
export interface Question {
  /** 0 or 1: who is asked. */
  base: ArrayLike<number>;
  /** A flag (0 or 1), or a number that is held against a cut; NaN where the item doesn't apply. */
  values: ArrayLike<number>;
  /** Whether a value gives the response (`responseTest`). */
  holds: (value: number) => boolean;
  /** Split by label: each agent's code below `count`; others belong to no label. Everybody together when there is none. */
  split?: { codes: ArrayLike<number>; count: number };
}

export interface Share {
  /** 0-1; NaN when nobody answered. */
  share: number;
  /** How many drawn respondents answered; NaN for an expected share. */
  respondents: number;
}

/**
 * Whether a value gives a response. A flag gives it when it is set. A number is held against the cut (f32, like
 * the number): responses that begin with `bottom` are given below it, all others at or above it.
 */
export function responseTest(response: string, cut: number | undefined): (value: number) => boolean {
  if (cut === undefined) return value => value !== 0;
  const level = Math.fround(cut);
  return response.startsWith('bottom') ? value => value < level : value => value >= level;
}

/** The response's share among the drawn respondents, with the noise of the sample; one for each label of the split. */
export function drawnShares({ agents }: Respondents, question: Question): Share[] {
  const { met, asked } = tally(agents.length, k => agents[k], undefined, question);
  return Array.from(asked, (n, k) => ({ share: met[k] / n, respondents: n }));
}

/**
 * The response's share over all agents, weighted by inclusion: what the survey would find with respondents without
 * number. For likelihoods that add the sampling error themselves. Exact, hence the same in any order of storage.
 */
export function expectedShares(weights: Uint32Array, question: Question): Share[] {
  const { met, asked } = tally(weights.length, i => i, weights, question);
  return Array.from(asked, (n, k) => ({ share: met[k] / n, respondents: Number.NaN }));
}

/** By label: the weight of those asked, and of those among them who gave the response. */
function tally(
  count: number,
  agentAt: (k: number) => number,
  weights: Uint32Array | undefined,
  { base, values, holds, split }: Question,
): { met: Float64Array; asked: Float64Array } {
  const labels = split?.count ?? 1;
  const met = new Float64Array(labels);
  const asked = new Float64Array(labels);
  for (let k = 0; k < count; k++) {
    const agent = agentAt(k);
    const value = values[agent];
    const label = split ? split.codes[agent] : 0;
    if (base[agent] === 0 || Number.isNaN(value) || !(label < labels)) continue;
    const weight = weights ? weights[agent] : 1;
    asked[label] += weight;
    if (holds(value)) met[label] += weight;
  }
  return { met, asked };
}
