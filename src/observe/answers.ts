import { numbers } from '../arithmetic/operations.ts';
import { type Answers, type Asked, addAnswers, noAnswers, responseTest } from '../survey/shares.ts';
import { codesByAnswer } from '../survey/subgroups.ts';
import type { AnswerPlan, RowPlan, SplitPlan } from './waves.ts';

/**
 * The answers of a wave, counted: what a row asks is found once for all rows that ask it, and what divides persons once for
 * all rows that are divided so; a row is a pair of these and a label.
 */
export interface Ballot {
  /** Count some of those who can be asked: outputs of the wave's extract for each of them. */
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

type Question = NonNullable<RowPlan['question']>;
type Test = (value: number) => boolean;

/** @param parameters values of this run's parameters, by index */
export function openBallot(rows: readonly RowPlan[], parameters: readonly number[]): Ballot {
  const test = ({ response, cut }: AnswerPlan) =>
    responseTest(response, cut === undefined ? undefined : parameters[cut]);
  const questions = listed<Question>();
  const splits = listed<SplitPlan | undefined>();
  const pairs = listed<{ question: number; split: number }>();
  const places = rows.map(({ question, split }) => {
    if (!question) return undefined;
    // Labels of one split differ in nothing but the label.
    const divided = split && (split.by === 'label' ? { ...split, code: 0 } : { ...split, gave: true });
    return pairs.add({ question: questions.add(question), split: splits.add(divided) });
  });
  const answers = pairs.all.map(() => noAnswers());
  const tests = questions.all.map(test);
  const splitTests = splits.all.map(split => (split?.by === 'answer' ? test(split) : undefined));

  return {
    count(asked, outputs) {
      const given = questions.all.map(({ base, value }, k) =>
        codesByAnswer(outputs[base], outputs[value], tests[k]),
      );
      const labels = splits.all.map((split, k) => labelsOf(split, outputs, splitTests[k]));
      for (const [k, { question, split }] of pairs.all.entries()) {
        const { mean, value } = questions.all[question];
        if (mean) addMeans(answers[k], asked, outputs[value]);
        else addAnswers(answers[k], asked, given[question], labels[split]);
      }
    },
    find(row) {
      const place = places[row];
      const { question, split } = rows[row];
      if (place === undefined || !question) return undefined;
      const label = split?.by === 'label' ? split.code : split?.by === 'answer' && !split.gave ? 1 : 0;
      return { answers: answers[place], label, unit: question.mean ? MEAN_UNIT : 1 };
    },
  };
}

/** Different things in the order in which they were added; `add` tells the number of one. */
function listed<T>(): { all: T[]; add(one: T): number } {
  const all: T[] = [];
  const known = new Map<string, number>();
  return {
    all,
    add(one) {
      const key = JSON.stringify(one) ?? '';
      const number = known.get(key) ?? all.push(one) - 1;
      known.set(key, number);
      return number;
    },
  };
}

function labelsOf(
  split: SplitPlan | undefined,
  outputs: readonly Float32Array[],
  test: Test | undefined,
): Uint8Array {
  if (!split) return new Uint8Array(outputs[0].length);
  if (split.by === 'label' || !test) return Uint8Array.from(outputs[split.value]);
  return codesByAnswer(outputs[split.base], outputs[split.value], test);
}

/** Means are added up in 64ths, of weights without their last bits: whole numbers below 2^53 for 10^7 agents. */
const MEAN_UNIT = 64;
const WEIGHT_BITS_DROPPED = 12;

/** The sum stands where weights of those stand who gave the response, and what is left of all weights with the others. */
function addMeans({ drawn, likely, agents }: Answers, { times, weights }: Asked, values: Float32Array) {
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
