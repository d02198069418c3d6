import type { Failure, Machine, Tally } from '../compile/machine.ts';
import { BLOCK, type Layout } from '../layout/layout.ts';
import type { Model } from '../model/model.ts';
import type { Key } from '../random/streams.ts';
import type { Frame, RunKey, RunResult } from '../run.ts';
import type { Respondents } from '../survey/sample.ts';
import { columnBytes, writeColumn } from '../world/columns.ts';
import type { FigurePlan } from './figures.ts';
import { openInterview } from './interview.ts';
import { isPlace, type MetricPlan } from './metrics.ts';
import { type Moves, movesOf, pathsOf } from './moves.ts';
import type { Recording } from './recordings.ts';
import { openTerms } from './relations.ts';
import type { TermPlan } from './relations-terms.ts';
import type { WavePlan } from './waves.ts';

/** Agents heard at a time: their answers stay in the processor's cache. */
const STRETCH = 16 * BLOCK;

/** What is looked at in every run of a task. */
export interface Watch {
  model: Model;
  layout: Layout;
  memory: WebAssembly.Memory;
  machine: Machine;
  frame: Frame;
  metrics: MetricPlan;
  /** The metrics' tallies, then that of the flows. */
  tallies: readonly Tally[];
  waves: readonly WavePlan[];
  recordings: readonly Recording[];
  figures: readonly FigurePlan[];
  terms: readonly TermPlan[];
  /** Where the terms begin among the machine's extracts. */
  firstTerm: number;
  personsPerAgent: number;
  ids: Uint32Array;
  seed: Key;
}

/** Looks on while one run goes on in one slot, and keeps what it saw. */
export interface Observer {
  /** Count, note and ask at the end of a week; `members` hold what each thread of the run has tallied. */
  look(week: number, members: readonly Float64Array[]): Failure | undefined;
  /** Everything seen, after the last week. */
  report(): Pick<
    RunResult,
    | 'trajectories'
    | 'flows'
    | 'surveyValues'
    | 'surveyRespondents'
    | 'surveyAgents'
    | 'figures'
    | 'statistics'
  >;
}

/** How many sums all tallies of a week need. */
export function sumsLength(tallies: readonly Tally[]): number {
  return tallies.reduce((length, { values, cells }) => length + values.length * cells, 0);
}

/** The part of `all` that belongs to each tally. */
export function sumsOf(tallies: readonly Tally[], all: Float64Array): Float64Array[] {
  let end = 0;
  return tallies.map(({ values, cells }) => {
    const begin = end;
    end += values.length * cells;
    return all.subarray(begin, end);
  });
}

/** Tally a range of agents at the end of a week into `sums`, by tally. */
export function tallyRange(
  machine: Machine,
  slot: number,
  week: number,
  [begin, end]: readonly [number, number],
  sums: readonly Float64Array[],
): Failure | undefined {
  for (const [k, own] of sums.entries()) {
    const failure = machine.tally(slot, k, week, begin, end, own);
    if (failure) return failure;
  }
  return undefined;
}

