import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDay } from '../../src/core/calendar.ts';
import type { Inputs } from '../../src/engine/program/run-types.ts';
import { readInputs } from '../../src/io/project/inputs.ts';
import { fitConditions } from '../../src/project/fit-conditions.ts';
import type { Event, Scenario } from '../../src/scenario/scenario.ts';
import { makeProject, type Project } from '../cli/process.ts';

const dayOf = (text: string) => parseDay(text)!;

describe('What a fit was made under', () => {
  let project: Project;
  let inputs: Inputs;
  /** In January, before the study's only wave ends on 2001-02-11. */
  let event: Event;
  beforeAll(() => {
    project = makeProject();
    inputs = readInputs(join(project.folder, 'scenarios/plain.yaml'));
    event = { ...inputs.scenario.events[0], fromDay: dayOf('2001-01-15'), toDay: dayOf('2001-02-04') };
  });
  afterAll(() => project.remove());

  const of = (change: Partial<Scenario>, fitted = ['rate']) =>
    fitConditions({ ...inputs, scenario: { ...inputs.scenario, ...change } }, fitted);
  const withEvent = (change: Partial<Event>) => of({ events: [{ ...event, ...change }] });

  it.each<[string, (event: Event) => Partial<Scenario>]>([
    ['an event before the last figure', one => ({ events: [one] })],
    [
      'an event that announces itself before it',
      one => ({ events: [{ ...one, fromDay: dayOf('2001-02-19'), leadWeeks: 2 }] }),
    ],
    ['a choice', () => ({ choose: { mood: 'brave' } })],
    ['a mechanism that is taken out', () => ({ withoutMechanisms: ['leaving'] })],
    ['a value that the scenario gives itself', () => ({ parameters: { pull: 0.5 } })],
  ])('is something else with %s', (_, change) => {
    expect(of(change(event))).not.toBe(of({ events: [] }));
  });

  it.each<[string, Partial<Event>]>([
    ['kind', { kind: 'flood' }],
    ['size', { size: 2 }],
    ['first day', { fromDay: dayOf('2001-01-16') }],
    ['last day', { toDay: dayOf('2001-02-03') }],
    ['half-life', { halfLifeWeeks: 3 }],
    ['lead', { leadWeeks: 1 }],
    ['places', { places: ['town'] }],
  ])('is something else when an event has another %s', (_, change) => {
    expect(withEvent(change)).not.toBe(withEvent({}));
  });

  it('stays the same with what no figure can see', () => {
    const same = of({ events: [event] });
    const later = { ...event, fromDay: dayOf('2001-02-12'), toDay: undefined };
    expect(of({ events: [later, event] })).toBe(same);
    expect(of({ events: [event, { ...event, size: 0 }] })).toBe(same);
    expect(withEvent({ id: 'named', at: { file: 'other.yaml', line: 9, column: 9 } })).toBe(same);
    expect(of({ events: [event], title: 'new', seed: 'new', weeks: 5, groups: ['all'] })).toBe(same);
    // A value of what is fitted is not used by the fit.
    expect(of({ events: [event], parameters: { rate: 0.5 } })).toBe(same);
    const [open, ended] = [undefined, dayOf('2001-03-01')].map(toDay => withEvent({ toDay }));
    expect(open).toBe(ended);
  });
});
