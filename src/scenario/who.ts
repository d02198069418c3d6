import type { Text } from '../core/diagnostics.ts';
import type { Aimed } from '../model/fields.ts';
import type { Event } from './scenario.ts';

/** A condition, however it is spaced; of an event that acts on everybody empty. */
export const whoKey = (who: Text | undefined): string => who?.text.replace(/\s+/g, ' ').trim() ?? '';

/**
 * Kinds of events that act on some agents only, each with each of its conditions once; then their named steps, in the order
 * in which they begin.
 */
export function targetsOf(events: readonly Event[]): Aimed[] {
  const known = new Map<string, Aimed>();
  for (const { kind, who } of events.filter(({ step }) => !step)) {
    const key = `${kind} ${whoKey(who)}`;
    if (who && !known.has(key)) known.set(key, { kind, who });
  }
  const steps = events.filter(({ who, step }) => who && step);
  const order = (a: Event, b: Event) =>
    a.fromDay - b.fromDay || a.size - b.size || (whoKey(a.who) < whoKey(b.who) ? -1 : 1);
  for (const { kind, who, fromDay } of steps.sort(order)) {
    const key = `${kind} ${whoKey(who)} from ${fromDay}`;
    if (who && !known.has(key)) known.set(key, { kind, who, step: fromDay });
  }
  return [...known.values()];
}
