import type { Inputs } from '../engine/program/run-types.ts';
import { fnv1a64 } from '../scenario/identity.ts';
import type { Event } from '../scenario/scenario.ts';
import { parseStudy } from '../survey/parse.ts';
import { clipped, lastFittedDay } from './fit-identity.ts';

/**
 * Under what a fit was made, besides the model and the figures, as 16 hexadecimal digits: the scenario's events until the last
 * figure, its choices, its mechanisms and the values it gives itself. A scenario on the posterior may differ in all of these, so
 * this is no part of `fitIdentity`; but the scenario that was fitted should be what it was.
 * @param fitted names of the parameters that were fitted
 */
export function fitConditions(
  { scenario, study }: Pick<Inputs, 'scenario' | 'study'>,
  fitted: readonly string[],
): string {
  const lastDay = lastFittedDay(parseStudy(study));
  const { events, choose, withoutMechanisms, parameters } = scenario;
  return fnv1a64(
    JSON.stringify({
      events: events.flatMap(event => eventUntil(event, lastDay)).sort(),
      choose: sortedEntries(choose),
      without: [...new Set(withoutMechanisms)].sort(),
      parameters: sortedEntries(parameters).filter(([name]) => !fitted.includes(name)),
    }),
  );
}

function eventUntil({ at: _, id: _id, places, toDay, ...event }: Event, lastDay: number): string[] {
  if (event.size === 0 || event.fromDay - 7 * event.leadWeeks > lastDay) return [];
  const acting = { ...event, places: [...new Set(places)].sort(), toDay: clipped(toDay, lastDay) };
  return [JSON.stringify(sortedEntries(acting))];
}

const sortedEntries = (values: object) => Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
