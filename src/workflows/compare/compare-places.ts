import type { PlaceRow } from '../../observe/series/place-differences.ts';
import type { Event } from '../../scenario/scenario.ts';
import type { Comparison } from './comparison.ts';

/** Places that a report tells besides those that an event names: the ones that change most. */
const MOST = 4;

/** A week's rows worth telling: places that an event of only one scenario names, and those that change most. */
export function placesTold({ a, b, places }: Comparison, week: number): PlaceRow[] {
  const rows = places.filter(row => row.week === week);
  const [one, other] = [a, b].map(({ inputs }) => new Map(inputs.scenario.events.map(e => [wordOf(e), e])));
  const own = [...one, ...other].filter(([word]) => one.has(word) !== other.has(word));
  const named = new Set(own.flatMap(([, event]) => event.places));
  const size = ({ living, entered }: PlaceRow) => Math.max(Math.abs(living.mean), Math.abs(entered.mean));
  const most = rows.filter(row => size(row) > 0).toSorted((x, y) => size(y) - size(x));
  const told = new Set([...rows.filter(row => named.has(row.place)), ...most.slice(0, MOST)]);
  return rows.filter(row => told.has(row));
}

const wordOf = ({ at: _, ...event }: Event) => JSON.stringify(event);
