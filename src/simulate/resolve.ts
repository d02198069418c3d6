import { clockOf, stepOf } from '../core/calendar.ts';
import { type Diagnostic, DiagnosticError, joinWarnings, type Text } from '../core/diagnostics.ts';
import { checkShape } from '../core/located-document.ts';
import { release } from '../core/release.ts';
import type { Tally } from '../engine/program/compiled-model.ts';
import { type Layout, layOut } from '../engine/program/layout.ts';
import type { BackendName, Frame, Inputs, SurveyRow, Task } from '../engine/program/run-types.ts';
import { roomFor } from '../engine/state/entries.ts';
import { canShare, createMemory, fillCommon, populationColumn } from '../engine/state/memory.ts';
import { keptIn } from '../engine/state/slot-rows.ts';
import { HASH_LANES } from '../engine/state/state-hash.ts';
import { buildModel } from '../model/build.ts';
import type { Model } from '../model/model.ts';
import { ownCopy } from '../model/transforms.ts';
import { type MicrodataPlan, planMicrodata } from '../observe/microdata/plan.ts';
import { sumsLength } from '../observe/observer.ts';
import { planTerms } from '../observe/patterns/patterns.ts';
import type { TermPlan } from '../observe/patterns/terms.ts';
import { cutWindows, type FlowTarget, planFlowTargets } from '../observe/series/flow-targets.ts';
import { type MetricPlan, planFlows, planMetrics, planVitals } from '../observe/series/metrics.ts';
import { planTotals, type TotalPlan } from '../observe/series/totals.ts';
import { type LaggedColumn, planLaggedColumns } from '../observe/survey/lagged-columns.ts';
import { planWaves, type WavePlan } from '../observe/survey/waves.ts';
import { unreadWarnings } from '../observe/unread.ts';
import { endsBeforeFigures } from '../observe/until.ts';
import { populationSchema } from '../population/margins/schema.ts';
import { personsOf, populate } from '../population/populate.ts';
import type { Population } from '../population/population.ts';
import {
  type Answer,
  answerCharts,
  answerMetrics,
  answerSeries,
  compileAnswers,
} from '../scenario/answers.ts';
import { checkSources } from '../scenario/sources.ts';
import { validateScenario } from '../scenario/validate.ts';
import { targetsOf } from '../scenario/who.ts';
import { parseStudy } from '../survey/parse.ts';
import type { Study } from '../survey/study.ts';

/** A scenario with everything it names, checked and typed: what will be done and looked at, but not one agent yet. */
export interface ResolvedScenario {
  /** Its last columns, `declared` and after, are recordings for survey waves. */
  model: Model;
  /** Number of columns that the model itself declares. */
  declared: number;
  study: Study;
  totals: TotalPlan;
  /** Sizes of events that are expressions. */
  answers: readonly Answer[];
  metrics: MetricPlan;
  /** The totals' tallies, the metrics', those of entries, births and deaths, then that of the flows. */
  tallies: readonly Tally[];
  waves: readonly WavePlan[];
  recordings: readonly LaggedColumn[];
  figures: readonly FlowTarget[];
  /** Metrics whose levels before the first week are wanted. */
  levels: readonly string[];
  /** The statistics that are wanted besides. */
  terms: readonly TermPlan[];
  /** Tables of single agents, respondents and ties. */
  microdata: readonly MicrodataPlan[];
  frame: Frame;
  /** What of the inputs is ignored or contradicts the rest, though nothing is wrong enough to stop (see `joinWarnings`). */
  warnings: readonly Diagnostic[];
}

/** Check and type all inputs against each other. Throws a DiagnosticError with everything that is wrong. */
export function resolveScenario({
  scenario,
  model: files,
  study: tables,
  statistics = [],
  posterior,
}: Inputs): ResolvedScenario {
  const { choose, withoutMechanisms: without, parameters } = scenario;
  const model = buildModel(files, { choose, without, parameters, targets: targetsOf(scenario.events) });
  if (files.population) checkShape(files.population, populationSchema);
  const validated = validateScenario(scenario, model, files);
  if (validated.problems.length) throw new DiagnosticError(validated.problems);
  const answers = compileAnswers(model, scenario.events);
  const study = parseStudy(tables);
  const ignored = [
    ...endsBeforeFigures(study, scenario),
    ...unreadWarnings(files, tables, scenario),
    ...checkSources(files, tables),
  ];
  const weeks = stepOf(scenario.untilDay, model) + 1;
  const totals = planTotals(model);
  const metrics = planMetrics(model, scenario.groups);
  const recorder = planLaggedColumns(model);
  const waves = planWaves(model, study, weeks, recorder, scenario.groups);
  const terms = planTerms(model, study, weeks, recorder, statistics);
  const figures = planFlowTargets(model, study);
  const microdata = scenario.outputs ? planMicrodata(model, study, weeks, waves, scenario.outputs) : [];
  const survey = waves
    .flatMap(wave => wave.rows)
    .flatMap(({ row }): SurveyRow[] => [
      { ...row, mode: 'drawn' },
      { ...row, mode: 'expected' },
    ]);
  const frame: Frame = {
    weeks,
    ...clockOf(model),
    places: model.places.labels,
    series: [...metrics.series, ...answerSeries(answers).map(({ metric, group }) => ({ metric, group }))],
    survey,
    figures: figures.map(({ figure }) => figure.row),
    ...(microdata.length > 0 && { microdata: microdata.map(({ table }) => table) }),
  };
  return {
    model: {
      ...model,
      columns: [...model.columns, ...recorder.columns],
      metrics: [...model.metrics, ...answerMetrics(model, scenario.events)],
      charts: [...model.charts, ...answerCharts(scenario.events)],
    },
    // Where somebody is in life is part of a state, though no expression names it.
    declared: model.columns.filter(({ hidden }) => !hidden).length + (model.lives ? 1 : 0),
    study,
    totals,
    answers,
    metrics,
    tallies: [...totals.tallies, ...metrics.tallies, ...planVitals(model), planFlows(model)],
    waves,
    recordings: recorder.recordings,
    figures,
    levels: [...new Set(figures.flatMap(plan => plan.levels))],
    terms,
    microdata,
    frame,
    warnings: joinWarnings(
      scenario.warnings ?? [],
      posterior?.warnings ?? [],
      validated.warnings,
      model.warnings,
      study.warnings,
      cutWindows(model, study),
      ignored,
    ),
  };
}

