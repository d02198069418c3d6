import { type Clock, isoDay } from '../../core/calendar.ts';
import type { Inputs } from '../../engine/program/run-types.ts';
import { readSteps } from '../../model/levers.ts';
import type { Metric } from '../../model/model.ts';
import { agentsOf } from '../../population/populate.ts';
import type { Translations } from '../../project/read-texts.ts';
import { readStudyEvents } from '../../scenario/events.ts';
import { type ResolvedScenario, resolveScenario } from '../../simulate/resolve.ts';
import { parseYaml } from '../../text/yaml.ts';
import { recordOf, type SurveyFigure, surveyFigures, type TrackRecord } from './survey-words.ts';

/** What the page must know of a project to ask questions and to name answers: words, levers, dates, series. Plain data. */
export interface Catalogue extends Clock {
  /** The model's title. */
  title: string;
  limits: readonly string[];
  /** Steps that are simulated. */
  weeks: number;
  /** `iso`: alpha-3 code of a country; empty where the place is none. */
  places: readonly { label: string; title: string; iso: string }[];
  origin: string;
  levers: readonly LeverWords[];
  metrics: readonly MetricWords[];
  series: readonly { metric: string; group: string }[];
  /** Groups by which places are counted: `host`, so that `host=x` is one place. */
  groups: readonly string[];
  /** Events of the study, in its order. */
  history: readonly HistoryEvent[];
  presets: readonly Preset[];
  /** Sets of shares that add up to 1, such as futures. */
  parts: readonly { title: string; text: string; metrics: readonly string[] }[];
  /** Printed figures of the survey that the runs answer. */
  survey: readonly SurveyFigure[];
  record: TrackRecord | undefined;
  /** Columns by which people can be chosen, with their values; of flags none. */
  people: readonly { name: string; values: readonly string[] }[];
  persons: number;
  agents: number;
  /** What all these say in other languages; what isn't there stays as it is. */
  texts: Translations;
}

export interface LeverWords {
  name: string;
  title: string;
  text: string;
  unit: string;
  range: readonly [number, number];
  seen: { size: number; weeks: number; text: string } | undefined;
  /** Places where it can act; empty: it acts on everybody. */
  places: readonly string[];
  byPlace: boolean;
  /** Named sizes, in their order; empty: it has none. */
  steps: readonly string[];
  /** By place, the step that holds where no event says otherwise. */
  usual: Readonly<Record<string, string>>;
}

export interface MetricWords {
  name: string;
  title: string;
  text: string;
  measure: Metric['measure'];
  unit: string;
  headline: boolean;
}

interface HistoryEvent {
  id: string;
  kind: string;
  from: string;
  to: string | undefined;
  size: number | string;
  places: readonly string[];
  usual: boolean;
  belongsTo: string | undefined;
  /** What it did, in the study's words. */
  text: string;
}

/** A scenario that is shipped, as its file says it. */
export interface Preset {
  /** Name of its file, without ending. */
  name: string;
  /** As another file beside it names it. */
  file: string;
  /** The file that it extends, as it names it; undefined: none. */
  parent: string | undefined;
  /** The file as plain data. */
  value: Readonly<Record<string, unknown>>;
}

/** Made where the page is, so that a page shows what can be asked before any worker has compiled the model. */
export function catalogueOf(
  { files, presets }: { files: Readonly<Record<string, string>>; presets: readonly string[] },
  inputs: Inputs,
  texts: Translations = {},
): Catalogue {
  const resolved = resolveScenario(inputs);
  const agents = agentsOf(resolved.model, inputs.model, inputs.scenario);
  const { model, metrics, frame } = resolved;
  const { places } = model;
  const named = (inputs.study.events?.rows ?? []).map(
    ({ cells }) => [cells.event_id, cells.mechanism ?? ''] as const,
  );
  const words = new Map(named);
  const events = inputs.study.events ? readStudyEvents(inputs.study.events, readSteps(inputs.model)) : [];
  return {
    title: String((inputs.model.model.value as { title?: string }).title ?? model.name),
    limits: model.limits,
    startDay: frame.startDay,
    step: frame.step,
    weeks: frame.weeks,
    places: places.labels.map((label, k) => ({
      ...{ label, title: places.titles[k] ?? label, iso: places.iso[k] ?? '' },
    })),
    origin: places.labels[places.origin],
    levers: leversOf(resolved),
    metrics: model.metrics.map(({ name, title, text, measure, unit, headline }) => ({
      ...{ name, title, text, measure, unit: unit ?? '', headline: headline === true },
    })),
    series: metrics.series,
    groups: [...new Set(metrics.series.flatMap(({ group }) => (group === 'all' ? [] : group.split('=')[0])))],
    history: events.map(event => ({
      ...{ id: event.id, kind: event.kind, from: isoDay(event.fromDay) },
      to: event.toDay === undefined ? undefined : isoDay(event.toDay),
      size: event.step?.name ?? event.size,
      places: event.places,
      usual: event.usual,
      belongsTo: event.belongsTo,
      text: words.get(event.id) ?? '',
    })),
    presets: presets.map(path => {
      const value = parseYaml(files[path], path)[0].value as Record<string, unknown>;
      const parent = value.extends === undefined ? undefined : String(value.extends);
      const file = path.split('/').at(-1)!;
      return { name: file.replace(/^rhizome:|\.ya?ml$/g, ''), file, parent, value };
    }),
    parts: model.charts.flatMap(({ title, text, parts }) =>
      parts.length ? { title, text, metrics: parts } : [],
    ),
    survey: surveyFigures(resolved),
    record: recordOf(resolved),
    people: peopleOf(inputs),
    persons: agents * inputs.scenario.personsPerAgent,
    ...{ agents, texts },
  };
}

/** Columns that the survey draws people's traits for: those a reader can aim at. */
function peopleOf({ model }: Inputs): Catalogue['people'] {
  const { columns = {} } = model.model.value as {
    columns?: { [name: string]: { type: string; from?: string; values?: string[] } };
  };
  return Object.entries(columns).flatMap(([name, { type, from, values = [] }]) =>
    from === 'survey' && (type === 'one-of' || type === 'flag') ? [{ name, values }] : [],
  );
}

function leversOf({ model }: ResolvedScenario): LeverWords[] {
  return model.levers.map(({ name, title, text, unit, range, seen, labels, by, steps }) => {
    const byPlace = by === 'place';
    const names = [...(steps?.values.keys() ?? [])];
    const nameOf = (value: number) => names.find(one => steps?.values.get(one) === value) ?? String(value);
    const usual = [...(steps?.usual ?? [])].map(([place, value]) => [place, nameOf(value)] as const);
    return {
      ...{ name, title, text, unit, range, seen, byPlace, places: byPlace ? labels : [], steps: names },
      usual: Object.fromEntries(usual),
    };
  });
}
