import { isoDay } from '../../core/calendar.ts';
import type { Event, Scenario } from '../../scenario/scenario.ts';
import { whoKey } from '../../scenario/who.ts';
import { plain } from '../quote/numbers.ts';
import { settingsText } from '../quote/settings.ts';
import { sizeText } from '../quote/size.ts';

/** Events that are told one by one; more are counted. */
const MOST_EVENTS = 8;

/** What a scenario's file changes against those it extends, a line each: its own events, switches, choices and values. */
export function changesText(scenario: Scenario): string[] {
  const { files, events, choose, parameters, withoutMechanisms, positions, set, outputs = {} } = scenario;
  const isOwn = (key: string) => positions.get(key)?.file === files[0];
  const own = events.filter(event => event.at.file === files[0]);
  const entries = (key: string, values: Readonly<Record<string, string | number>>) =>
    Object.entries(values)
      .filter(([name]) => isOwn(`${key}.${name}`))
      .map(([name, value]) => `${name} ${typeof value === 'number' ? plain(value) : value}`);
  const lines = [
    ...own.slice(0, MOST_EVENTS).map(eventText),
    ...(own.length > MOST_EVENTS ? [`and ${own.length - MOST_EVENTS} more events`] : []),
    ...named(
      'switched off',
      withoutMechanisms.filter(name => isOwn(`without.${name}`)),
    ),
    ...named('chosen', entries('choose', choose)),
    ...named('set', entries('parameters', parameters)),
    ...named('tables of single', Object.keys(outputs)),
    ...(set ? [`set on the command line: ${settingsText(set)}`] : []),
  ];
  const inherited = events.length - own.length;
  const rest = `${inherited} ${inherited === 1 ? 'event' : 'events'} of the study and of the files it extends`;
  return lines.length ? [...lines, `besides ${rest}`] : [`nothing of its own; ${rest}`];
}

const named = (what: string, names: readonly string[]) =>
  names.length ? [`${what}: ${names.join(', ')}`] : [];

function eventText(event: Event): string {
  const { id, kind, fromDay, toDay, step, who, labels, places } = event;
  const when = toDay === undefined ? `from ${isoDay(fromDay)} on` : `${isoDay(fromDay)} to ${isoDay(toDay)}`;
  const where = labels
    ? `for ${labels.join(', ')}`
    : places.length
      ? `in ${places.join(', ')}`
      : 'everywhere';
  return `${id && id !== kind ? `${id} (${kind})` : kind}: ${when}, ${step ? step.name : `size ${sizeText(event)}`}, ${where}${who ? `, for those with ${whoKey(who)}` : ''}`;
}
