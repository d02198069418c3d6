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
import type { AnswerPlan, RowPlan, WavePlan } from './waves.ts';

/** A wave in the field: who was drawn, and the answers counted so far. */
export interface Interview {
  respondents: Respondents;
  /** Count the answers of the agents from `begin` on: outputs of the wave's extract. */
  hear(begin: number, outputs: readonly Float32Array[]): void;
  /** By row the drawn share, how many answered, and the expected share; NaN where there is none. */
  result(row: number): { drawn: number; answered: number; expected: number };
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
  const drawn = rows.map(() => noAnswers());
  const expected = rows.map(() => noAnswers());

  return {
    respondents,
    hear(begin, outputs) {
      const end = begin + (outputs[0]?.length ?? 0);
      const [often, likely] = [times.subarray(begin, end), weights.subarray(begin, end)];
      rows.forEach((row, k) => {
        if (!row.question) return;
        const question: Question = {
          base: outputs[row.question.base],
          values: outputs[row.question.value],
          holds: test(row.question),
          split: splitOf(row, outputs, test),
        };
        const add = row.question.mean ? addMean : addAnswers;
        add(drawn[k], often, question);
        add(expected[k], likely, question);
      });
    },
    result(row) {
      const unit = rows[row].question?.mean ? MEAN_UNIT : 1;
      const share = ({ met, asked }: Answers) => met[0] / asked[0] / unit;
      const answered = rows[row].question ? drawn[row].asked[0] : Number.NaN;
      // Below so many respondents a group's share is noise; nobody would print it.
      const few = rows[row].split?.by === 'label' && answered < LEAST_RESPONDENTS && count > 0;
      return { drawn: few ? Number.NaN : share(drawn[row]), answered, expected: share(expected[row]) };
    },
  };
}

/** Members of the row's subgroup as code 0; everybody when it has none. */
function splitOf(
  { split }: RowPlan,
  outputs: readonly Float32Array[],
  test: (answer: AnswerPlan) => Question['holds'],
): Question['split'] {
  if (!split) return undefined;
  if (split.by === 'label')
    return { codes: outputs[split.value].map(code => +(code !== split.code)), count: 1 };
  const codes = codesByAnswer(outputs[split.base], outputs[split.value], test(split));
  return { codes: split.gave ? codes : codes.map(code => (code === 1 ? 0 : 1)), count: 1 };
}

/** Means are added up in 64ths, of weights without their last 12 bits: whole numbers below 2^53 for 10^7 agents. */
const MEAN_UNIT = 64;

function addMean({ met, asked }: Answers, weights: ArrayLike<number>, { values }: Question): void {
  const shift = weights instanceof Uint32Array ? 12 : 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i] >>> shift;
    asked[0] += weight;
    met[0] += weight * numbers.trunc(Math.fround(values[i] * MEAN_UNIT));
  }
}
