import { inStepOf, type Step } from '../../../core/calendar.ts';
import type { About } from '../../../io/folder/page-data.ts';
import { compare } from '../../../io/folder/rows.ts';
import {
  type Estimate,
  type Measure,
  type Quoted,
  quoteDifference,
  quoteLevel,
  type Resolution,
} from '../../../quote/quantity.ts';
import type { Folder } from './folder.ts';
import type { Content } from './html.ts';
import type { Mark, Period } from './time.ts';
import { capital, dateText, spaced, tickText, typeset } from './words.ts';

/** What every section of a page is made of. */
export interface View {
  folder: Folder;
  about: About;
  period: Period;
  /** Events of the scenarios, in the order of their dates; one that several have is listed once. */
  events: readonly NumberedEvent[];
  marks: readonly Mark[];
  /** Runs behind the bands; 0 where the folder has no table of runs. */
  runs: number;
  resolution: Resolution;
  /** A count of persons that the model made, without an interval. */
  persons(value: number): string;
  metric(name: string): MetricWords;
  place(label: string): string;
  /** How long a step of the models is. */
  step: Step;
  /** `in the week of 21 Feb 2022`: when a figure is told of. */
  when(date: string): string;
  /** Title of a scenario. */
  scenario(name: string): string;
}

export type ScenarioWords = About['scenarios'][number];
type EventWords = ScenarioWords['events'][number];

export interface NumberedEvent extends EventWords {
  number: number;
  /** Names of the scenarios that have it; undefined: all. */
  only: readonly string[] | undefined;
}

export interface MetricWords {
  name: string;
  title: string;
  text: string;
  unit: string;
  measure: Measure;
  /** A level and its interval, rounded by one rule. */
  level(estimate: Estimate): Quoted;
  difference(estimate: Estimate): Quoted;
  /** A level without an interval. */
  show(value: number): string;
  /** Along an axis. */
  tick(value: number): string;
}

/** A part of the page; it is shown when its tables are there. */
export interface Section {
  id: string;
  title: string;
  make(view: View): Content;
}

export function viewOf(folder: Folder): View {
  const { about } = folder;
  const events = eventsOf(about.scenarios);
  const places = new Map(about.places.map(({ name, title }) => [name, title]));
  const runs = folder.rows('runs').filter(row => row.status === 'ok');
  const resolution = {
    personsPerAgent: Math.max(1, ...about.scenarios.map(scenario => scenario.persons_per_agent)),
    agents: Number(runs[0]?.agents) || about.agents,
  };
  const step = about.scenarios[0]?.step ?? 'week';
  const words = new Map(about.metrics.map(metric => [metric.name, wordsOf(metric, resolution)]));
  return {
    folder,
    about,
    period: periodOf(about),
    events,
    marks: events.map(({ number, from }) => ({ number, date: from })),
    runs: runs.length,
    resolution,
    persons: value => typeset(quoteLevel('persons', { value }, resolution).value),
    metric: name =>
      words.get(name) ??
      wordsOf({ name, title: spaced(name), measure: 'mean', unit: '', description: '' }, resolution),
    step,
    when: date => inStepOf(dateText(date), step),
    place: label => places.get(label) ?? capital(spaced(label)),
    scenario: name => about.scenarios.find(scenario => scenario.name === name)?.title ?? spaced(name),
  };
}

function wordsOf(metric: Omit<About['metrics'][number], 'headline'>, resolution: Resolution): MetricWords {
  const { name, measure, unit, description: text } = metric;
  return {
    ...{ name, measure, unit, text, title: metric.title ?? spaced(name) },
    level: estimate => typesetBoth(quoteLevel(measure, estimate, resolution)),
    difference: estimate => typesetBoth(quoteDifference(measure, estimate, resolution)),
    show: value => typeset(quoteLevel(measure, { value }, resolution).value),
    tick: value => tickText(value, measure),
  };
}

const typesetBoth = ({ value, range }: Quoted): Quoted => ({ value: typeset(value), range: typeset(range) });

/** From the first to the last Monday of any scenario. */
function periodOf({ scenarios }: About): Period {
  const from = scenarios.map(scenario => scenario.from).sort(compare)[0] ?? '';
  const until =
    scenarios
      .map(scenario => scenario.until)
      .sort(compare)
      .at(-1) ?? '';
  return { from, until };
}

function eventsOf(scenarios: readonly ScenarioWords[]): NumberedEvent[] {
  const found = new Map<string, { event: EventWords; only: string[] }>();
  for (const { name, events } of scenarios)
    for (const event of events) {
      const key = JSON.stringify({ ...event, id: '' });
      const known = found.get(key);
      if (known) known.only.push(name);
      else found.set(key, { event, only: [name] });
    }
  return [...found.values()]
    .sort((a, b) => compare(a.event.from, b.event.from))
    .map(({ event, only }, k) => ({
      ...event,
      number: k + 1,
      only: new Set(only).size < scenarios.length ? only : undefined,
    }));
}
