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

/** By label: weights of those who gave the response, and of all asked, as sums of whole numbers; and how many agents they are. */
export interface Answers {
  met: Float64Array;
  asked: Float64Array;
  agents: Float64Array;
}

export function noAnswers(labels = 1): Answers {
  return {
    met: new Float64Array(labels),
    asked: new Float64Array(labels),
    agents: new Float64Array(labels),
  };
}

/**
 * Add the answers of a stretch of agents, each with a whole weight: how often it was drawn, or how likely it was to be.
 * Whole numbers add up exactly, so neither the order of agents nor the division into stretches shows.
 */
export function addAnswers(
  answers: Answers,
  weights: ArrayLike<number>,
  { base, values, holds, split }: Question,
): void {
  const { met, asked, agents } = answers;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i];
    const value = values[i];
    const label = split ? split.codes[i] : 0;
    if (weight === 0 || base[i] === 0 || Number.isNaN(value) || !(label < asked.length)) continue;
    asked[label] += weight;
    agents[label]++;
    if (holds(value)) met[label] += weight;
  }
}

/** How often each of `agents` agents was drawn. */
export function timesDrawn({ agents: drawn }: Respondents, agents: number): Uint16Array {
  const times = new Uint16Array(agents);
  for (const agent of drawn) times[agent]++;
  return times;
}

/** The response's share among the drawn respondents, with the noise of the sample; one for each label of the split. */
export function drawnShares(respondents: Respondents, question: Question): Share[] {
  const answers = noAnswers(question.split?.count);
  addAnswers(answers, timesDrawn(respondents, question.values.length), question);
  return Array.from(answers.asked, (n, k) => ({ share: answers.met[k] / n, respondents: n }));
}

/**
 * The response's share over all agents, weighted by inclusion: what the survey would find with respondents without
 * number. For likelihoods that add the sampling error themselves.
 */
export function expectedShares(weights: Uint32Array, question: Question): Share[] {
  const answers = noAnswers(question.split?.count);
  addAnswers(answers, weights, question);
  return Array.from(answers.asked, (n, k) => ({ share: answers.met[k] / n, respondents: Number.NaN }));
}
