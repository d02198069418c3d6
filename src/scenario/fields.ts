import { type Clock, firstDay } from '../core/calendar.ts';
import { numbers } from '../core/math/arithmetic.ts';
import { exp } from '../core/math/exponential.ts';
import { cellsOf, type Event, type SizeStep } from './scenario.ts';

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
 * @param label of a field by place or by a column, which takes events that name this label or none; undefined takes them all
 */
export function weeklyField(
  events: readonly Event[],
  kind: string,
  label: string | undefined,
  clock: Clock,
  weeks: number,
): Float32Array {
  const acting = events.filter(
    event => event.kind === kind && !event.answer && (event.size !== 0 || event.step) && actsAt(event, label),
  );
  return Float32Array.from({ length: weeks }, (_, week) => {
    const [first, next] = [firstDay(clock, week), firstDay(clock, week + 1)];
    if (acting.some(event => event.step && holds(event, first, next - 1)))
      return meanOfNamed(acting, label ?? '', first, next);
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
  label: string | undefined,
  clock: Clock,
  weeks: number,
): Float32Array {
  const setting = events.filter(
    other => other.step && !other.who && other.kind === event.kind && actsAt(other, label),
  );
  return Float32Array.from({ length: weeks }, (_, week) => {
    const [first, next] = [firstDay(clock, week), firstDay(clock, week + 1)];
    let sum = 0;
    for (let day = first; day < next; day++)
      if (!setting.some(other => holds(other, day, day))) sum += intensity(event, day);
    return sum / (next - first);
  });
}

/**
 * Of named steps that hold for some: what they change, times the share of each step's days on which they hold, and the share of
 * days on which all else acts. A step for everybody that begins later holds in their place.
 * @param own steps of one kind and condition that begin on one day
 */
export function weeklyStep(
  own: readonly Event[],
  events: readonly Event[],
  label: string | undefined,
  clock: Clock,
  weeks: number,
): Record<'size' | 'kept', Float32Array> {
  const acting = own.filter(event => actsAt(event, label));
  const later = events.filter(
    other =>
      other.step &&
      !other.who &&
      other.kind === own[0]?.kind &&
      other.fromDay > own[0].fromDay &&
      actsAt(other, label),
  );
  const size = new Float32Array(weeks);
  const kept = new Float32Array(weeks).fill(1);
  for (let week = 0; week < weeks; week++) {
    const [first, next] = [firstDay(clock, week), firstDay(clock, week + 1)];
    let [sum, days] = [0, 0];
    for (let day = first; day < next; day++) {
      const setting = acting.filter(event => holds(event, day, day));
      if (!setting.length || later.some(event => holds(event, day, day))) continue;
      sum += Math.max(...setting.map(({ step }) => changeAt(step!, label)));
      days++;
    }
    size[week] = sum / (next - first);
    kept[week] = 1 - days / (next - first);
  }
  return { size, kept };
}

const actsAt = (event: Event, label: string | undefined) => {
  const cells = cellsOf(event);
  return label === undefined || !cells.length || cells.includes(label);
};

/** What a step changes: of the usual one of a place, or of 0. */
const changeAt = ({ changes }: SizeStep, label: string | undefined): number =>
  changes[label ?? ''] ?? changes[''] ?? 0;

function sumOf(event: Event, first: number, next: number): number {
  let sum = 0;
  for (let day = first; day < next; day++) sum += intensity(event, day);
  return sum;
}

const holds = ({ fromDay, toDay = Number.POSITIVE_INFINITY }: Event, first: number, last: number) =>
  fromDay <= last && toDay >= first;

/** The mean of some days where on one of them a named size holds. */
function meanOfNamed(events: readonly Event[], label: string, first: number, next: number): number {
  let sum = 0;
  for (let day = first; day < next; day++) {
    const setting = events.filter(event => event.step && holds(event, day, day));
    const began = Math.max(...setting.map(event => event.fromDay));
    const steps = setting.filter(event => event.fromDay === began).map(event => event.step!);
    const parts = steps.length
      ? [Math.max(...steps.map(step => changeAt(step, label)))]
      : events.filter(event => !event.step).map(event => intensity(event, day));
    sum += parts.sort((a, b) => a - b).reduce((total, part) => total + part, 0);
  }
  return sum / (next - first);
}
