import { type Key, streamKey } from '../random/streams.ts';
import { drawRespondents, keepPanel, type Respondents, waveStreams } from '../survey/sample.ts';
import { askedOf, shareOf, timesDrawn } from '../survey/shares.ts';
import { LEAST_RESPONDENTS } from '../survey/subgroups.ts';
import { wholeWeights } from '../survey/weights.ts';
import { openBallot } from './answers.ts';
import type { WavePlan } from './waves.ts';

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
  /** Respondents of the wave before, if it was asked. */
  previous: Respondents | undefined;
}

/** Draw a wave's respondents; the interview then hears agents stretch by stretch, in any order. */
export function openInterview(access: Access): Interview {
  const { plan, eligible, inclusion, stays, ids, seed, replicate, week, previous } = access;
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
  const ballot = openBallot(rows);

  return {
    respondents,
    hear(begin, outputs) {
      const end = begin + (outputs[0]?.length ?? 0);
      const reached = indicesOf(weights.subarray(begin, end));
      if (reached.length === 0) return;
      const asked = {
        times: pick(times.subarray(begin, end), reached),
        weights: pick(weights.subarray(begin, end), reached),
      };
      ballot.count(asked, outputs, reached);
    },
    result(row) {
      const found = ballot.find(row);
      if (!found) return NOTHING;
      const { answers, label, unit } = found;
      const answered = askedOf(answers.drawn, label);
      // Below so many respondents a group's share is noise; nobody would print it.
      const few = rows[row].split?.by === 'label' && answered < LEAST_RESPONDENTS && count > 0;
      return {
        drawn: few ? Number.NaN : shareOf(answers.drawn, label) / unit,
        answered,
        expected: shareOf(answers.likely, label) / unit,
        agents: askedOf(answers.agents, label),
      };
    },
  };
}

const NOTHING = { drawn: Number.NaN, answered: Number.NaN, expected: Number.NaN, agents: Number.NaN };

function pick(values: Uint16Array | Uint32Array, which: Uint32Array): Uint32Array {
  const picked = new Uint32Array(which.length);
  for (let k = 0; k < which.length; k++) picked[k] = values[which[k]];
  return picked;
}

/** Where weights are not 0: only those agents can have been asked. */
function indicesOf(weights: Uint32Array): Uint32Array {
  const found = new Uint32Array(weights.length);
  let count = 0;
  for (let i = 0; i < weights.length; i++) if (weights[i] !== 0) found[count++] = i;
  return found.subarray(0, count);
}
