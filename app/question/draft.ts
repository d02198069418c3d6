import type { Catalogue, LeverWords, Preset } from '../engine/door.ts';

/** A question: a scenario file being written. Always plain data, so that a link and the history can hold it. */
export interface Draft {
  /** The shipped scenario it began as. */
  preset: string;
  /** The file that it extends. */
  parent: string;
  /** Given by the reader or the preset; undefined: made from the events. */
  title?: string;
  assumes?: string;
  events: readonly DraftEvent[];
  /** Ids of events that are switched off, and of those that are switched on. */
  without: readonly string[];
  with: readonly string[];
  /** What else the preset's file says, kept as it is. */
  rest: Readonly<Record<string, unknown>>;
}

/** An event as a scenario file has it. */
export interface DraftEvent {
  id?: string;
  kind: string;
  from: string;
  to?: string;
  /** A number, the name of a step, or an expression, which the page shows and doesn't change. */
  size: number | string;
  /** What the expression names. */
  numbers?: Readonly<Record<string, number>>;
  /** On whom it acts; the page shows it and doesn't change it. */
  who?: string;
  half_life_weeks?: number;
  lead_weeks?: number;
  places?: readonly string[];
  /** Of a lever by a column; the page keeps them. */
  labels?: readonly string[];
}

/** The question that a preset asks; one that extends nothing is asked about by extending it. */
export function draftOf({ name, file, parent, value }: Preset): Draft {
  const { extends: _, title, assumes, events = [], with: on = [], without = [], ...rest } = value;
  const isRoot = parent === undefined;
  return {
    preset: name,
    parent: parent ?? file,
    ...(isRoot ? {} : { title: String(title), assumes: String(assumes).trim() }),
    events: isRoot ? [] : (events as DraftEvent[]),
    without: isRoot ? [] : (without as string[]),
    with: isRoot ? [] : (on as string[]),
    rest: isRoot ? {} : rest,
  };
}

/** Whether a question is its preset as it is shipped. */
export const isPreset = (draft: Draft, preset: Preset | undefined): boolean =>
  preset !== undefined && JSON.stringify(draft) === JSON.stringify(draftOf(preset));

/** Whether it asks nothing: then its runs are those of the file it extends. */
export const isEmpty = ({ events, without, with: on, rest }: Draft): boolean =>
  !events.length && !without.length && !on.length && !Object.keys(rest).length;

/** A change of what is asked: a title that named what was asked before is made again. */
export function changed(draft: Draft, change: Partial<Draft>): Draft {
  const { title: _, assumes: _a, ...kept } = draft;
  return { ...kept, ...change };
}

export function withEvent(draft: Draft, index: number, change: Partial<DraftEvent>): Draft {
  const events = draft.events.map((event, k) => (k === index ? pruned({ ...event, ...change }) : event));
  return changed(draft, { events });
}

export const withoutEvent = (draft: Draft, index: number): Draft =>
  changed(draft, { events: draft.events.filter((_, k) => k !== index) });

/** Keys without a value are left out of the file. */
function pruned(event: DraftEvent): DraftEvent {
  const entries = Object.entries(event).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as unknown as DraftEvent;
}

/** Switch one of the study's events on or off. */
export function switched(draft: Draft, id: string, isUsual: boolean, on: boolean): Draft {
  const others = (names: readonly string[]) => names.filter(name => name !== id);
  return changed(draft, {
    without: on || !isUsual ? others(draft.without) : [...others(draft.without), id],
    with: on && !isUsual ? [...others(draft.with), id] : others(draft.with),
  });
}

/** Whether one of the study's events happens: it is on, and so is what it belongs to. */
export function happens(draft: Draft, { history }: Pick<Catalogue, 'history'>, id: string): boolean {
  if (draft.with.includes(id)) return true;
  if (draft.without.includes(id)) return false;
  const event = history.find(one => one.id === id);
  if (!event?.usual) return false;
  return event.belongsTo === undefined || happens(draft, { history }, event.belongsTo);
}

/** A lever's event as it begins: half way through the run, of full size, at its first place that it changes. */
export function newEvent(lever: LeverWords, draft: Draft, monday: string): DraftEvent {
  const place = lever.places.find(
    one => lever.usual[one] === undefined || lever.usual[one] !== lever.steps.at(-2),
  );
  const size = lever.steps.length ? (lever.steps.at(-2) ?? lever.steps[0]) : Math.min(1, lever.range[1]);
  const event: DraftEvent = { id: freeId(draft, lever.name), kind: lever.name, from: monday, size };
  return place === undefined ? event : { ...event, places: [place] };
}

function freeId({ events }: Draft, kind: string): string {
  const taken = new Set(events.map(({ id }) => id));
  for (let k = 1; ; k++) {
    const id = `my_${kind}${k > 1 ? `_${k}` : ''}`;
    if (!taken.has(id)) return id;
  }
}
