import { isoDay, WEEKS_IN } from '../core/calendar.ts';
import type { Diagnostic, Position } from '../core/diagnostics.ts';
import type { Lever } from '../model/lever.ts';
import type { Model } from '../model/model.ts';
import { weeklyField } from './fields.ts';
import type { Event, Scenario } from './scenario.ts';
import { whoKey } from './who.ts';

type Known = Pick<Model, 'fields' | 'places' | 'levers'>;
type Window = Pick<Scenario, 'events' | 'files' | 'positions' | 'startDay' | 'step' | 'weeks'>;

/** Part of its greatest strength below which an event counts as over. */
const FADED = 0.1;
/** A change below it changes no draw that anybody would notice: what has faded long before a run is none. */
const NOTHING = 1e-6;
/** Sizes are sums of numbers of f32. */
const NEARLY = 1 + 1e-6;

/** What of events means nothing to their levers: sizes out of range, places where a lever doesn't act. */
export function eventProblems({ events }: Pick<Scenario, 'events'>, model: Known): Diagnostic[] {
  const { labels, origin } = model.places;
  return events.flatMap(event => {
    const field = model.fields.find(({ name }) => name === event.kind);
    if (!field) return [];
    const lever = model.levers.find(({ name }) => name === event.kind);
    const allowed = !field.byPlace ? [labels[origin]] : (lever?.places ?? labels);
    const strangers = event.places.filter(place => labels.includes(place) && !allowed.includes(place));
    const found: Diagnostic[] = strangers.map(place =>
      field.byPlace
        ? {
            kind: 'value',
            message: `\`${event.kind}\` doesn't act at \`${place}\``,
            at: event.at,
            expected: allowed.join(', '),
          }
        : {
            kind: 'value',
            message: `\`${event.kind}\` acts on everybody: it can't be limited to places`,
            at: event.at,
            found: `\`${place}\``,
            hint: `leave out \`places\`; by place are ${byPlace(model)}`,
          },
    );
    if (lever && !event.step && (event.size < lever.range[0] || event.size > lever.range[1]))
      found.push({
        kind: 'value',
        message: `${called(event)} can't have the size ${event.size}`,
        at: event.at,
        expected: sizesOf(lever),
        hint: `1 is ${lever.unit}`,
      });
    return found;
  });
}

/** The sizes that a lever allows, in words. */
export function sizesOf({ range: [low, high], steps }: Pick<Lever, 'range' | 'steps'>): string {
  const numbers = `${low} to ${high}`;
  return steps ? `${[...steps.values.keys()].join(', ')}, or a change of ${numbers} steps` : numbers;
}

/**
 * What a reader of results should know of the events that the scenario's files add or switch on: those that change nothing,
 * those that begin before the model does, and those that go beyond what the study has figures of.
 */
export function eventWarnings(scenario: Window, model: Known): Diagnostic[] {
  const { events, files, positions, startDay } = scenario;
  return events.flatMap(event => {
    const field = model.fields.find(({ name }) => name === event.kind);
    const isOwn = files.includes(event.at.file);
    const switchedOn = event.id === undefined ? undefined : positions.get(`with.${event.id}`);
    if (!field || !(isOwn || switchedOn)) return [];
    const at = isOwn ? event.at : switchedOn;
    const effect = effectOf(event, field.byPlace, scenario, model);
    if (!effect.weeks)
      return [
        { kind: 'value', message: `${called(event)} changes nothing in this run`, at, hint: why(event) },
      ];
    const warnings: Diagnostic[] = [];
    if (isOwn && event.fromDay < startDay)
      warnings.push({
        kind: 'value',
        message: `${called(event)} begins before the model does, and acts from the first week on`,
        at,
        found: isoDay(event.fromDay),
        expected: `a day from ${isoDay(startDay)} on`,
        hint: 'is the year right?',
      });
    const lever = model.levers.find(({ name }) => name === event.kind);
    return lever ? [...warnings, ...beyond(event, lever, effect, at)] : warnings;
  });
}

interface Effect {
  /** Weeks in which the event acts with more than a tenth of its greatest strength; 0: it changes nothing. */
  weeks: number;
  /** The greatest size that the lever reaches meanwhile, all events together, and where. */
  reached: number;
  place: string | undefined;
}

function effectOf(event: Event, byPlace: boolean, scenario: Window, model: Known): Effect {
  const { weeks } = scenario;
  const events = scenario.events.filter(({ who }) => whoKey(who) === whoKey(event.who));
  const { labels } = model.places;
  const others = events.filter(other => other !== event);
  // When a size answers, it is known on which days it may.
  const own = { ...event, answer: undefined };
  const places = !byPlace ? [undefined] : event.places.length ? event.places : labels;
  let [most, reached, place]: [number, number, string | undefined] = [0, 0, undefined];
  const changes = places.map(where => {
    const all = weeklyField([...others, own], event.kind, where, scenario, weeks);
    const without = weeklyField(others, event.kind, where, scenario, weeks);
    return all.map((value, week) => {
      const change = Math.abs(value - without[week]);
      most = Math.max(most, change);
      if (change > 0 && Math.abs(value) > Math.abs(reached)) [reached, place] = [value, where];
      return change;
    });
  });
  const acting = new Set(
    changes.flatMap(change => Array.from(change.keys()).filter(week => change[week] > FADED * most)),
  );
  return { weeks: most > NOTHING ? acting.size * WEEKS_IN[scenario.step ?? 'week'] : 0, reached, place };
}

function beyond(event: Event, lever: Lever, effect: Effect, at: Position | undefined): Diagnostic[] {
  const { seen, range, parameters } = lever;
  const reached = Math.abs(effect.reached);
  const where = effect.place === undefined ? '' : ` at \`${effect.place}\``;
  const size = `\`${event.kind}\` reaches ${Number(effect.reached.toFixed(3))}${where}`;
  const found: Diagnostic[] = [];
  const isKnown = !event.answer;
  if (isKnown && (effect.reached > range[1] * NEARLY || effect.reached < range[0] * NEARLY))
    found.push({
      kind: 'value',
      message: `${size}, by events that act at once`,
      at,
      expected: `${range[0]} to ${range[1]}`,
      hint: 'what is beyond counts as the end of the range, or means nothing',
    });
  const assumed = parameters.length ? ` (${parameters.join(', ')})` : '';
  if (!seen) {
    found.push({
      kind: 'value',
      message: `nothing like ${called(event)} was seen: which way \`${event.kind}\` acts follows from the model, how strongly is assumed${assumed}`,
      at,
    });
    return found;
  }
  if (isKnown && reached > seen.size * NEARLY)
    found.push({
      kind: 'value',
      message: `${size}, beyond what was seen`,
      at,
      expected: `up to ${seen.size} (${seen.text})`,
    });
  if (effect.weeks > seen.weeks)
    found.push({
      kind: 'value',
      message: `${called(event)} acts for ${effect.weeks} weeks, longer than was seen`,
      at,
      expected: `up to ${seen.weeks} weeks (${seen.text})`,
    });
  return found;
}

const called = ({ id, kind }: Event) =>
  id === undefined ? `the event of \`${kind}\`` : `the event \`${id}\``;

const why = ({ size, step }: Event) =>
  step
    ? `is \`${step.name}\` what holds there anyway, or do its days lie outside?`
    : size === 0
      ? 'its size is 0'
      : 'do its days lie outside, or does another event hold in its place?';

const byPlace = ({ fields }: Known) =>
  fields
    .filter(field => field.byPlace)
    .map(field => field.name)
    .join(', ') || 'none';