export function openObserver(watch: Watch, slot: number, { replicate, only }: RunKey): Observer {
  const { model, layout, memory, machine, frame, metrics, tallies, waves, recordings, personsPerAgent } =
    watch;
  const { agents } = layout;
  const { series, places, survey } = frame;
  const weeks = only ? 0 : frame.weeks;
  const trajectories = new Float64Array(weeks * series.length);
  const flows = new Float64Array(weeks * places.length * places.length);
  const surveyValues = new Float64Array(survey.length).fill(Number.NaN);
  const surveyRespondents = new Float64Array(survey.length).fill(Number.NaN);
  const surveyAgents = new Float64Array(survey.length).fill(Number.NaN);
  const total = new Float64Array(sumsLength(tallies));
  const recorded = new Map<Recording, Float64Array>();
  const asked = new Map<string, Respondents>();
  const moves: Moves[] = [];
  const placeColumn = model.columns.findIndex(isPlace);
  const terms = openTerms(watch, slot, only?.statistics);

  /** Metrics, flows and moves of the week from what all members counted. */
  function count(week: number, members: readonly Float64Array[]): void {
    for (let k = 0; k < total.length; k++) total[k] = members.reduce((sum, member) => sum + member[k], 0);
    const sums = sumsOf(tallies, total);
    metrics.read(
      sums,
      personsPerAgent,
      trajectories.subarray(week * series.length, (week + 1) * series.length),
    );
    const moved = sums[tallies.length - 1];
    let movers = 0;
    for (let cell = 0; cell < moved.length; cell++) {
      movers += moved[cell];
      flows[week * moved.length + cell] = moved[cell] * personsPerAgent;
    }
    const [before, after] = [week - 1, week].map(w => columnBytes(memory, layout, slot, placeColumn, w));
    moves.push(movesOf(week, before, after, movers));
  }

  /** Values that a later wave will ask for. */
  function record(week: number): Failure | undefined {
    const due = [...recordings.entries()].filter(([, r]) => week >= r.firstWeek && week <= r.lastWeek);
    const values = new Float32Array(due.length ? agents : 0);
    for (const [k, recording] of due) {
      const { how, column, firstWeek, lastWeek } = recording;
      const failure = machine.extract(slot, 2 * waves.length + k, week, 0, agents, [values]);
      if (failure) return failure;
      if (how === 'ago') {
        writeColumn(memory, layout, slot, column, values);
        continue;
      }
      const added = recorded.get(recording) ?? new Float64Array(agents);
      recorded.set(recording, added);
      for (let i = 0; i < agents; i++) added[i] += values[i];
      if (week < lastWeek) continue;
      const span = lastWeek - firstWeek + 1;
      for (let i = 0; i < agents; i++) values[i] = added[i] / span;
      writeColumn(memory, layout, slot, column, values);
      recorded.delete(recording);
    }
    return undefined;
  }

  /** Interview the waves of this week: draw respondents, then hear all agents stretch by stretch. */
  function ask(week: number): Failure | undefined {
    let row = 0;
    for (const [k, plan] of waves.entries()) {
      if (plan.week === week) {
        const [eligible, inclusion, stays] = plan.access.outputs.map(() => new Float32Array(agents));
        const failure = machine.extract(slot, 2 * k, week, 0, agents, [eligible, inclusion, stays]);
        if (failure) return failure;
        const previous = k > 0 ? asked.get(waves[k - 1].wave.id) : undefined;
        const { ids, seed } = watch;
        const interview = openInterview({
          plan,
          eligible,
          inclusion,
          stays,
          ids,
          seed,
          replicate,
          week,
          previous,
        });
        asked.set(plan.wave.id, interview.respondents);
        if (only) continue;
        const room = plan.extract.outputs.map(() => new Float32Array(STRETCH));
        for (let begin = 0; begin < agents; begin += STRETCH) {
          const end = Math.min(agents, begin + STRETCH);
          const outputs = room.map(values => values.subarray(0, end - begin));
          const broken = machine.extract(slot, 2 * k + 1, week, begin, end, outputs);
          if (broken) return broken;
          interview.hear(begin, outputs);
        }
        for (const r of plan.rows.keys()) {
          const { drawn, expected, answered, agents } = interview.result(r);
          surveyValues.set([drawn, expected], row + 2 * r);
          surveyRespondents[row + 2 * r] = answered;
          surveyAgents[row + 2 * r + 1] = agents;
        }
      }
      row += 2 * plan.rows.length;
    }
    return undefined;
  }

  return {
    look(week, members) {
      if (!only) count(week, members);
      return record(week) ?? ask(week) ?? terms.look(week, asked);
    },
    report() {
      const metric = (name: string, week: number) =>
        trajectories[week * series.length + series.findIndex(s => s.metric === name && s.group === 'all')];
      const seen = { weeks, flows, paths: pathsOf(moves, agents), personsPerAgent, metric };
      const figures = Float64Array.from(only ? [] : watch.figures, figure => figure.read(seen));
      return {
        trajectories,
        flows,
        surveyValues,
        surveyRespondents,
        surveyAgents,
        figures,
        statistics: terms.report(),
      };
    },
  };
}
