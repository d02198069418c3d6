import type { Respondents } from './sample.ts';
import { codesByAnswer } from './subgroups.ts';

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

/** How often each of some agents was drawn, and the whole weight by which it could have been. */
export interface Asked {
  times: Uint32Array;
  weights: Uint32Array;
}

/**
 * Of those asked, by label and answer, [label x (gave the response, did not, nobody, not asked)]: how often they were drawn,
 * their weights, and how many they are. Whole numbers: they add up exactly, so neither the order of agents nor their division
 * into stretches shows.
 */
export interface Answers {
  drawn: Float64Array;
  likely: Float64Array;
  agents: Float64Array;
}

/** Labels are below this. */
const LABELS = 256;

export function noAnswers(): Answers {
  const none = () => new Float64Array(4 * LABELS);
  return { drawn: none(), likely: none(), agents: none() };
}

/** Add what agents answered (0, 1 or NO_LABEL, as from `codesByAnswer`) to the sums of their labels. */
export function addAnswers(
  { drawn, likely, agents }: Answers,
  { times, weights }: Asked,
  answers: Uint8Array,
  labels: Uint8Array,
): void {
  for (let i = 0; i < answers.length; i++) {
    const at = 4 * labels[i] + (answers[i] & 3);
    drawn[at] += times[i];
    likely[at] += weights[i];
    agents[at] += 1;
  }
}

/** All who were asked, of one of the sums. */
export const askedOf = (sums: Float64Array, label: number) => sums[4 * label] + sums[4 * label + 1];

/** Who gave the response, of all who were asked; NaN when nobody was. */
export const shareOf = (sums: Float64Array, label: number) => sums[4 * label] / askedOf(sums, label);

/** How often each of `agents` agents was drawn. */
export function timesDrawn({ agents: drawn }: Respondents, agents: number): Uint16Array {
  const times = new Uint16Array(agents);
  for (const agent of drawn) times[agent]++;
  return times;
}

/** The response's share among the drawn respondents, with the noise of the sample; one for each label of the split. */
export function drawnShares(respondents: Respondents, question: Question): Share[] {
  const times = Uint32Array.from(timesDrawn(respondents, question.values.length));
  const { drawn } = answersTo(question, { times, weights: times });
  return labelsOf(question).map(k => ({ share: shareOf(drawn, k), respondents: askedOf(drawn, k) }));
}

/**
 * The response's share over all agents, weighted by inclusion: what the survey would find with respondents without
 * number. For likelihoods that add the sampling error themselves.
 */
export function expectedShares(weights: Uint32Array, question: Question): Share[] {
  const { likely } = answersTo(question, { times: weights, weights });
  return labelsOf(question).map(k => ({ share: shareOf(likely, k), respondents: Number.NaN }));
}

function answersTo({ base, values, holds, split }: Question, asked: Asked): Answers {
  const answers = noAnswers();
  const labels = split ? Uint8Array.from(split.codes) : new Uint8Array(values.length);
  addAnswers(answers, asked, codesByAnswer(base, values, holds), labels);
  return answers;
}

const labelsOf = ({ split }: Question) => Array.from({ length: split?.count ?? 1 }, (_, k) => k);
