import { parseDay } from '../../src/core/calendar.ts';
import { readScenario } from '../../src/scenario/read.ts';
import type { Event, Scenario } from '../../src/scenario/scenario.ts';
import { parseCsv } from '../../src/text/csv.ts';
import { parseYaml } from '../../src/text/yaml.ts';

export const START = parseDay('2022-02-21')!;

export const day = (text: string) => parseDay(text)!;

/** What a scenario needs besides what a test is about. */
export const BASE = `title: base
assumes: nothing
model: valley
study: valley-2022
until: 2022-12-31
replicates: 2
persons_per_agent: 10
seed: s
`;

/** A study's events: a flood with its rumour and a rumour of the rumour, a fair that is off, with a market. */
export const EVENTS = `event_id,date,end_date,kind,places,default,size,half_life_weeks,lead_weeks,belongs_to
flood,2022-05-02,2022-06-05,water,,on,1,2,0,
flood_rumour,2022-04-25,,rumour,hill;vale,on,0.5,,1,flood
echo,2022-05-16,,rumour,,on,0.1,,,flood_rumour
fair,2022-08-01,2022-08-07,fair,hill,off,1,,,
market,2022-08-03,,fair,,on,0.2,,,fair
`;

/** A scenario of files written one after the other: `head.yaml` extends the next, and so on. */
export function makeScenario(head: string, ...extended: string[]): Scenario {
  return makeFrom([head, ...extended], EVENTS);
}

export function makeFrom(files: readonly string[], events: string | undefined): Scenario {
  const chain = files.map(
    (text, k) => parseYaml(text, k === 0 ? 'scenarios/head.yaml' : `scenarios/under-${k}.yaml`)[0],
  );
  return readScenario(chain, events === undefined ? undefined : parseCsv(events, 'events.csv'), {
    startDay: START,
  });
}

export function makeEvent(given: Partial<Event> = {}): Event {
  return {
    id: undefined,
    kind: 'water',
    fromDay: START,
    toDay: undefined,
    size: 1,
    halfLifeWeeks: undefined,
    leadWeeks: 0,
    places: [],
    at: { file: 'x.yaml', line: 1, column: 1 },
    ...given,
  };
}
