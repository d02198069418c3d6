import type { Respondents } from './sample.ts';

/** What somebody answers: gave the response, did not, or wasn't asked, or the item doesn't apply. */
export const [GAVE, DID_NOT, NOT_ASKED] = [0, 1, 3];

/** How often each of some agents was drawn, and the whole weight by which it could have been. */
export interface Asked {
  times: Uint16Array;
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

/** Add what agents answered (GAVE, DID_NOT or NOT_ASKED) to the sums of their labels. */
export function addAnswers(
  { drawn, likely, agents }: Answers,
  { times, weights }: Asked,
  answers: Float32Array,
  labels: Uint8Array,
): void {
  for (let i = 0; i < answers.length; i++) {
    const at = 4 * labels[i] + answers[i];
    drawn[at] += times[i];
    likely[at] += weights[i];
    agents[at] += 1;
  }
}

/** The answers of all labels together, with label 0. */
export function allLabels({ drawn, likely, agents }: Answers): Answers {
  const together = (sums: Float64Array) =>
    sums.reduce((all, sum, at) => {
      all[at % 4] += sum;
      return all;
    }, new Float64Array(4));
  return { drawn: together(drawn), likely: together(likely), agents: together(agents) };
}

/** All who were asked, of one of the sums. */
export const askedOf = (sums: Float64Array, label: number) =>
  sums[4 * label + GAVE] + sums[4 * label + DID_NOT];

/** Who gave the response, of all who were asked; NaN when nobody was. */
export const shareOf = (sums: Float64Array, label: number) => sums[4 * label + GAVE] / askedOf(sums, label);

/** How often each of `agents` agents was drawn. */
export function timesDrawn({ agents: drawn }: Respondents, agents: number): Uint16Array {
  const times = new Uint16Array(agents);
  for (const agent of drawn) times[agent]++;
  return times;
}
