import { exp } from '../arithmetic/exponential.ts';
import { numbers } from '../arithmetic/operations.ts';
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
 * A field's value in each week: over the events of its kind, the mean of their intensities on the week's seven days.
 * Independent of the order of events. No draw, no platform's exp: the same bits everywhere.
 * @param place label for a field by place, which takes events that name this place or none; undefined takes them all
 * @param startDay Monday of week 0
 */
export function weeklyField(
  events: readonly Event[],
  kind: string,
  place: string | undefined,
  startDay: number,
  weeks: number,
): Float32Array {
  const acting = events.filter(
    event =>
      event.kind === kind &&
      event.size !== 0 &&
      (place === undefined || event.places.length === 0 || event.places.includes(place)),
  );
  return Float32Array.from({ length: weeks }, (_, week) => {
    const parts = acting.map(event => weekSum(event, startDay + 7 * week) / 7);
    return parts.sort((a, b) => a - b).reduce((sum, part) => sum + part, 0);
  });
}

function weekSum(event: Event, monday: number): number {
  let sum = 0;
  for (let day = monday; day < monday + 7; day++) sum += intensity(event, day);
  return sum;
}
