import type { Key } from '../core/random/streams.ts';
import type { CompiledModel, ExtractSpec, Failure, Tally } from '../engine/program/compiled-model.ts';
import type { Layout } from '../engine/program/layout.ts';
import type { Frame, RunKey, RunResult } from '../engine/program/run-types.ts';
import { columnBytes, columnCodes } from '../engine/state/columns.ts';
import { LIFE, LIFE_EVENTS } from '../language/life.ts';
import type { Model } from '../model/model.ts';
import type { Respondents } from '../survey/sample.ts';
import { openMicrodata } from './microdata/microdata.ts';
import type { MicrodataPlan } from './microdata/plan.ts';
import { openTerms } from './patterns/patterns.ts';
import type { TermPlan } from './patterns/terms.ts';
import type { FlowTarget } from './series/flow-targets.ts';
import { isPlace, type MetricPlan } from './series/metrics.ts';
import { type Moves, movesOf, pathsOf } from './series/moves.ts';
import { openFlows } from './series/sparse-flows.ts';
import { openBatchedExtract } from './survey/batched-extract.ts';
import { type LaggedColumn, openLaggedColumns } from './survey/lagged-columns.ts';
import { openSurveyWave } from './survey/survey-wave.ts';
import { EXTRACTS_PER_WAVE, type WavePlan } from './survey/waves.ts';

/** What is looked at in every run of a task. */
export interface Watch {
  model: Model;
  layout: Layout;
  memory: WebAssembly.Memory;
  machine: CompiledModel;
  frame: Frame;
  metrics: MetricPlan;
  /** The metrics' tallies, those of entries, births and deaths, then that of the flows. */
  tallies: readonly Tally[];
  /** What the machine can be asked: waves first, then recordings, terms and levels. */
  extracts: readonly ExtractSpec[];
  waves: readonly WavePlan[];
  recordings: readonly LaggedColumn[];
  figures: readonly FlowTarget[];
  /** Metrics whose levels before the first week are wanted: outputs of the machine's last extract, which is there if any are. */
  levels: readonly string[];
  terms: readonly TermPlan[];
  /** Where the terms begin among the machine's extracts. */
  firstTerm: number;
  /** Tables of single agents, respondents and ties, and where these begin among the machine's extracts. */
  microdata: readonly MicrodataPlan[];
  firstMicrodata: number;
  personsPerAgent: number;
  ids: Uint32Array;
  seed: Key;
}

/** Looks on while one run goes on in one slot, and keeps what it saw. */
export interface Observer {
  /** Count who is where before the first week. */
  begin(): void;
  /** Count, note and ask at the end of a week; `members` hold what each thread of the run has tallied, `sizes` are those that answer. */
  look(week: number, members: readonly Float64Array[], sizes: Float64Array): void;
  /** Everything seen, after the last week. */
  report(): Pick<
    RunResult,
    | 'trajectories'
    | 'flows'
    | 'vitals'
    | 'surveyValues'
    | 'surveyRespondents'
    | 'surveyAgents'
    | 'figures'
    | 'microdata'
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
  machine: CompiledModel,
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
  const flows = openFlows(places.length, personsPerAgent);
  const { lives } = model;
  const vitals = lives && new Float64Array(weeks * LIFE_EVENTS.length * places.length);
  const surveyValues = new Float64Array(survey.length).fill(Number.NaN);
  const surveyRespondents = new Float64Array(survey.length).fill(Number.NaN);
  const surveyAgents = new Float64Array(survey.length).fill(Number.NaN);
  const total = new Float64Array(sumsLength(tallies));
  const asked = new Map<string, Respondents>();
  const moves: Moves[] = [];
  const placeColumn = model.columns.findIndex(isPlace);
  const outputs = watch.extracts.map(extract => extract.outputs.length);
  const batch = openBatchedExtract(machine, slot, agents, outputs);
  const records = openLaggedColumns(recordings, EXTRACTS_PER_WAVE * waves.length, watch, slot, batch);
  const terms = openTerms(watch, slot, only?.statistics);
  const microdata = watch.microdata.length > 0 && !only ? openMicrodata(watch, slot, batch) : undefined;
  const begun = new Float64Array(places.length);
  const levels = new Float64Array(watch.levels.length);

