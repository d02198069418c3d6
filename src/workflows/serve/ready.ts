import { isoDay } from '../../core/calendar.ts';
import { type Diagnostic, describe } from '../../core/diagnostics.ts';
import { packageVersion } from '../../io/package-root.ts';
import { engineIdentity } from '../../io/project/engine-identity.ts';
import type { Event, Scenario } from '../../scenario/scenario.ts';
import type { PointStudy } from '../points/study.ts';

/** What a process that takes points says first: what can be set, with ranges, and what comes back, with units. */
export function readyMessage(study: PointStudy, threads: number, warnings: readonly Diagnostic[]) {
  const { inputs, resolved, measures, keys, people } = study;
  const { scenario } = inputs;
  const { model } = resolved;
  return {
    ready: {
      version: packageVersion(),
      engine: engineIdentity(),
      scenario: scenario.name,
      title: scenario.title,
      seed: scenario.seed,
      parameters_from: scenario.parametersFrom ?? 'defaults',
      /** Of a point that doesn't say. */
      replicates: keys.map(({ replicate }) => replicate),
      threads,
      parameters: model.parameters.map(({ name, value, low, high, unit, prior, fit, text }) => ({
        ...{ name, value, low, high, unit, prior, fit, text },
        // A point with another value makes its own people.
        people: people.has(name),
      })),
      events: scenario.events.flatMap(event => eventSettings(event, scenario, study)),
      outcomes: measures.map(({ name, kind, date, wave, group, unit }) => ({
        ...{ name, kind, date, wave, group, unit },
      })),
      warnings: warnings.map(describe),
    },
  };
}

/** What of an event is set most: its size, unless that is a named step, and its day. */
function eventSettings(event: Event, { startDay, untilDay }: Scenario, { resolved }: PointStudy) {
  const { id, kind, size, step, answer, fromDay } = event;
  if (id === undefined) return [];
  const lever = resolved.model.levers.find(({ name }) => name === kind);
  const [low, high] = lever?.range ?? [];
  const date = { name: `${id}.date`, value: isoDay(fromDay), low: isoDay(startDay), high: isoDay(untilDay) };
  const own = Object.entries(answer?.numbers ?? {}).map(([name, value]) => ({
    name: `${id}.${name}`,
    value,
  }));
  if (answer) return [...own, date];
  return step ? [date] : [{ name: `${id}.size`, value: size, low, high, unit: lever?.unit }, date];
}
