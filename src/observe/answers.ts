import { numbers } from '../arithmetic/operations.ts';
import { type Answers, type Asked, addAnswers, allLabels, noAnswers } from '../survey/shares.ts';
import type { RowPlan } from './waves.ts';

/**
 * The answers of a wave, counted in one pass for each pair of a question and what divides persons: all labels share it, and
 * so do all persons together.
 */
export interface Ballot {
  /** Count some of those who can be asked: their outputs of the wave's extract. */
  count(asked: Asked, outputs: readonly Float32Array[]): void;
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
  const passes: Pass[] = [];
  const passOf = ({ question, split }: RowPlan): Pass | undefined => {
    if (!question) return undefined;
    const same = passes.filter(({ output, mean }) => output === question.output && mean === question.mean);
    const known = split ? same.find(pass => pass.split === split.output) : same[0];
    if (known) return known;
    const made = { ...question, split: split?.output, answers: noAnswers() };
    passes.push(made);
    return made;
  };
  // Those of parts first: all together are all labels of any of them.
  for (const row of rows) if (row.split) passOf(row);
  const places = rows.map(passOf);
  const labelled = new Set(passes.map(({ split }) => split));

  return {
    count(asked, outputs) {
      const together = new Uint8Array(asked.weights.length);
      const labels = outputs.map((values, k) => (labelled.has(k) ? new Uint8Array(values) : together));
      for (const { output, mean, split, answers } of passes) {
        if (mean) addMeans(answers, asked, outputs[output]);
        else addAnswers(answers, asked, outputs[output], split === undefined ? together : labels[split]);
      }
    },
    find(row) {
      const pass = places[row];
      if (!pass) return undefined;
      const { split } = rows[row];
      const { answers, mean } = pass;
      const unit = mean ? MEAN_UNIT : 1;
      return split ? { answers, label: split.label, unit } : { answers: allLabels(answers), label: 0, unit };
    },
  };
}

/** Means are added up in 64ths, of weights without their last bits: whole numbers below 2^53 for 10^7 agents. */
const MEAN_UNIT = 64;
const WEIGHT_BITS_DROPPED = 12;

/** The sum stands where weights of those stand who gave the response, and what is left of all weights with the others. */
function addMeans({ drawn, likely, agents }: Answers, { times, weights }: Asked, values: Float32Array): void {
  for (let i = 0; i < values.length; i++) {
    const value = numbers.trunc(Math.fround(values[i] * MEAN_UNIT));
    const weight = weights[i] >>> WEIGHT_BITS_DROPPED;
    drawn[0] += times[i] * value;
    drawn[1] += times[i] * (1 - value);
    likely[0] += weight * value;
    likely[1] += weight * (1 - value);
    agents[0] += Math.min(weight, 1);
  }
}
