import { describe, expect, it } from 'vitest';
import { parseDay } from '../../../src/core/calendar.ts';
import { changesText } from '../../../src/report/terminal/scenario.ts';
import type { Event, Scenario } from '../../../src/scenario/scenario.ts';

const event = (file: string, more: Partial<Event> = {}): Event => ({
  ...{
    id: undefined,
    kind: 'storm',
    fromDay: parseDay('2023-01-09')!,
    toDay: parseDay('2023-02-12')!,
    size: 0.5,
  },
  ...{ halfLifeWeeks: undefined, leadWeeks: 0, places: [], at: { file, line: 1, column: 1 } },
  ...more,
});
const scenario = (more: Partial<Scenario>) =>
  ({
    files: ['mine.yaml', 'baseline.yaml'],
    ...{ events: [], choose: {}, parameters: {}, withoutMechanisms: [], positions: new Map() },
    ...more,
  }) as unknown as Scenario;

describe('what a scenario changes', () => {
  it('is its own events, switches, choices and values', () => {
    const events = [
      event('baseline.yaml'),
      event('mine.yaml'),
      event('mine.yaml', { id: 'visas', kind: 'border', toDay: undefined, places: ['georgia', 'armenia'] }),
      event('mine.yaml', {
        kind: 'visa',
        size: 2,
        step: { name: 'required', changes: {} },
        places: ['georgia'],
      }),
    ];
    const more = {
      events,
      choose: { decision: 'utility' },
      parameters: { pull: 2, rate: 0.5 },
      withoutMechanisms: ['fear', 'rumour'],
    };
    const own = ['choose.decision', 'parameters.rate', 'without.fear'];
    const at = (file: string) => ({ file, line: 1, column: 1 });
    const positions = new Map(own.map(key => [key, at('mine.yaml')]));
    positions.set('parameters.pull', at('baseline.yaml'));
    positions.set('without.rumour', at('baseline.yaml'));
    expect(changesText(scenario({ ...more, positions }))).toEqual([
      'storm: 2023-01-09 to 2023-02-12, size 0.5, everywhere',
      'visas (border): from 2023-01-09 on, size 0.5, in georgia, armenia',
      'visa: 2023-01-09 to 2023-02-12, required, in georgia',
      'switched off: fear',
      'chosen: decision utility',
      'set: rate 0.5',
      'besides 1 event of the study and of the files it extends',
    ]);
  });

  it('is nothing where the file has nothing of its own, and counted where it has much', () => {
    expect(changesText(scenario({ events: [event('baseline.yaml'), event('baseline.yaml')] }))).toEqual([
      'nothing of its own; 2 events of the study and of the files it extends',
    ]);
    const outputs = { agents: {}, ties: {} } as Scenario['outputs'];
    expect(changesText(scenario({ outputs }))[0]).toBe('tables of single: agents, ties');
    const many = Array.from({ length: 11 }, () => event('mine.yaml'));
    expect(changesText(scenario({ events: many })).slice(-2)).toEqual([
      'and 3 more events',
      'besides 0 events of the study and of the files it extends',
    ]);
  });
});
