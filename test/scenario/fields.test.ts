import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { intensity, weeklyField } from '../../src/scenario/fields.ts';
import type { Event } from '../../src/scenario/scenario.ts';
import { makeEvent, START } from './make.ts';

const WEEKS = 60;
const field = (events: Event[], place?: string) =>
  Array.from(weeklyField(events, 'water', place, { startDay: START }, WEEKS));
const total = (values: number[]) => values.reduce((sum, value) => sum + value, 0);

describe('the shape of an event', () => {
  it('is level for ever without end and half-life', () => {
    const event = makeEvent({ fromDay: START + 9, size: 0.7 });
    expect([8, 9, 10, 4000].map(day => intensity(event, START + day))).toEqual([0, 0.7, 0.7, 0.7]);
  });

  it('halves every half-life and stops at its end', () => {
    const event = makeEvent({ size: 2, halfLifeWeeks: 3, toDay: START + 42 });
    expect(intensity(event, START)).toBe(2);
    expect(intensity(event, START + 21)).toBeCloseTo(1, 6);
    expect(intensity(event, START + 42)).toBeCloseTo(0.5, 6);
    expect(intensity(event, START + 43)).toBe(0);
  });

  it('builds up linearly over its lead', () => {
    const event = makeEvent({ fromDay: START + 28, leadWeeks: 2, size: 4 });
    expect([13, 14, 15, 21, 27, 28].map(day => intensity(event, START + day))).toEqual([
      0,
      0,
      4 / 14,
      2,
      (13 / 14) * 4,
      4,
    ]);
  });

  it('covers a week in proportion to its days', () => {
    const event = makeEvent({ fromDay: START + 9, toDay: START + 16, size: 7 });
    expect(field([event]).slice(0, 5)).toEqual([0, 5, 3, 0, 0]);
  });
});

describe('the area under an event (property)', () => {
  const size = fc.double({ min: -5, max: 5, noNaN: true });
  const from = fc.integer({ min: 0, max: 200 });
  const near = (found: number, expected: number) =>
    expect(Math.abs(found - expected)).toBeLessThan(1e-5 * (1 + Math.abs(expected)));

  it('is size x days / 7 for a step', () => {
    fc.assert(
      fc.property(size, from, fc.integer({ min: 0, max: 150 }), (size, from, days) => {
        const event = makeEvent({ fromDay: START + from, toDay: START + from + days, size });
        near(total(field([event])), (size * (days + 1)) / 7);
      }),
      { seed: 2022 },
    );
  });

  it('is a geometric series for a pulse', () => {
    fc.assert(
      fc.property(
        size,
        from,
        fc.double({ min: 0.2, max: 8, noNaN: true }),
        fc.integer({ min: 0, max: 150 }),
        (size, from, halfLifeWeeks, days) => {
          const event = makeEvent({ fromDay: START + from, toDay: START + from + days, size, halfLifeWeeks });
          const ratio = 2 ** (-1 / 7 / halfLifeWeeks);
          near(total(field([event])), ((size / 7) * (1 - ratio ** (days + 1))) / (1 - ratio));
        },
      ),
      { seed: 2022 },
    );
  });

  it('is half of size x lead, less half a day, for what comes before', () => {
    fc.assert(
      fc.property(
        size,
        fc.integer({ min: 70, max: 200 }),
        fc.integer({ min: 1, max: 10 }),
        (size, from, leadWeeks) => {
          const lead = makeEvent({ fromDay: START + from, toDay: START + from, size, leadWeeks });
          near(total(field([lead])) - size / 7, (size * leadWeeks) / 2 - size / 14);
        },
      ),
      { seed: 2022 },
    );
  });
});

describe('a field', () => {
  const here = makeEvent({ places: ['hill'], size: 1 });
  const there = makeEvent({ places: ['vale', 'moor'], size: 2 });
  const everywhere = makeEvent({ size: 4 });
  const other = makeEvent({ kind: 'rumour', size: 8 });

  it('takes the events of its kind, by place those that name it or none', () => {
    const events = [here, there, everywhere, other];
    expect(field(events)[0]).toBe(7);
    expect(field(events, 'hill')[0]).toBe(5);
    expect(field(events, 'moor')[0]).toBe(6);
    expect(field(events, 'town')[0]).toBe(4);
  });

  it('is nothing without events, and an event of size zero changes no bit', () => {
    expect(field([])).toEqual(new Array(WEEKS).fill(0));
    const pulse = makeEvent({ size: 0.3, halfLifeWeeks: 3.7, fromDay: START + 5 });
    expect(field([pulse, makeEvent({ size: 0, halfLifeWeeks: 0.1 })])).toEqual(field([pulse]));
  });

  it("doesn't hang on the order of events (property)", () => {
    const event = fc
      .record({
        fromDay: fc.integer({ min: 0, max: 200 }).map(day => START + day),
        size: fc.double({ min: -3, max: 3, noNaN: true }),
        halfLifeWeeks: fc.option(fc.double({ min: 0.1, max: 30, noNaN: true }), { nil: undefined }),
        leadWeeks: fc.integer({ min: 0, max: 8 }),
      })
      .map(makeEvent);
    fc.assert(
      fc.property(fc.array(event, { maxLength: 6 }), events => {
        expect(field([...events].reverse())).toEqual(field(events));
      }),
      { seed: 2022, numRuns: 50 },
    );
  });
});