  /** Metrics, flows and moves of the week from what all members counted. */
  function count(week: number, members: readonly Float64Array[], sizes: Float64Array): void {
    total.fill(0);
    for (const member of members) for (let k = 0; k < total.length; k++) total[k] += member[k];
    const sums = sumsOf(tallies, total);
    metrics.read(
      sums,
      personsPerAgent,
      trajectories.subarray(week * series.length, (week + 1) * series.length),
    );
    trajectories.set(sizes, (week + 1) * series.length - sizes.length);
    const moved = sums[tallies.length - 1];
    const movers = moved.reduce((sum, agents) => sum + agents, 0);
    const [before, after] = [week - 1, week].map(w => columnCodes(memory, layout, slot, placeColumn, w));
    const lived = lives && columnBytes(memory, layout, slot, lives.column, week - 1);
    const all = movesOf(week, before, after, movers, lived && (agent => lived[agent] === LIFE.alive));
    moves.push(all);
    flows.add(all, moved.length === places.length * places.length ? moved : undefined);
    if (!vitals) return;
    const counted = sums[tallies.length - 2];
    for (let cell = 0; cell < counted.length; cell++)
      vitals[week * counted.length + cell] = counted[cell] * personsPerAgent;
  }

  /** Interview the waves of this week. */
  function ask(week: number): void {
    let row = 0;
    for (const [k, plan] of waves.entries()) {
      if (plan.week === week) {
        const { ids, seed } = watch;
        const previous = k > 0 ? asked.get(waves[k - 1].wave.id) : undefined;
        const interview = openSurveyWave({
          plan,
          batch,
          first: EXTRACTS_PER_WAVE * k,
          ids,
          seed,
          replicate,
          week,
          previous,
        });
        asked.set(plan.wave.id, interview.respondents);
        const results = only ? [] : interview.ask();
        for (const [r, { drawn, expected, answered, agents }] of results.entries()) {
          surveyValues.set([drawn, expected], row + 2 * r);
          surveyRespondents[row + 2 * r] = answered;
          surveyAgents[row + 2 * r + 1] = agents;
        }
      }
      row += 2 * plan.rows.length;
    }
  }

  return {
    begin() {
      if (only) return;
      const first = columnCodes(memory, layout, slot, placeColumn, -1);
      for (const place of first.subarray(0, layout.starting)) begun[place]++;
      if (levels.length > 0)
        batch.all(watch.extracts.length - 1, -1, (_, answers) => {
          for (const [k, flags] of answers.entries()) for (const flag of flags) levels[k] += flag;
        });
      for (const counts of [begun, levels])
        counts.forEach((agents, k) => {
          counts[k] = agents * personsPerAgent;
        });
    },
    look(week, members, sizes) {
      if (!only) count(week, members, sizes);
      records.note(week);
      ask(week);
      terms.look(week, asked);
      microdata?.look(week, asked);
    },
    report() {
      const metric = (name: string, week: number) =>
        week < 0
          ? levels[watch.levels.indexOf(name)]
          : trajectories[
              week * series.length + series.findIndex(s => s.metric === name && s.group === 'all')
            ];
      const moved = flows.all();
      const paths = pathsOf(moves, agents);
      const seen = { weeks, begun, flows: moved, vitals, paths, personsPerAgent, metric };
      const figures = Float64Array.from(only ? [] : watch.figures, figure => figure.read(seen));
      return {
        trajectories,
        flows: moved,
        ...(vitals && { vitals }),
        surveyValues,
        surveyRespondents,
        surveyAgents,
        figures,
        ...(microdata && { microdata: microdata.report() }),
        statistics: terms.report(),
      };
    },
  };
}
