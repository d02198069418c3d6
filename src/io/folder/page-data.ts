import { isoDay, lastDay } from '../../core/calendar.ts';
import { type Diagnostic, describe } from '../../core/diagnostics.ts';
import type { Inputs } from '../../engine/program/run-types.ts';
import type { Model } from '../../model/model.ts';
import { untestedMetrics } from '../../observe/untested.ts';
import type { Event } from '../../scenario/scenario.ts';
import { whoKey } from '../../scenario/who.ts';
import type { Study } from '../../survey/study.ts';
import { compare } from './rows.ts';

/** What was asked of which model and study, in words: what a reader of the tables needs beside them. */
export type About = ReturnType<typeof aboutOf>;

/** What is told of a model. */
export type ModelWords = Pick<Model, 'metrics'> & Partial<Pick<Model, 'places' | 'charts' | 'limits'>>;

type StudyWords = Pick<Study, 'items' | 'waves' | 'margins' | 'flows' | 'trackRecord'>;

/**
 * The custom part of datapackage.json, from which a report is written. No clock and no hash: its bytes repeat.
 * @param inputs of all scenarios; in a comparison the one that the others are compared with first
 * @param quotedDate the Monday of the week whose figures are quoted, in place of the last
 */
export function aboutOf(
  inputs: readonly Pick<Inputs, 'scenario'>[],
  { metrics, places, charts = [], limits = [] }: ModelWords,
  { items = [], waves = [], margins = [], flows = [], trackRecord }: Partial<StudyWords>,
  quotedDate = '',
) {
  return {
    // The Monday whose figures are quoted, in place of the last; empty: none was asked for.
    quoted_date: quotedDate,
    // Agents of a run, where no table of runs tells them.
    agents: undefined as number | undefined,
    scenarios: inputs.map(({ scenario }) => ({
      name: scenario.name,
      title: scenario.title,
      assumes: scenario.assumes,
      model: scenario.model,
      study: scenario.study,
      from: isoDay(scenario.startDay),
      until: isoDay(lastDay(scenario, scenario.weeks - 1)),
      weeks: scenario.weeks,
      // How long each of these is, where it is no week.
      step: scenario.step,
      persons_per_agent: scenario.personsPerAgent,
      seed: scenario.seed,
      parameters_from: scenario.parametersFrom ?? 'defaults',
      parameters: scenario.parameters,
      // In place of what the files say; left out where nothing is.
      set: scenario.set,
      choose: scenario.choose,
      without_mechanisms: scenario.withoutMechanisms,
      groups: scenario.groups,
      events: scenario.events.map(eventWords).sort((a, b) => compare(a.from, b.from)),
    })),
    metrics: metrics.map(({ name, title, measure, unit, text, headline }) => ({
      name,
      title,
      measure,
      unit,
      headline,
      description: text,
    })),
    charts,
    limits,
    // How good such projections have been, where that is known of this model.
    track_record:
      trackRecord?.model === inputs[0]?.scenario.model
        ? { ...trackRecord!, untested: untestedMetrics(metrics, { items, margins, flows, trackRecord }) }
        : undefined,
    places: places?.labels.map((label, k) => ({ name: label, title: places.titles[k] })) ?? [],
    origin: places?.labels[places.origin] ?? '',
    waves: waves.map(({ id, label, startDay, endDay, planned }) => ({
      id,
      label,
      from: isoDay(startDay),
      to: isoDay(endDay),
      planned,
    })),
    items: items.map(({ id, construct, responses }) => ({ id, construct, responses })),
    figures: [
      ...margins.map(({ row, wave, item, subgroup, response }) => ({ row, wave, item, subgroup, response })),
      ...flows.map(({ row, place, measure, startDay, endDay }) => ({
        ...{ row, place, measure },
        ...{ from: isoDay(startDay), to: isoDay(endDay) },
      })),
    ],
  };
}

/** A warning on one line for readers of results: its file without the folders, which may be elsewhere on other machines. */
export function warningWords({ at, ...problem }: Diagnostic): string {
  return describe({ ...problem, at: at && { ...at, file: at.file.split('/').at(-1)! } });
}

function eventWords(event: Event) {
  const { id, kind, fromDay, toDay, size, step, answer, who, halfLifeWeeks, leadWeeks, places, labels } =
    event;
  return {
    id: id ?? '',
    kind,
    from: isoDay(fromDay),
    to: toDay === undefined ? '' : isoDay(toDay),
    size,
    // Name of the size, of a lever in named steps.
    step: step?.name ?? '',
    // Of a size that is an expression; left out where it is a number.
    answer: answer && { size: answer.text.text.trim(), numbers: answer.numbers },
    who: who && whoKey(who),
    half_life_weeks: halfLifeWeeks ?? null,
    lead_weeks: leadWeeks,
    places,
    // Of a lever by a column.
    labels,
  };
}
