import { type Key, streamKey } from '../../core/random/streams.ts';
import { release } from '../../core/release.ts';
import { drawRespondents, keepPanel, type Respondents, waveStreams } from '../../survey/sample.ts';
import { askedOf, expectedShare, shareOf, timesDrawn } from '../../survey/shares.ts';
import { LEAST_RESPONDENTS } from '../../survey/subgroups.ts';
import { wholeWeights } from '../../survey/weights.ts';
import type { BatchedExtract } from './batched-extract.ts';
import { openResponseTally } from './response-tally.ts';
import type { WavePlan } from './waves.ts';

/** A wave in the field: its respondents are drawn. */
export interface SurveyWave {
  respondents: Respondents;
  /** Ask, once, all who could have been drawn, then give what belongs to each row. */
  ask(): Answered[];
}

/** The drawn share, how many answered, the expected share, and of how many agents; NaN where there is none. */
interface Answered {
  drawn: number;
  answered: number;
  expected: number;
  agents: number;
}

/** A wave, whom it can ask, and by which draws. */
export interface Fieldwork {
  plan: WavePlan;
  batch: BatchedExtract;
  /** Number of the first of the wave's extracts. */
  first: number;
  /** Permanent ids by storage index. */
  ids: Uint32Array;
  seed: Key;
  replicate: number;
  week: number;
  /** Respondents of the wave before, if it was asked. */
  previous: Respondents | undefined;
}

/** Find out who can be asked, and draw a wave's respondents. */
export function openSurveyWave(fieldwork: Fieldwork): SurveyWave {
  const { plan, batch, first, ids, seed, replicate, week, previous } = fieldwork;
  const [eligible, inclusion, questions] = [first, first + 1, first + 2];
  const { wave, rows } = plan;
  const streams = waveStreams(wave.id);
  const keyOf = (stream: string) => streamKey(seed, replicate, stream);
  const reached = whoIsReached(fieldwork);
  let panel: Uint32Array | undefined;
  if (previous && wave.panel > 0) {
    const [mayBe] = batch.few(eligible, week, previous.agents);
    const [, stays] = batch.few(inclusion, week, previous.agents);
    panel = keepPanel(previous, mayBe, stays, wave.panel, keyOf(streams.panel), week);
  }
  const key = keyOf(streams.fresh);
  const count = wave.respondents ?? 0;
  const respondents = drawRespondents({ ...reached, ids, count, key, week, panel });

  return {
    respondents,
    ask() {
      const times = timesDrawn(respondents, ids.length);
      const again = timesDrawn(respondents, ids.length, respondents.kept);
      const tally = openResponseTally(plan);
      const { agents, weights } = reached;
      batch.these(questions, week, agents, (begin, outputs) => {
        const end = begin + (outputs[0]?.length ?? 0);
        const [drawn, kept] = [new Uint16Array(end - begin), new Uint16Array(end - begin)];
        for (let k = begin; k < end; k++) {
          drawn[k - begin] = times[agents[k]];
          kept[k - begin] = again[agents[k]];
        }
        const asked = { times: drawn, kept, weights: weights.subarray(begin, end) };
        tally.count(asked, outputs);
      });
      const weight = weights.reduce((sum, one) => sum + one, 0);
      const fresh = respondents.agents.length - respondents.kept;
      release(times, again, agents, weights);
      return rows.map(({ split }, row) => {
        const found = tally.find(row);
        if (!found) return NOTHING;
        const { sums, unit, weightUnit } = found;
        const expected = expectedShare(sums, fresh, weight / weightUnit) / unit;
        const agents = askedOf(sums.agents);
        // A register draws nobody: it asks all.
        if (wave.respondents === undefined) return { drawn: expected, answered: agents, expected, agents };
        const answered = askedOf(sums.drawn);
        // Below this many respondents a group's share is noise; nobody would print it.
        const few = split?.by === 'label' && answered < LEAST_RESPONDENTS;
        return { drawn: few ? Number.NaN : shareOf(sums.drawn) / unit, answered, expected, agents };
      });
    },
  };
}

const NOTHING = { drawn: Number.NaN, answered: Number.NaN, expected: Number.NaN, agents: Number.NaN };

/** Who can be asked, by storage index, and with what weight; nobody has weight 0. */
function whoIsReached({ plan, batch, first, ids, week }: Fieldwork) {
  const agents = new Uint32Array(ids.length);
  let count = 0;
  batch.all(first, week, (begin, [eligible]) => {
    for (let i = 0; i < eligible.length; i++) if (eligible[i] !== 0) agents[count++] = begin + i;
  });
  const inclusion = new Float32Array(count);
  batch.these(first + 1, week, agents.subarray(0, count), (begin, [likely]) => inclusion.set(likely, begin));
  const weights = wholeWeights(inclusion, plan.wave.at);
  let reached = 0;
  for (let k = 0; k < count; k++) {
    if (weights[k] === 0) continue;
    agents[reached] = agents[k];
    weights[reached++] = weights[k];
  }
  release(inclusion);
  return { agents: agents.subarray(0, reached), weights: weights.subarray(0, reached) };
}
