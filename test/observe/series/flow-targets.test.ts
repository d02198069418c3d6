import { describe, expect, it } from 'vitest';
import { parseDay } from '../../../src/core/calendar.ts';
import { textAt } from '../../../src/core/diagnostics.ts';
import { cutWindows, planFlowTargets, type Seen } from '../../../src/observe/series/flow-targets.ts';
import { type Moves, movesOf, pathsOf } from '../../../src/observe/series/moves.ts';
import type { FlowFigure, FlowMeasure, Study } from '../../../src/survey/study.ts';
import { sparseFlows } from '../../support/flows.ts';
import { inlineModel } from '../../support/model.ts';

const model = inlineModel({
  columns: 'x: { type: number }',
  places: 'place,title\nhome,H\nnorth,N\nsouth,S',
  metrics: 'gone:\n  persons: place != home\nleaving:\n  persons: moves(home, any)',
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
  const metric = (_: string, week: number) => 100 * paths.filter(path => path[week] > 0).length;
  const begun = Float64Array.of(100 * AGENTS, 0, 0);
  return {
    weeks: WEEKS,
    begun,
    flows: sparseFlows(flows),
    paths: pathsOf(moves, AGENTS),
    personsPerAgent: 100,
    metric,
  };
}

function figure(
  operator: string,
  from: string,
  to: string,
  { measure = 'left' as FlowMeasure, country = 'all' } = {},
): number {
  const flow = {
    row: 'F',
    place: country,
    placeAt: { file: 'flows.csv', line: 2, column: 3 },
    startDay: parseDay(from)!,
    endDay: parseDay(to)!,
    measure,
    operator: textAt(operator, 'flows.csv'),
  };
  const [plan] = planFlowTargets(model, { flows: [flow as FlowFigure] } as unknown as Study);
  return plan.read(seen());
}

describe('operators of flows', () => {
  it.each([
    ['moves(any, north)', 200],
    ['moves(home, any)', 200],
    ['moves(north, any)', 200],
    ['moves(any, north) - moves(north, any)', 0],
    ['moves(any, south)', 100],
    ['count(gone)', 100],
  ])('%s', (operator, persons) => expect(figure(operator, '2022-02-21', '2022-05-01')).toBe(persons));

  it.each([
    ['stock(home)', 900],
    ['stock(south)', 100],
    ['stock(north)', 0],
    ['stock(any)', 1000],
    ['count(gone)', 100],
  ])('%s, at the end of a day', (operator, persons) =>
    expect(figure(operator, '2022-05-01', '2022-05-01', { measure: 'stock' })).toBe(persons),
  );

  it('divide a stock by another when the measure is a share of a stock', () => {
    const share = { measure: 'stock_share' as FlowMeasure, country: 'south' };
    expect(figure('stock(south) / count(gone)', '2022-05-01', '2022-05-01', share)).toBe(1);
    expect(figure('stock(south) / stock(any)', '2022-05-01', '2022-05-01', share)).toBe(0.1);
    expect(figure('stock(south) / count(gone)', '2022-02-20', '2022-02-20', share)).toBeNaN();
    expect(figure('stock(south) / count(gone)', '2022-06-01', '2022-06-01', share)).toBeNaN();
  });

  it.each([
    ['moves_lasting(any, north, 3)', 200],
    ['moves_lasting(any, north, 4)', 100],
    ['moves_lasting(north, any, 2)', 100],
  ])('%s, of moves whose stays are watched', (operator, persons) =>
    expect(figure(operator, '2022-02-21', '2022-04-03')).toBe(persons),
  );
  it('know nothing of stays that the run is too short to watch', () => {
    expect(figure('moves_lasting(any, north, 4)', '2022-02-21', '2022-04-03')).toBe(100);
    expect(figure('moves_lasting(any, north, 5)', '2022-02-21', '2022-04-03')).toBeNaN();
  });

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
    ['moves(any, north) * 2', /added or subtracted/],
  ])('refuse %s', (operator, message) =>
    expect(() => figure(operator, '2022-02-21', '2022-05-01')).toThrow(message),
  );
});

