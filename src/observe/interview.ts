import { numbers } from '../arithmetic/operations.ts';
import { type Key, streamKey } from '../random/streams.ts';
import { drawRespondents, keepPanel, type Respondents, waveStreams } from '../survey/sample.ts';
import {
  type Answers,
  addAnswers,
  noAnswers,
  type Question,
  responseTest,
  timesDrawn,
} from '../survey/shares.ts';
import { codesByAnswer, LEAST_RESPONDENTS } from '../survey/subgroups.ts';
import { wholeWeights } from '../survey/weights.ts';
import type { AnswerPlan, RowPlan, SplitPlan, WavePlan } from './waves.ts';

/** A wave in the field: who was drawn, and the answers counted so far. */
export interface Interview {
  respondents: Respondents;
  /** Count the answers of the agents from `begin` on: outputs of the wave's extract. */
  hear(begin: number, outputs: readonly Float32Array[]): void;
  /** By row the drawn share, how many answered, the expected share, and of how many agents; NaN where there is none. */
  result(row: number): { drawn: number; answered: number; expected: number; agents: number };
}

/** Who can be asked in a wave, and by which draws. */
export interface Access {
  plan: WavePlan;
  /** Outputs of the wave's `access`, by storage index. */
  eligible: Float32Array;
  inclusion: Float32Array;
  stays: Float32Array;
  ids: Uint32Array;
  seed: Key;
  replicate: number;
  week: number;
  /** Values of this run's parameters, by index. */
  parameters: readonly number[];
  /** Respondents of the wave before, if it was asked. */
  previous: Respondents | undefined;
}

/** Draw a wave's respondents; the interview then hears agents stretch by stretch, in any order. */
export function openInterview(access: Access): Interview {
  const { plan, eligible, inclusion, stays, ids, seed, replicate, week, parameters, previous } = access;
  const { wave, rows } = plan;
  const streams = waveStreams(wave.id);
  const weights = wholeWeights(eligible, inclusion, wave.at);
  const keyOf = (stream: string) => streamKey(seed, replicate, stream);
  const panel =
    previous && wave.panel > 0
      ? keepPanel(previous, eligible, stays, wave.panel, keyOf(streams.panel), week)
      : undefined;
  const key = keyOf(streams.fresh);
  const count = wave.respondents ?? 0;
  const respondents = drawRespondents({ weights, ids, count, key, week, panel });
  const times = timesDrawn(respondents, ids.length);
  const test = ({ response, cut }: AnswerPlan) =>
    responseTest(response, cut === undefined ? undefined : parameters[cut]);
  const { counts, counted } = countsOf(rows);

  return {
    respondents,
    hear(begin, outputs) {
      const end = begin + (outputs[0]?.length ?? 0);
      const reached = indicesOf(weights.subarray(begin, end));
      if (reached.length === 0) return;
      const often = pick(times.subarray(begin, end), reached, new Uint32Array(reached.length));
      const likely = pick(weights.subarray(begin, end), reached, new Uint32Array(reached.length));
      const seen = outputs.map(output => pick(output, reached, new Float32Array(reached.length)));
      for (const { question, split, drawn, expected } of counts) {
        const asked: Question = {
          base: seen[question.base],
          values: seen[question.value],
          holds: test(question),
          split: { codes: codesOf(split, seen, test), count: LABELS },
        };
        if (question.mean) {
          addMean(drawn, often, 0, asked);
          addMean(expected, likely, WEIGHT_BITS_DROPPED, asked);
        } else {
          addAnswers(drawn, often, asked);
          addAnswers(expected, likely, asked);
        }
      }
    },
    result(row) {
      const { question, split } = rows[row];
      const place = counted[row];
      if (!question || !place) return NOTHING;
      const unit = question.mean ? MEAN_UNIT : 1;
      const share = ({ met, asked }: Answers) => met[place.code] / asked[place.code] / unit;
      const { drawn, expected } = counts[place.count];
      const answered = drawn.asked[place.code];
      // Below so many respondents a group's share is noise; nobody would print it.
      const few = split?.by === 'label' && answered < LEAST_RESPONDENTS && count > 0;
      const agents = expected.agents[place.code];
      return { drawn: few ? Number.NaN : share(drawn), answered, expected: share(expected), agents };
    },
  };
}

const NOTHING = { drawn: Number.NaN, answered: Number.NaN, expected: Number.NaN, agents: Number.NaN };

/** Codes of labels, of answers (0 gave it, 1 did not), or 0 for everybody, are below this; others count nowhere. */
const LABELS = 255;

/** One pass over those asked: a question, divided by one split; all rows that differ only in the label share it. */
interface Count {
  question: NonNullable<RowPlan['question']>;
  split: SplitPlan | undefined;
  drawn: Answers;
  expected: Answers;
}

/** The passes that the rows need, and where each row finds its numbers. */
function countsOf(rows: readonly RowPlan[]) {
  const counts: Count[] = [];
  const known = new Map<string, number>();
  const counted = rows.map(({ question, split }) => {
    if (!question) return undefined;
    const key = JSON.stringify([question, split && { ...split, code: 0, gave: true }]);
    let count = known.get(key);
    if (count === undefined) {
      count = counts.push({ question, split, drawn: noAnswers(LABELS), expected: noAnswers(LABELS) }) - 1;
      known.set(key, count);
    }
    return {
      count,
      code: split?.by === 'label' ? split.code : split?.by === 'answer' && !split.gave ? 1 : 0,
    };
  });
  return { counts, counted };
}

function codesOf(
  split: SplitPlan | undefined,
  seen: readonly Float32Array[],
  test: (answer: AnswerPlan) => Question['holds'],
): ArrayLike<number> {
  if (!split) return new Uint8Array(seen[0].length);
  if (split.by === 'label') return seen[split.value];
  return codesByAnswer(seen[split.base], seen[split.value], test(split));
}

function pick<Into extends Uint32Array | Float32Array>(
  values: ArrayLike<number>,
  which: Uint32Array,
  into: Into,
): Into {
  for (let k = 0; k < which.length; k++) into[k] = values[which[k]];
  return into;
}

/** Where weights are not 0: only those agents can have been asked. */
function indicesOf(weights: Uint32Array): Uint32Array {
  const found = new Uint32Array(weights.length);
  let count = 0;
  for (let i = 0; i < weights.length; i++) if (weights[i] !== 0) found[count++] = i;
  return found.subarray(0, count);
}

/** Means are added up in 64ths, of weights without their last bits: whole numbers below 2^53 for 10^7 agents. */
const MEAN_UNIT = 64;
const WEIGHT_BITS_DROPPED = 12;

function addMean(
  { met, asked, agents }: Answers,
  weights: Uint32Array,
  bits: number,
  { values }: Question,
): void {
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i] >>> bits;
    asked[0] += weight;
    agents[0] += Math.min(weight, 1);
    met[0] += weight * numbers.trunc(Math.fround(values[i] * MEAN_UNIT));
  }
}
