import { describe, expect, it } from 'vitest';
import { inlineInputs } from '../support/model.ts';
import { runInline } from '../support/run.ts';
import { makeFrom } from './make.ts';

const HEAD = `
title: A study whose events answer
assumes: nothing
model: village
study: valley
until: 2022-07-31
replicates: 1
persons_per_agent: 1
seed: s
`;
const HEADER = 'event_id,date,kind,places,size,who';
/** Events of a table of the study. */
const eventsOf = (...rows: string[]) => [...makeFrom([HEAD], `${[HEADER, ...rows].join('\n')}\n`).events];

const VALLEY = {
  columns: 'place: { type: place, initial: home }\nold: { type: flag, initial: "uniform(\'o\') < 0.5" }',
  places: 'place,title\nhome,Home\nnorth,North',
  parameters: { persons: 400, rate: 0.2 },
  more: 'fields: [war, "border[place]"]',
  rules: `
rule: go
who: place == home
chance: rate * war * (1 - border[north])
then:
  place: north
`,
  metrics: 'north: { persons: place == north }\nold_in_north: { persons: place == north and old }',
};

describe("a study's event", () => {
  it('may have a size that is an expression, told week by week', () => {
    const events = eventsOf(
      'war,2022-02-21,war,,1,',
      'gate,2022-02-21,border,north,"if(total(place == north) >= 100, 1, 0)",',
    );
    const { series } = runInline(inlineInputs(VALLEY, { weeks: 12, events }));
    const [north, gate] = [series('north'), series('size_of_gate')];
    expect(gate).toEqual(north.map((_, week) => (week > 0 && north[week - 1] >= 100 ? 1 : 0)));
    expect(gate.indexOf(1)).toBeGreaterThan(0);
  });

  it('may act on some people only', () => {
    const { series } = runInline(
      inlineInputs(VALLEY, { weeks: 8, events: eventsOf('war,2022-02-21,war,,1,not old') }),
    );
    expect(series('old_in_north').at(-1)).toBe(0);
    expect(series('north').at(-1)).toBeGreaterThan(100);
  });

  it('keeps numbers, and refuses what is neither number nor expression', () => {
    expect(
      eventsOf('war,2022-02-21,war,,-0.5,', 'more,2022-02-21,war,,,').map(({ size, answer }) => [
        size,
        answer,
      ]),
    ).toEqual([
      [-0.5, undefined],
      [1, undefined],
    ]);
    expect(() => eventsOf('war,2022-02-21,war,,much,')).toThrow("`size` can't be much");
    expect(() => eventsOf('war,2022-02-21,war,,"1,5",')).toThrow("`size` can't be 1,5");
  });

  it('points at the word of the cell that is wrong', () => {
    const events = eventsOf('gate,2022-02-21,border,north,1 + totl(3),');
    expect(() => runInline(inlineInputs(VALLEY, { weeks: 2, events }))).toThrow(
      'events.csv:2:34: unknown function `totl`',
    );
  });
});
