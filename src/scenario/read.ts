import { type Clock, clockOf, isoDay, lastDay, stepOf } from '../core/calendar.ts';
import { type Position, throwDiagnostic } from '../core/diagnostics.ts';
import type { Csv, Document } from '../core/located-document.ts';
import type { NamedSteps } from '../model/lever.ts';
import { MAX } from './counts.ts';
import { dayIn } from './days.ts';
import { happening, readOwnEvents, readStudyEvents, type StudyEvent } from './events.ts';
import { type Merged, mergeChain } from './merge.ts';
import { readMicrodata } from './microdata.ts';
import type { Event, Scenario } from './scenario.ts';

/**
 * A scenario understood, as far as that goes without its model (`validateScenario` does the rest).
 * @param chain the scenario's document, then those it extends, nearest first
 * @param studyEvents the study's events.csv, if it has one
 * @param clock the model's first day and step
 * @param steps the model's levers that have named steps
 */
export function readScenario(
  chain: readonly Document[],
  studyEvents: Csv | undefined,
  clock: Clock,
  steps: ReadonlyMap<string, NamedSteps> = new Map(),
): Scenario {
  const merged = mergeChain(chain);
  const { value, switches, at } = merged;
  const untilDay = readUntil(merged, clock);
  const weeks = stepOf(untilDay, clock) + 1;

  const study = studyEvents ? readStudyEvents(studyEvents, steps) : [];
  const own = readOwnEvents(merged, steps);
  refuseTwins([...study, ...own]);
  for (const event of own) refuseOutside(event, clock.startDay, lastDay(clock, weeks - 1));
  const isOn = ({ id }: Event) => id === undefined || (switches.get(id)?.on ?? true);

  const eventIds = [...study, ...own].flatMap(({ id }) => id ?? []);
  const mechanisms = [...switches].filter(([name]) => !eventIds.includes(name));
  const events = [...switches].filter(([name]) => eventIds.includes(name));
  const [parametersFrom, parameters] =
    typeof value.parameters === 'object' ? [undefined, value.parameters] : [value.parameters, {}];
  const { choose = {}, groups = [] } = value;
  const positions = new Map<string, Position>([
    ['parameters', at('parameters')],
    ['until', at('until')],
    ...Object.keys(parameters).map(name => [`parameters.${name}`, at('parameters', name)] as const),
    ...Object.keys(choose).map(name => [`choose.${name}`, at('choose', name)] as const),
    ...groups.map((name, k) => [`groups.${name}`, at('groups', k)] as const),
    ...events.map(([name, { at }]) => [`event.${name}`, at] as const),
    ...[...switches].map(([name, { on, at }]) => [`${on ? 'with' : 'without'}.${name}`, at] as const),
  ]);
  return {
    name: nameOf(chain[0].file),
    title: value.title,
    assumes: value.assumes,
    files: chain.map(({ file }) => file),
    sources: new Map(chain.flatMap(({ file, sha256 }) => (sha256 ? [[file, sha256] as const] : []))),
    model: `models/${value.model}`,
    study: `surveys/${value.study}`,
    ...clockOf(clock),
    untilDay,
    weeks,
    replicates: value.replicates,
    personsPerAgent: value.persons_per_agent,
    seed: value.seed,
    events: [...happening(study, switches).map(plainEvent), ...own.filter(isOn)],
    withoutMechanisms: mechanisms.flatMap(([name, { on }]) => (on ? [] : name)),
    withMechanisms: mechanisms.flatMap(([name, { on }]) => (on ? name : [])),
    eventIds,
    choose,
    parameters,
    parametersFrom,
    groups: [...new Set(groups)],
    ...(value.outputs && { outputs: readMicrodata(merged, clock, weeks) }),
    document: chain[0],
    positions,
  };
}

/** A file's name without folder and ending. */
export function nameOf(file: string): string {
  return (file.split('/').at(-1) ?? file).replace(/\.ya?ml$/, '');
}

function readUntil({ value, at }: Merged, clock: Clock): number {
  const untilDay = dayIn(value.until, at('until'), '`until`');
  const weeks = stepOf(untilDay, clock) + 1;
  const { startDay } = clock;
  const most = clock.step === 'day' ? MAX.days : MAX.weeks;
  if (untilDay < startDay || weeks > most)
    throwDiagnostic({
      kind: 'value',
      message: untilDay < startDay ? '`until` lies before the model begins' : '`until` lies too far ahead',
      at: at('until'),
      found: value.until,
      expected: `${isoDay(startDay)} to ${isoDay(lastDay(clock, most - 1))}`,
    });
  return untilDay;
}

function refuseTwins(events: readonly Event[]): void {
  const seen = new Set<string>();
  for (const { id, at } of events) {
    if (id === undefined) continue;
    if (seen.has(id))
      throwDiagnostic({
        kind: 'value',
        message: `there is another event \`${id}\``,
        at,
        hint: 'give it an id of its own',
      });
    seen.add(id);
  }
}

/** The study's events are history and may lie anywhere; one that a scenario adds is meant to happen in it. */
function refuseOutside(event: Event, firstDay: number, lastDay: number): void {
  const begins = event.fromDay - 7 * event.leadWeeks;
  if (begins <= lastDay && (event.toDay ?? lastDay) >= firstDay) return;
  const dates = [isoDay(event.fromDay), event.toDay === undefined ? '' : `to ${isoDay(event.toDay)}`];
  throwDiagnostic({
    kind: 'value',
    message: 'the event lies outside the simulated time',
    at: event.at,
    found: dates.filter(Boolean).join(' '),
    expected: `days from ${isoDay(firstDay)} to ${isoDay(lastDay)}`,
  });
}

function plainEvent({ usual: _, belongsTo: _belongsTo, ...event }: StudyEvent): Event {
  return event;
}
