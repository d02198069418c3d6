import { numbers } from '../../core/math/arithmetic.ts';
import {
  type Asked,
  addAnswers,
  answersOf,
  DIGITS,
  digitOf,
  noAnswers,
  noSums,
  type Sums,
} from '../../survey/shares.ts';
import type { SplitPlan, WavePlan } from './waves.ts';

/**
 * The answers of a wave, counted in one pass for each output that holds some and what divides persons: all labels share it,
 * and so do all persons together.
 */
export interface ResponseTally {
  /** Count some of those who can be asked: their outputs of the wave's extract. */
  count(asked: Asked, outputs: readonly Float32Array[]): void;
  /** What belongs to a row; undefined: the model doesn't reach the item. */
  find(row: number): Found | undefined;
}

interface Found {
  /** By answer. */
  sums: Sums;
  /** The value of one answer: sums of means are in parts. */
  unit: number;
  /** What weights were divided by. */
  weightUnit: number;
}

interface Pass {
  output: number;
  mean: boolean;
  /** What has the labels; undefined: all are together. */
  split: SplitPlan | undefined;
  sums: Sums;
}

export function openResponseTally({ rows, answers }: Pick<WavePlan, 'rows' | 'answers'>): ResponseTally {
  const firstNumber = Math.ceil(answers / DIGITS);
  const outputOfAnswer = (answer: number) => Math.floor(answer / DIGITS);
  const passes: Pass[] = [];
  const passOf = ({ question, split }: WavePlan['rows'][number]): Pass | undefined => {
    if (!question) return undefined;
    const { mean, index } = question;
    const output = mean ? firstNumber + index : outputOfAnswer(index);
    const same = passes.filter(pass => pass.output === output);
    const known = split
      ? same.find(pass => pass.split?.by === split.by && pass.split.index === split.index)
      : same[0];
    if (known) return known;
    const sums = mean ? noSums(4) : noAnswers(split?.labels ?? 1);
    const made = { output, mean, split, sums };
    passes.push(made);
    return made;
  };
  // Those of parts first: all together are all labels of any of them.
  for (const row of rows) if (row.split) passOf(row);
  const places = rows.map(passOf);

  function labelsOf({ by, index }: SplitPlan, outputs: readonly Float32Array[]): Uint8Array {
    if (by === 'label') return new Uint8Array(outputs[firstNumber + index]);
    const codes = new Uint8Array(outputs[outputOfAnswer(index)]);
    return codes.map(code => digitOf(code, index % DIGITS));
  }

  return {
    count(asked, outputs) {
      const known = new Map<string, Uint8Array>();
      const together = new Uint8Array(asked.weights.length);
      for (const { output, mean, split, sums } of passes) {
        const key = `${split?.by} ${split?.index}`;
        const labels = known.get(key) ?? (split ? labelsOf(split, outputs) : together);
        known.set(key, labels);
        if (mean) addMeans(sums, asked, outputs[output]);
        else addAnswers(sums, asked, outputs[output], labels);
      }
    },
    find(row) {
      const pass = places[row];
      const { question, split } = rows[row];
      if (!pass || !question) return undefined;
      if (pass.mean) return { sums: pass.sums, unit: MEAN_UNIT, weightUnit: 1 << WEIGHT_BITS_DROPPED };
      return { sums: answersOf(pass.sums, question.index % DIGITS, split?.label), unit: 1, weightUnit: 1 };
    },
  };
}

/** Means are added up in 64ths, of weights without their last bits: whole numbers below 2^53 for 10^7 agents. */
const MEAN_UNIT = 64;
const WEIGHT_BITS_DROPPED = 12;

/** The sum is in the place of the weights of those who gave the response, and what is left of all weights with the others. */
function addMeans(
  { drawn, kept, likely, agents }: Sums,
  { times, kept: again, weights }: Asked,
  values: Float32Array,
): void {
  for (let i = 0; i < values.length; i++) {
    const value = numbers.trunc(Math.fround(values[i] * MEAN_UNIT));
    const weight = weights[i] >>> WEIGHT_BITS_DROPPED;
    drawn[0] += times[i] * value;
    drawn[1] += times[i] * (1 - value);
    kept[0] += again[i] * value;
    kept[1] += again[i] * (1 - value);
    likely[0] += weight * value;
    likely[1] += weight * (1 - value);
    agents[0] += Math.min(weight, 1);
  }
}
