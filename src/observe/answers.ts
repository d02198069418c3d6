import { numbers } from '../arithmetic/operations.ts';
import { type Answers, type Asked, addAnswers, noAnswers } from '../survey/shares.ts';
import type { RowPlan } from './waves.ts';

/** The answers of a wave, counted in one pass for each pair of a question and what divides persons: all labels share it. */
export interface Ballot {
  /** Count some of those who can be asked: `who` are their indices in the outputs of the wave's extract. */
  count(asked: Asked, outputs: readonly Float32Array[], who: Uint32Array): void;
  /** What belongs to a row, and where; undefined: the model doesn't reach the item. */
  find(row: number): Found | undefined;
}

export interface Found {
  answers: Answers;
  /** The label that the row is about. */
  label: number;
  /** The value of one answer: sums of means are in parts. */
  unit: number;
}

interface Pass {
  output: number;
  mean: boolean;
  /** The output that has the labels; undefined: all are together. */
  split: number | undefined;
  answers: Answers;
}

export function openBallot(rows: readonly RowPlan[]): Ballot {
  const passes = new Map<string, Pass>();
  const places = rows.map(({ question, split }) => {
    if (!question) return undefined;
    const { output, mean } = question;
    const key = [output, mean, split?.output].join();
    const pass = passes.get(key) ?? { output, mean, split: split?.output, answers: noAnswers() };
    passes.set(key, pass);
    return { pass, label: split?.label ?? 0 };
  });
  const all = [...passes.values()];
  const coded = new Set(all.flatMap(({ output, mean, split }) => [mean ? undefined : output, split]));

  return {
    count(asked, outputs, who) {
      const together = new Uint8Array(who.length);
      const codes = outputs.map((values, k) => (coded.has(k) ? codesOf(values, who) : together));
      for (const { output, mean, split, answers } of all) {
        if (mean) addMeans(answers, asked, outputs[output], who);
        else addAnswers(answers, asked, codes[output], split === undefined ? together : codes[split]);
      }
    },
    find(row) {
      const place = places[row];
      return place && { ...place, answers: place.pass.answers, unit: place.pass.mean ? MEAN_UNIT : 1 };
    },
  };
}

function codesOf(values: Float32Array, who: Uint32Array): Uint8Array {
  const codes = new Uint8Array(who.length);
  for (let i = 0; i < who.length; i++) codes[i] = values[who[i]];
  return codes;
}

/** Means are added up in 64ths, of weights without their last bits: whole numbers below 2^53 for 10^7 agents. */
const MEAN_UNIT = 64;
const WEIGHT_BITS_DROPPED = 12;

/** The sum stands where weights of those stand who gave the response, and what is left of all weights with the others. */
function addMeans(
  { drawn, likely, agents }: Answers,
  { times, weights }: Asked,
  values: Float32Array,
  who: Uint32Array,
): void {
  for (let i = 0; i < who.length; i++) {
    const value = numbers.trunc(Math.fround(values[who[i]] * MEAN_UNIT));
    const weight = weights[i] >>> WEIGHT_BITS_DROPPED;
    drawn[0] += times[i] * value;
    drawn[1] += times[i] * (1 - value);
    likely[0] += weight * value;
    likely[1] += weight * (1 - value);
    agents[0] += Math.min(weight, 1);
  }
}
