import { microdataKey } from './microdata.ts';
import type { Event, Scenario } from './scenario.ts';
import { whoKey } from './who.ts';

/**
 * What a scenario means, as one text: keys sorted, order and wording that change nothing left out (titles, file names,
 * event ids, the order of events, events of size zero, days of the last week). Equal texts, equal results.
 */
export function canonicalForm(scenario: Scenario): string {
  const { model, study, startDay, step, weeks, replicates, personsPerAgent, seed, choose, parameters } =
    scenario;
  const drawn = scenario.parametersFrom === 'posterior';
  return sortedJson({
    model,
    study,
    startDay,
    step,
    weeks,
    replicates: drawn ? 'draws' : replicates,
    personsPerAgent,
    seed,
    events: scenario.events
      .filter(event => event.size !== 0 || event.step)
      .map(canonicalEvent)
      .sort(),
    without: sortedSet(scenario.withoutMechanisms),
    choose,
    parameters,
    groups: sortedSet(scenario.groups.filter(name => name !== 'all')),
    outputs: scenario.outputs && microdataKey(scenario.outputs),
  });
}

/** Two files that mean the same have one identity: 16 hexadecimal digits, a hash of the canonical form. */
export function identityOf(scenario: Scenario): string {
  return fnv1a64(canonicalForm(scenario));
}

function canonicalEvent({
  kind,
  fromDay,
  toDay,
  size,
  step,
  answer,
  who,
  halfLifeWeeks,
  leadWeeks,
  places,
  labels,
}: Event): string {
  return sortedJson({
    kind,
    fromDay,
    toDay,
    size,
    step,
    answer: answer && { size: words(answer.text.text), numbers: answer.numbers },
    who: who && whoKey(who),
    halfLifeWeeks,
    leadWeeks,
    places: sortedSet(places),
    labels: labels && sortedSet(labels),
  });
}

/** An expression, however it is spaced. */
const words = (text: string) => text.replace(/\s+/g, ' ').trim();

const sortedSet = (names: readonly string[]) => [...new Set(names)].sort();

function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_, inner) =>
    inner && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** FNV-1a, 64 bits, over UTF-8 (Fowler, Noll, Vo 1991). Guards against mix-ups, not against malice. */
export function fnv1a64(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text))
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(16).padStart(16, '0');
}
