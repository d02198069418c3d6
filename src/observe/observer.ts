import type { Failure, Machine, Tally } from '../compile/machine.ts';
import type { Layout } from '../layout/layout.ts';
import type { Model } from '../model/model.ts';
import type { Key } from '../random/streams.ts';
import type { Frame, RunResult } from '../run.ts';
import type { Respondents } from '../survey/sample.ts';
import { columnBytes, writeColumn } from '../world/columns.ts';
import type { FigurePlan } from './figures.ts';
import { interview } from './interview.ts';
import { isPlace, type MetricPlan } from './metrics.ts';
import { type Moves, noMoves, noteMoves } from './moves.ts';
import type { Recording } from './recordings.ts';
import type { WavePlan } from './waves.ts';

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
  personsPerAgent: number;
  ids: Uint32Array;
  seed: Key;
}

/** Looks on while one run goes on in one slot, and keeps what it saw. */
export interface Observer {
  /** Count, note and ask at the end of a week. */
  look(week: number): Failure | undefined;
  /** Everything seen, after the last week. */
  report(): Pick<RunResult, 'trajectories' | 'flows' | 'surveyValues' | 'surveyRespondents' | 'figures'>;
}

export function openObserver(watch: Watch, slot: number, replicate: number): Observer {
  const { model, layout, memory, machine, frame, metrics, tallies, waves, recordings, personsPerAgent } =
    watch;
  const { agents } = layout;
  const { weeks, series, places, survey } = frame;
  const trajectories = new Float64Array(weeks * series.length);
  const flows = new Float64Array(weeks * places.length * places.length);
  const surveyValues = new Float64Array(survey.length).fill(Number.NaN);
  const surveyRespondents = new Float64Array(survey.length).fill(Number.NaN);
  const sums = tallies.map(({ values, cells }) => new Float64Array(values.length * cells));
  const totals = new Map<Recording, Float64Array>();
  const asked = new Map<string, Respondents>();
  const moves: Moves = noMoves();
  const placeColumn = model.columns.findIndex(isPlace);

  function count(week: number): Failure | undefined {
    for (let k = 0; k < tallies.length; k++) {
      const failure = machine.tally(slot, k, week, 0, agents, sums[k].fill(0));
      if (failure) return failure;
    }
    metrics.read(
      sums,
      personsPerAgent,
      trajectories.subarray(week * series.length, (week + 1) * series.length),
    );
    const moved = sums[tallies.length - 1];
    for (let cell = 0; cell < moved.length; cell++)
      flows[week * moved.length + cell] = moved[cell] * personsPerAgent;
    const [before, after] = [week - 1, week].map(w => columnBytes(memory, layout, slot, placeColumn, w));
    noteMoves(moves, week, before, after);
    return undefined;
  }

  /** Values that a later wave will ask for. */
  function record(week: number): Failure | undefined {
    for (const [k, recording] of recordings.entries()) {
      const { how, column, firstWeek, lastWeek } = recording;
      if (week < firstWeek || week > lastWeek) continue;
      const values = new Float32Array(agents);
      const failure = machine.extract(slot, waves.length + k, week, 0, agents, [values]);
      if (failure) return failure;
      if (how === 'ago') {
        writeColumn(memory, layout, slot, column, values);
        continue;
      }
      const total = totals.get(recording) ?? new Float64Array(agents);
      totals.set(recording, total);
      for (let i = 0; i < agents; i++) total[i] += values[i];
      if (week < lastWeek) continue;
      const span = lastWeek - firstWeek + 1;
      writeColumn(
        memory,
        layout,
        slot,
        column,
        Float32Array.from(total, sum => sum / span),
      );
      totals.delete(recording);
    }
    return undefined;
  }

  function ask(week: number): Failure | undefined {
    let row = 0;
    for (const [k, plan] of waves.entries()) {
      if (plan.week === week) {
        const outputs = plan.extract.outputs.map(() => new Float32Array(agents));
        const failure = machine.extract(slot, k, week, 0, agents, outputs);
        if (failure) return failure;
        const previous = k > 0 ? asked.get(waves[k - 1].wave.id) : undefined;
        const found = interview({
          plan,
          outputs,
          ids: watch.ids,
          seed: watch.seed,
          replicate,
          week,
          previous,
        });
        asked.set(plan.wave.id, found.respondents);
        plan.rows.forEach((_, r) => {
          surveyValues.set([found.drawn[r], found.expected[r]], row + 2 * r);
          surveyRespondents[row + 2 * r] = found.answered[r];
        });
      }
      row += 2 * plan.rows.length;
    }
    return undefined;
  }

  return {
    look: week => count(week) ?? record(week) ?? ask(week),
    report() {
      const metric = (name: string, week: number) =>
        trajectories[week * series.length + series.findIndex(s => s.metric === name && s.group === 'all')];
      const seen = { weeks, flows, moves, personsPerAgent, metric };
      const figures = Float64Array.from(watch.figures, figure => figure.read(seen));
      return { trajectories, flows, surveyValues, surveyRespondents, figures };
    },
  };
}
