import { describe, expect, it } from 'vitest';
import { nameOf } from '../../src/scenario/read.ts';
import { shipped } from '../support/scenario.ts';
import { live } from '../support/world.ts';

const mechanisms = [...new Set(shipped('baseline').model.rules.map(({ file }) => nameOf(file)))];
/** Into the third week of the mobilisation, with some 400 agents. */
const size = { weeks: 34, personsPerAgent: 8000 };
const world = live(size);
const end = size.weeks - 1;

/** Columns that only the rules of this file write, and those that others write, too. */
function writtenBy(mechanism: string): { own: string[]; shared: string[] } {
  const { columns, plan } = world.model;
  const columnsOf = (rules: typeof plan) =>
    new Set(rules.flatMap(r => r.branches.flatMap(b => b.writes.map(w => columns[w.column].name))));
  const mine = columnsOf(plan.filter(rule => rule.mechanism === mechanism));
  const others = columnsOf(plan.filter(rule => rule.mechanism !== mechanism));
  return { own: [...mine].filter(c => !others.has(c)), shared: [...mine].filter(c => others.has(c)) };
}

describe('mechanisms', () => {
  it('are one file each', () => {
    expect(mechanisms.sort()).toEqual(
      [
        'arrival',
        'civic',
        'contact',
        'couples',
        'departure',
        'distress',
        'families',
        'fear',
        'futures',
        'integration',
        'language',
        'legal',
        'money',
        'outlook',
        'plans',
        'steps',
        'ties',
        'trust',
        'work',
      ].sort(),
    );
  });

  it('share nothing but where people are, and what a departure in danger means for a return', () => {
    const shared = new Set(mechanisms.flatMap(mechanism => writtenBy(mechanism).shared));
    expect([...shared].sort()).toEqual(['departed', 'place', 'place_since']);
  });

  // Couples decide in place of departure where a scenario says so.
  it.each(mechanisms.filter(mechanism => mechanism !== 'couples'))(
    '%s can be taken out: its columns stay as they began',
    mechanism => {
      const { own } = writtenBy(mechanism);
      expect(own.length + Number(mechanism === 'families')).toBeGreaterThan(0);
      const without = live({ without: [mechanism], ...size });
      const last = without.at(end);
      for (const column of own) expect(last[column], column).toEqual(without.at(0)[column]);
      // Not so with it: otherwise the test would see nothing.
      if (own.length) expect(own.some(c => changes(world.at(0)[c], world.at(end)[c]))).toBe(true);
      else expect(last.place).not.toEqual(world.at(end).place);
    },
  );
});

describe('theories of the decision', () => {
  it.each(['threshold', 'utility', 'planned_behaviour'])(
    '%s makes people visit, return and move on',
    option => {
      const { at, model } = live({ choose: { decision: option }, weeks: 60, personsPerAgent: 4000 });
      expect(model.plan.filter(rule => rule.id.startsWith('next-step'))).toHaveLength(1);
      const sum = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0);
      for (const column of ['visits_home', 'returns_home', 'moves_onward'])
        expect(sum(at(59)[column]), column).toBeGreaterThan(0);
    },
  );

  it('draw from one stream, so that a change of theory is no change of luck', () => {
    const streamsOf = ({ plan, streams }: typeof world.model) =>
      plan.find(({ id }) => id.startsWith('next-step'))!.streams.map(k => streams[k]);
    const { model } = live({ choose: { decision: 'utility' }, weeks: 1, personsPerAgent: 20_000 });
    for (const each of [world.model, model]) expect(streamsOf(each)).toContain('next-step');
  });
});

const changes = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).some((value, i) => value !== b[i]);
