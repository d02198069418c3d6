import { describe, expect, it } from 'vitest';
import { parseDay } from '../../src/calendar.ts';
import { planFigures, type Seen } from '../../src/observe/figures.ts';
import { type Moves, movesOf, pathsOf } from '../../src/observe/moves.ts';
import { textAt } from '../../src/problem.ts';
import type { FlowFigure, Study } from '../../src/survey/study.ts';
import { inlineModel } from '../support/model.ts';

const model = inlineModel({
  columns: 'x: { type: number }',
  places: 'place,title\nhome,H\nnorth,N\nsouth,S',
  metrics: 'gone:\n  persons: place != home',
});
const WEEKS = 10;
const AGENTS = 10;

/** Agent 5 goes north in week 1 and back in week 4; agent 9 goes north in week 2, south in week 8; the others stay. */
const paths = Array.from({ length: AGENTS }, () => new Array<number>(WEEKS).fill(0));
paths[5] = [0, 1, 1, 1, 0, 0, 0, 0, 0, 0];
paths[9] = [0, 0, 1, 1, 1, 1, 1, 1, 2, 2];

function seen(): Seen {
  const flows = new Float64Array(WEEKS * 9);
  const moves: Moves[] = [];
  let before = new Uint8Array(AGENTS);
  for (let week = 0; week < WEEKS; week++) {
    const after = Uint8Array.from(paths, path => path[week]);
    let count = 0;
    after.forEach((place, i) => {
      if (place === before[i]) return;
      flows[week * 9 + before[i] * 3 + place] += 100;
      count++;
    });
    moves.push(movesOf(week, before, after, count));
    before = after;
  }
  const metric = (_: string, week: number) => 100 * paths.filter(path => path[week] !== 0).length;
  return { weeks: WEEKS, flows, paths: pathsOf(moves, AGENTS), personsPerAgent: 100, metric };
}

function figure(operator: string, from: string, to: string): number {
  const flow = {
    row: 'F',
    startDay: parseDay(from)!,
    endDay: parseDay(to)!,
    operator: textAt(operator, 'flows.csv'),
  };
  const [plan] = planFigures(model, { flows: [flow as FlowFigure] } as unknown as Study);
  return plan.read(seen());
}

describe('operators of flows', () => {
  it.each([
    ['moves(any, north)', 200],
    ['moves(home, any)', 200],
    ['moves(north, any)', 200],
    ['moves(any, north) - moves(north, any)', 0],
    ['moves(any, south)', 100],
    ['stock(south)', 100],
    ['stock(north)', 0],
    ['count(gone)', 100],
    ['moves_lasting(any, north, 3)', 200],
    ['moves_lasting(any, north, 4)', 100],
    ['moves_lasting(north, any, 2)', 200],
    ['moves_lasting(north, any, 4)', 100],
  ])('%s', (operator, persons) => expect(figure(operator, '2022-02-21', '2022-05-01')).toBe(persons));

  it('count a week by the days it shares with the window', () => {
    // Week 1 begins on 2022-02-28; two of its seven days.
    expect(figure('moves(any, north)', '2022-02-21', '2022-03-01')).toBeCloseTo((100 * 2) / 7, 10);
  });
  it('cut a window at the start of the model', () => {
    expect(figure('moves(any, north)', '2021-01-01', '2022-05-01')).toBe(200);
  });
  it('give nothing when the run ends before the window', () => {
    expect(figure('moves(any, north)', '2022-02-21', '2022-06-01')).toBeNaN();
  });
  it.each([
    ['moves(any, nroth)', /unknown place `nroth` \(did you mean `north`\?\)/],
    ['count(gnoe)', /unknown count of persons `gnoe`/],
    ['moves(any)', /no such flow/],
    ['moves(any, north) * 2', /a flow is made of/],
  ])('refuse %s', (operator, message) =>
    expect(() => figure(operator, '2022-02-21', '2022-05-01')).toThrow(message),
  );
});
