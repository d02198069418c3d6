import type { Text } from '../core/diagnostics.ts';
import type { Aimed } from '../model/fields.ts';
import type { Event } from './scenario.ts';

/** A condition, however it is spaced; of an event that acts on everybody empty. */
export const whoKey = (who: Text | undefined): string => who?.text.replace(/\s+/g, ' ').trim() ?? '';

/** Kinds of events that act on some agents only, each with each of its conditions once. */
export function targetsOf(events: readonly Event[]): Aimed[] {
  const known = new Map<string, Aimed>();
  for (const { kind, who } of events) {
    const key = `${kind} ${whoKey(who)}`;
    if (who && !known.has(key)) known.set(key, { kind, who });
  }
  return [...known.values()];
}
