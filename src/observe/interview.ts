import { numbers } from '../arithmetic/operations.ts';
import { type Key, streamKey } from '../random/streams.ts';
import { drawRespondents, keepPanel, type Respondents, waveStreams } from '../survey/sample.ts';
import { drawnShares, expectedShares, type Question } from '../survey/shares.ts';
import { codesByAnswer } from '../survey/subgroups.ts';
import { wholeWeights } from '../survey/weights.ts';
import type { RowPlan, WavePlan } from './waves.ts';

/** What one wave found: by row the drawn share, how many answered, and the expected share. */
export interface Findings {
  respondents: Respondents;
  drawn: Float64Array;
  answered: Float64Array;
  expected: Float64Array;
}

export interface Field {
  plan: WavePlan;
  /** The extract's outputs, by storage index. */
  outputs: readonly Float32Array[];
  ids: Uint32Array;
  seed: Key;
  replicate: number;
  week: number;
  /** Respondents of the wave before, if it was asked. */
  previous: Respondents | undefined;
}

/** Draw a wave's respondents and count their answers. */
export function interview({ plan, outputs, ids, seed, replicate, week, previous }: Field): Findings {
  const { wave } = plan;
  const streams = waveStreams(wave.id);
  const weights = wholeWeights(outputs[plan.eligible], outputs[plan.inclusion], wave.at);
  const panelKey = streamKey(seed, replicate, streams.panel);
  const panel =
    previous && wave.panel > 0
      ? keepPanel(previous, outputs[plan.eligible], outputs[plan.stays], wave.panel, panelKey, week)
      : undefined;
  const count = wave.respondents ?? 0;
  const key = streamKey(seed, replicate, streams.fresh);
  const respondents = drawRespondents({ weights, ids, count, key, week, panel });
  const found: Findings = {
    respondents,
    drawn: new Float64Array(plan.rows.length).fill(Number.NaN),
    answered: new Float64Array(plan.rows.length).fill(Number.NaN),
    expected: new Float64Array(plan.rows.length).fill(Number.NaN),
  };
  plan.rows.forEach((row, k) => {
    if (!row.question) return;
    const question: Question = {
      base: outputs[row.question.base],
      values: outputs[row.question.value],
      holds: row.question.holds,
      split: splitOf(row, outputs),
    };
    if (row.question.mean) {
      [found.drawn[k], found.answered[k]] = drawnMean(respondents, question.values);
      found.expected[k] = expectedMean(weights, question.values);
      return;
    }
    const [drawn] = drawnShares(respondents, question);
    found.drawn[k] = drawn.share;
    found.answered[k] = drawn.respondents;
    [{ share: found.expected[k] }] = expectedShares(weights, question);
  });
  return found;
}

/** Members of the row's subgroup as code 0; everybody when it has none. */
function splitOf({ split }: RowPlan, outputs: readonly Float32Array[]): Question['split'] {
  if (!split) return undefined;
  if (split.by === 'label')
    return { codes: outputs[split.value].map(code => +(code !== split.code)), count: 1 };
  const codes = codesByAnswer(outputs[split.base], outputs[split.value], split.holds);
  return { codes: split.gave ? codes : codes.map(code => (code === 1 ? 0 : 1)), count: 1 };
}

function drawnMean({ agents }: Respondents, values: ArrayLike<number>): [mean: number, respondents: number] {
  let sum = 0;
  for (const agent of agents) sum += values[agent];
  return [sum / agents.length, agents.length];
}

/** Fixed-point sums, so that the order of storage doesn't show. */
function expectedMean(weights: Uint32Array, values: ArrayLike<number>): number {
  let [top, bottom] = [0, 0];
  for (let i = 0; i < weights.length; i++) {
    const share = weights[i] >>> 12;
    top += share * numbers.trunc(Math.fround(values[i] * 64));
    bottom += share;
  }
  return top / bottom / 64;
}
