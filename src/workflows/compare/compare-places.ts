import type { PlaceRow } from '../../observe/series/place-differences.ts';
import { actsAt, type MetricSeen, type PlaceSeen, type Told, tell } from '../../quote/lead.ts';
import type { Event } from '../../scenario/scenario.ts';
import type { Comparison } from './comparison.ts';

/** Places that a report tells besides those that an event names: the ones that change most. */
const MOST = 4;

export type ToldComparison = Told<PlaceSeen, MetricSeen>;

/** What an answer names of a week, most important first. @param origin the place that no answer leads with */
export function toldOf(comparison: Comparison, week: number, origin: string): ToldComparison {
  const rows = comparison.rows.filter(row => row.week === week && row.metric.headline);
  const named = actsAt(ownEvents(comparison), origin);
  const places = comparison.places
    .filter(row => row.week === week && row.place !== origin)
    .map(({ place, living, adjusted }) => ({ place, ...living, adjusted }));
  const there = rows.filter(({ group }) => named.includes(group.split('=')[1]));
  return tell(
    named,
    places,
    there,
    rows.filter(({ group }) => group === 'all'),
  );
}

/** A week's rows worth telling: places that an event of only one scenario names, and those that change most. */
export function placesTold(comparison: Comparison, week: number): PlaceRow[] {
  const rows = comparison.places.filter(row => row.week === week);
  const named = new Set(ownEvents(comparison).flatMap(({ places }) => places));
  const size = ({ living, entered }: PlaceRow) => Math.max(Math.abs(living.mean), Math.abs(entered.mean));
  const most = rows.filter(row => size(row) > 0).toSorted((x, y) => size(y) - size(x));
  const told = new Set([...rows.filter(row => named.has(row.place)), ...most.slice(0, MOST)]);
  return rows.filter(row => told.has(row));
}

/** Events that only one of both scenarios has. */
export function ownEvents({ a, b }: Comparison): Event[] {
  const [one, other] = [a, b].map(({ inputs }) => new Map(inputs.scenario.events.map(e => [wordOf(e), e])));
  return [...one, ...other].filter(([word]) => one.has(word) !== other.has(word)).map(([, event]) => event);
}

const wordOf = ({ at: _, ...event }: Event) => JSON.stringify(event);