describe('a row of flows that contradicts itself is refused with the mend', () => {
  const flow = (operator: string, measure: FlowMeasure, country: string) => () =>
    figure(operator, '2022-05-01', '2022-05-01', { measure, country });

  it.each<[FlowMeasure, string, string, RegExp]>([
    [
      'stock',
      'north',
      'moves(any, north)',
      /a stock is who is there on a day.*expected stock\(north\) or count/,
    ],
    ['stock', 'all', 'moves_lasting(any, north, 3)', /a stock is who is there on a day, and `moves_lasting`/],
    ['stock', 'north', 'stock(north) - moves(north, any)', /flows\.csv:1:16: .*`moves` counts who moves/],
    ['stock', 'all', 'count(leaving)', /`leaving` counts what happens in a week/],
    ['stock', 'north', 'stock(south)', /does not count who is in `north`.*expected stock\(north\)/],
    [
      'net',
      'north',
      'stock(north)',
      /expected moves\(any, north\) - moves\(north, any\), or the measure `stock`/,
    ],
    ['entries', 'north', 'stock(north)', /`stock` is who is there on a day.*expected moves\(any, north\)/],
    ['exits', 'all', 'stock(north)', /expected moves\(PLACE, any\)/],
    ['stock_share', 'north', 'stock(north)', /divided by those of whom.*expected stock\(north\) \/ count/],
    ['stock_share', 'north', 'stock(south) / stock(any)', /does not count who is in `north`/],
    ['stock', 'north', 'stock(north) / stock(any)', /is persons, not a share.*or the measure `stock_share`/],
    ['stock_share', 'north', 'stock(north) / count(leaving)', /counts what happens in a week/],
    ['net', 'north', 'moves(any, north)', /a net flow is who came less who went/],
    ['net', 'all', 'moves(home, any)', /a net flow is who came less who went/],
    ['net', 'north', 'moves(north, any) - moves(any, north)', /a net flow is who came less who went/],
    ['entries', 'north', 'moves(north, any)', /`moves\(north, any\)` counts no moves to `north`/],
    ['exits', 'north', 'moves(any, north)', /counts no moves from `north`.*expected moves\(north, any\)/],
    [
      'entries',
      'north',
      'moves_lasting(any, south, 2)',
      /`moves_lasting\(any, south\)` counts no moves to `north`/,
    ],
    ['left', 'north', 'moves(home, south)', /counts no moves to or from `north`/],
    [
      'entries',
      'nroth',
      'moves(any, north)',
      /flows\.csv:2:3: .*no place of the model.*did you mean `north`/,
    ],
  ])('%s of %s by %s', (measure, country, operator, message) =>
    expect(flow(operator, measure, country)).toThrow(message),
  );

  it.each<[FlowMeasure, string, string]>([
    ['stock', 'north', 'stock(north)'],
    ['stock', 'north', 'count(gone)'],
    ['stock', 'all', 'stock(north) + stock(south)'],
    ['net', 'north', 'moves(any, north) - moves(north, any)'],
    ['net', 'all', 'moves(home, any) - moves(any, home)'],
    ['net', 'all', 'count(gone)'],
    ['entries', 'north', 'moves(any, north) - moves(south, north)'],
    ['exits', 'north', 'moves(north, home)'],
    ['left', 'home', 'moves(home, any)'],
    ['left', 'south', 'moves(home, south)'],
    ['left', 'all', 'count(leaving)'],
  ])('%s of %s by %s is understood', (measure, country, operator) =>
    expect(flow(operator, measure, country)).not.toThrow(),
  );

  it('all rows are told at once, also one without an operator', () => {
    const at = { file: 'flows.csv', line: 2, column: 3 };
    const row = (place: string) => ({ row: place, place, placeAt: at, measure: 'left', operator: undefined });
    const study = { flows: [row('nroth'), row('suoth')] } as unknown as Study;
    expect(() => planFlowTargets(model, study)).toThrow(/`nroth`.*\n.*`suoth`/);
  });
});

describe('a window that the model cuts', () => {
  const warned = (from: string, to: string, given: Partial<FlowFigure> = {}) => {
    const [startDay, endDay] = [from, to].map(day => parseDay(day)!);
    const at = { file: 'flows.csv', line: 2, column: 1 };
    const operator = textAt('moves(any, north)', 'flows.csv');
    const figure = {
      row: 'F',
      at,
      startDay,
      endDay,
      operator,
      measure: 'entries',
      use: 'calibrate',
      ...given,
    };
    return cutWindows(model, { flows: [figure] } as unknown as Study).map(
      ({ message, found }) => `${message}: ${found}`,
    );
  };

  it('by more than half is a warning where it is to be fitted', () => {
    // The model begins on 2022-02-21.
    expect(warned('2022-02-01', '2022-02-28')).toEqual([
      'most of the window of `F` lies before the model: 8 of 28 days are simulated, from 2022-02-21 on',
    ]);
    expect(warned('2022-01-01', '2022-12-31')).toEqual([]);
    expect(warned('2022-02-01', '2022-02-28', { use: 'context' })).toEqual([]);
    expect(warned('2022-02-21', '2022-02-28')).toEqual([]);
    // Wholly before: the fit leaves it out and says so.
    expect(warned('2022-01-01', '2022-02-20')).toEqual([]);
  });
});
