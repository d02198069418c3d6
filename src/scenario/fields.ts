import { type Clock, firstDay } from '../core/calendar.ts';
import { numbers } from '../core/math/arithmetic.ts';
import { exp } from '../core/math/exponential.ts';
import type { Event } from './scenario.ts';

/**
 * How strongly an event acts on one day: `size` from its first to its last day, halved every half-life if it has one;
 * before its first day growing linearly from 0 over the lead; nothing after its end.
 */
export function intensity(event: Event, day: number): number {
  const { fromDay, toDay, size, halfLifeWeeks, leadWeeks } = event;
  if (toDay !== undefined && day > toDay) return 0;
  const since = day - fromDay;
  const lead = 7 * leadWeeks;
  if (since < 0) return since > -lead ? (size * (lead + since)) / lead : 0;
  if (halfLifeWeeks === undefined) return size;
  return size * exp(numbers, Math.fround((-Math.LN2 * since) / 7 / halfLifeWeeks));
}

/**
 * A field's value in each step: over the events of its kind, the mean of their intensities on the step's days, so that an event
 * that begins or ends inside a step counts by its days there.
 * A named step is what holds on its days, whatever else acts; of two, the one that began later.
 * Independent of the order of events. No draw, no platform's exp: the same bits everywhere.
 * @param place label for a field by place, which takes events that name this place or none; undefined takes them all
 */
export function weeklyField(
  events: readonly Event[],
  kind: string,
  place: string | undefined,
  clock: Clock,
  weeks: number,
): Float32Array {
  const acting = events.filter(
    event =>
      event.kind === kind &&
      !event.answer &&
      (event.size !== 0 || event.step) &&
      (place === undefined || event.places.length === 0 || event.places.includes(place)),
  );
  return Float32Array.from({ length: weeks }, (_, week) => {
    const [first, next] = [firstDay(clock, week), firstDay(clock, week + 1)];
    if (acting.some(event => event.step && holds(event, first, next - 1)))
      return meanOfNamed(acting, place ?? '', first, next);
    const parts = acting.map(event => (event.step ? 0 : sumOf(event, first, next) / (next - first)));
    return parts.sort((a, b) => a - b).reduce((sum, part) => sum + part, 0);
  });
}

/**
 * How much of its size an event whose size answers has in each step: the mean over the step's days, as for other events;
 * days on which a named step holds there don't count.
 */
export function weeklyShape(
  { answer: _, ...event }: Event,
  events: readonly Event[],
  place: string | undefined,
  clock: Clock,
  weeks: number,
): Float32Array {
  const setting = events.filter(
    ({ kind, step, places }) =>
      step && kind === event.kind && (place === undefined || !places.length || places.includes(place)),
  );
  return Float32Array.from({ length: weeks }, (_, week) => {
    const [first, next] = [firstDay(clock, week), firstDay(clock, week + 1)];
    let sum = 0;
    for (let day = first; day < next; day++)
      if (!setting.some(other => holds(other, day, day))) sum += intensity(event, day);
    return sum / (next - first);
  });
}

function sumOf(event: Event, first: number, next: number): number {
  let sum = 0;
  for (let day = first; day < next; day++) sum += intensity(event, day);
  return sum;
}

const holds = ({ fromDay, toDay = Number.POSITIVE_INFINITY }: Event, first: number, last: number) =>
  fromDay <= last && toDay >= first;

/** The mean of some days where on one of them a named size holds. */
function meanOfNamed(events: readonly Event[], place: string, first: number, next: number): number {
  let sum = 0;
  for (let day = first; day < next; day++) {
    const setting = events.filter(event => event.step && holds(event, day, day));
    const began = Math.max(...setting.map(event => event.fromDay));
    const steps = setting.filter(event => event.fromDay === began).map(event => event.step!);
    const parts = steps.length
      ? [Math.max(...steps.map(step => step.changes[place] ?? 0))]
      : events.filter(event => !event.step).map(event => intensity(event, day));
    sum += parts.sort((a, b) => a - b).reduce((total, part) => total + part, 0);
  }
  return sum / (next - first);
}
