import type { Measure } from './quantity.ts';
import { type Judged, verdictOf } from './verdict.ts';

/** Which of the many differences between two scenarios an answer names, and in which order: the same everywhere. */

/** A difference in one number on one date. */
export interface Seen extends Judged {
  mean: number;
  /** Standard error of the mean. */
  se: number;
  /** Mean of the number in the scenario that the other is compared with. */
  before: number;
}

/** How many persons live at a place. */
export interface PlaceSeen extends Seen {
  place: string;
}

export interface MetricSeen extends Seen {
  metric: { name: string; measure: Measure };
  /** `all`, or `host=x`. */
  group: string;
}

/** What an answer tells, most important first. */
export interface Told<P extends PlaceSeen, M extends MetricSeen> {
  /** Undefined: nothing differs at all. */
  lead: P | M | undefined;
  /** Further places where more or fewer live, clearly, the largest changes first. */
  places: P[];
  /** Outcomes among all: that of the lead, how many persons, then what changes most clearly. */
  further: M[];
}

/** A change of less than this part of what was there before is no answer to lead with. */
const NOTABLE = 0.03;
/** Further places, and further outcomes, that an answer names. */
const FURTHER = { places: 3, metrics: 2 };
/** Events that name more places speak of all. */
const MOST_NAMED = 3;

/** Places where the events act, if they name few; none where they act on everybody or on many. */
export function actsAt(events: readonly { places?: readonly string[] }[], origin: string): string[] {
  const named = [...new Set(events.flatMap(({ places = [] }) => places))].filter(place => place !== origin);
  return named.length <= MOST_NAMED ? named : [];
}

/**
 * Choose what to tell: where the events act first, then the places that change most, then all together.
 * @param named places where the events act, as of `actsAt`
 * @param places who lives where, without the origin
 * @param there headlines among those at the named places
 * @param all headlines among all
 */
export function tell<P extends PlaceSeen, M extends MetricSeen>(
  named: readonly string[],
  places: readonly P[],
  there: readonly M[],
  all: readonly M[],
): Told<P, M> {
  const changed = (rows: readonly Seen[]) => rows.some(({ mean, se }) => mean !== 0 || se > 0);
  if (!changed(all) && !changed(places) && !changed(there))
    return { lead: undefined, places: [], further: [] };
  const lead = leadOf(
    places.filter(({ place }) => named.includes(place)),
    there,
    all,
  );
  const others = places
    .filter(row => row !== lead && verdictOf(row) === 'clear' && row.mean !== 0)
    .toSorted((x, y) => Math.abs(y.mean) - Math.abs(x.mean))
    .slice(0, FURTHER.places);
  return { lead, places: others, further: lead ? furtherOf<M>(all, lead) : [] };
}

function leadOf<P extends PlaceSeen, M extends MetricSeen>(
  living: readonly P[],
  there: readonly M[],
  all: readonly M[],
): P | M | undefined {
  const own = largest(living) ?? clearest(there);
  if (own) return own;
  const persons = all.filter(isPersons);
  return largest(persons) ?? clearest(all) ?? persons[0] ?? all[0] ?? living[0];
}

function largest<T extends Seen>(rows: readonly T[]): T | undefined {
  return rows.filter(row => notable(row) > 0).toSorted((x, y) => notable(y) - notable(x))[0];
}

/** Of shares and means of different things: what an event acts on directly is clearer than what follows from it. */
function clearest<T extends Seen>(rows: readonly T[]): T | undefined {
  return rows.filter(row => notable(row) > 0).toSorted(byClarity)[0];
}

const byClarity = (x: Seen, y: Seen) => Math.abs(y.mean / y.se) - Math.abs(x.mean / x.se);

/** How much of what was there before a difference is; 0 of one that is small or could be chance. */
function notable(row: Seen): number {
  if (verdictOf(row) === 'chance' || row.mean === 0) return 0;
  const part = Math.abs(row.mean) / Math.max(Math.abs(row.before), Math.abs(row.before + row.mean), 1e-9);
  return part >= NOTABLE ? part : 0;
}

function furtherOf<M extends MetricSeen>(all: readonly M[], lead: PlaceSeen | M): M[] {
  const isOwn = (row: MetricSeen) => 'metric' in lead && row.metric.name === lead.metric.name;
  const isTold = (row: M) => verdictOf(row) === 'clear' && row.mean !== 0;
  const same = all.find(row => row !== lead && isOwn(row));
  const rest = all.filter(row => !isOwn(row) && isTold(row));
  // How many are somewhere else is no other news than how many are abroad.
  const persons = rest.find(row => isPersons(row) && !('metric' in lead && isPersons(lead)));
  const others = rest.filter(row => !isPersons(row)).toSorted(byClarity);
  return [same, persons, ...others].filter((row): row is M => row !== undefined).slice(0, FURTHER.metrics);
}

const isPersons = ({ metric }: MetricSeen) => metric.measure === 'persons';