/** The same scenario when these statistics are wanted, in place of those that were. */
export function withStatistics(resolved: ResolvedScenario, texts: readonly Text[]): ResolvedScenario {
  const model = ownCopy(resolved.model);
  const recorder = planLaggedColumns(model);
  const terms = planTerms(model, resolved.study, resolved.frame.weeks, recorder, texts);
  return {
    ...resolved,
    model: { ...model, columns: [...model.columns, ...recorder.columns] },
    recordings: [...resolved.recordings, ...recorder.recordings],
    terms,
  };
}

export interface Instance {
  resolved: ResolvedScenario;
  frame: Frame;
  population: Population;
  /** What threads are given. */
  task: Task;
  /** Those of the inputs, then those of the people made from them. */
  warnings: readonly Diagnostic[];
}

export interface InstantiateOptions {
  backend: BackendName;
  /** Runs at a time. */
  slots: number;
  /** What `resolveScenario` said of these inputs, where that is known. */
  resolved?: ResolvedScenario;
  /** People already made, from inputs that make the same ones. */
  population?: Population;
}

/** What runs would take: as many people and, about, ties as they have, of whom nobody is made to be run. */
export interface Measure {
  agents: number;
  layout: Layout;
  /** Those of the inputs, then those of the people. */
  warnings: readonly Diagnostic[];
}

/** Look at the people that `instantiate` makes and at the room they take. Everything that is wrong with them is found. */
export function measure(inputs: Inputs, resolved: ResolvedScenario, slots: number): Measure {
  const people = populate(resolved.model, inputs, { counted: true });
  const layout = layOutFor(inputs, resolved, people, slots);
  return { agents: people.agents, layout, warnings: joinWarnings(resolved.warnings, people.warnings) };
}

function layOutFor(inputs: Inputs, { model, frame }: ResolvedScenario, people: Population, slots: number) {
  const ties = model.networks.map(({ name }) => people.ties.get(name)?.neighbours.length ?? 0);
  const personsPerAgent = personsOf(model, inputs.model.population) / people.agents;
  return layOut(model, people.agents, ties, slots, roomFor(model, frame.weeks, personsPerAgent));
}

/** Make the people, once for all runs, and lay them out in one shared memory with room for `slots` runs at a time. */
export function instantiate(inputs: Inputs, options: InstantiateOptions): Instance {
  const resolved = options.resolved ?? resolveScenario(inputs);
  const { model } = resolved;
  const population = options.population ?? populate(model, inputs);
  const layout = layOutFor(inputs, resolved, population, options.slots);
  const memory = createMemory(layout);
  fillCommon(memory, layout, model, population);
  const written = model.columns.flatMap(({ fromPopulation }, k) =>
    fromPopulation && !layout.columns[k].common
      ? [[k, shared(populationColumn(model, k, population))] as const]
      : [],
  );
  const task: Task = {
    inputs,
    backend: options.backend,
    layout,
    memory,
    startColumns: new Map(written),
    sums: Math.max(sumsLength(resolved.tallies), HASH_LANES),
  };
  const warnings = joinWarnings(resolved.warnings, population.warnings);
  return { resolved, frame: resolved.frame, population, task, warnings };
}

/** The same for one set of runs: ties and ids are then held once, in the memory that the runs share. */
export function instantiateOnce(inputs: Inputs, options: Omit<InstantiateOptions, 'population'>): Instance {
  const made = instantiate(inputs, options);
  const { memory, layout } = made.task;
  const population = keptIn(memory, layout, made.resolved.model, made.population);
  const ties = [...made.population.ties.values()].flatMap(({ starts, neighbours }) => [starts, neighbours]);
  release(made.population.ids, ...ties);
  return { ...made, population };
}

/** A copy that threads don't copy again, where there are any. */
function shared(values: Uint8Array): Uint8Array {
  if (!canShare()) return values.slice();
  const copy = new Uint8Array(new SharedArrayBuffer(values.length));
  copy.set(values);
  return copy;
}
