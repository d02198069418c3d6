import { isoDay, WEEKS_IN } from '../core/calendar.ts';
import { type Diagnostic, didYouMean, type Position } from '../core/diagnostics.ts';
import { PLACE_SET } from '../language/type.ts';
import type { Lever } from '../model/lever.ts';
import type { Model } from '../model/model.ts';
import { weeklyField } from './fields.ts';
import { cellsOf, type Event, type Scenario } from './scenario.ts';
import { whoKey } from './who.ts';

type Known = Pick<Model, 'fields' | 'places' | 'levers'>;
type KnownField = Known['fields'][number];
type Window = Pick<Scenario, 'events' | 'files' | 'positions' | 'startDay' | 'step' | 'weeks'>;

/** Part of its greatest strength below which an event counts as over. */
const FADED = 0.1;
/** A change below it changes no draw that anybody would notice: what has faded long before a run is none. */
const NOTHING = 1e-6;
/** Sizes are sums of numbers of f32. */
const NEARLY = 1 + 1e-6;

/** What of events means nothing to their levers: sizes out of range, places where a lever doesn't act. */
export function eventProblems({ events }: Pick<Scenario, 'events'>, model: Known): Diagnostic[] {
  return events.flatMap(event => {
    const field = model.fields.find(({ name }) => name === event.kind);
    if (!field) return [];
    const lever = model.levers.find(({ name }) => name === event.kind);
    const found = [...placesProblems(event, field, lever, model), ...labelsProblems(event, field)];
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

function placesProblems(
  { kind, places, at }: Event,
  { by, labels: own }: KnownField,
  lever: Lever | undefined,
  model: Known,
): Diagnostic[] {
  const { labels, origin } = model.places;
  if (by !== undefined && by !== PLACE_SET)
    return places.slice(0, 1).map(place => ({
      kind: 'value',
      message: `\`${kind}\` is by \`${by}\`, not by place`,
      at,
      found: `\`${place}\``,
      hint: `write \`labels\`, of ${own.join(', ')}; \`who\` limits an event to some places`,
    }));
  const allowed = by === undefined ? [labels[origin]] : (lever?.labels ?? labels);
  const strangers = places.filter(place => labels.includes(place) && !allowed.includes(place));
  return strangers.map(place =>
    by === PLACE_SET
      ? {
          kind: 'value',
          message: `\`${kind}\` doesn't act at \`${place}\``,
          at,
          expected: allowed.join(', '),
        }
      : {
          kind: 'value',
          message: `\`${kind}\` acts on everybody: it can't be limited to places`,
          at,
          found: `\`${place}\``,
          hint: `leave out \`places\`; by place are ${byPlace(model)}`,
        },
  );
}

/** Labels that a field by a column doesn't have, and labels of any other field. */
function labelsProblems({ kind, labels = [], at }: Event, { by, labels: known }: KnownField): Diagnostic[] {
  if (by === undefined || by === PLACE_SET)
    return labels.slice(0, 1).map(label => ({
      kind: 'value',
      message: `\`${kind}\` is by no column of labels`,
      at,
      found: `\`${label}\``,
      hint: by ? 'write `places`' : 'leave out `labels`; `who` limits an event to some',
    }));
  return labels
    .filter(label => !known.includes(label))
    .map(label => ({
      kind: 'unknown',
      message: `\`${by}\` has no label \`${label}\``,
      at,
      expected: known.join(', '),
      hint: didYouMean(label, known),
    }));
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
    const effect = effectOf(event, field, scenario);
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
  label: string | undefined;
}

function effectOf(event: Event, { by, labels }: KnownField, scenario: Window): Effect {
  const { weeks } = scenario;
  // A step holds in place of what acts on everybody.
  const isBeside = ({ who }: Event) => whoKey(who) === whoKey(event.who) || (event.step && !who);
  const events = scenario.events.filter(isBeside);
  const others = events.filter(other => other !== event);
  // When a size answers, it is known on which days it may.
  const own = { ...event, answer: undefined };
  const cells = cellsOf(event);
  const acting = by === undefined ? [undefined] : cells.length ? cells : labels;
  let [most, reached, label]: [number, number, string | undefined] = [0, 0, undefined];
  const changes = acting.map(where => {
    const all = weeklyField([...others, own], event.kind, where, scenario, weeks);
    const without = weeklyField(others, event.kind, where, scenario, weeks);
    return all.map((value, week) => {
      const change = Math.abs(value - without[week]);
      most = Math.max(most, change);
      if (change > 0 && Math.abs(value) > Math.abs(reached)) [reached, label] = [value, where];
      return change;
    });
  });
  const busy = new Set(
    changes.flatMap(change => Array.from(change.keys()).filter(week => change[week] > FADED * most)),
  );
  return { weeks: most > NOTHING ? busy.size * WEEKS_IN[scenario.step ?? 'week'] : 0, reached, label };
}

function beyond(event: Event, lever: Lever, effect: Effect, at: Position | undefined): Diagnostic[] {
  const { seen, range, parameters } = lever;
  const reached = Math.abs(effect.reached);
  const where = effect.label === undefined ? '' : ` at \`${effect.label}\``;
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
    .filter(field => field.by === PLACE_SET)
    .map(field => field.name)
    .join(', ') || 'none';
