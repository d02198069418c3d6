import { describe, expect, it } from 'vitest';
import { denseFlows } from '../../src/observe/series/sparse-flows.ts';
import { abroadModel } from '../support/abroad.ts';
import { inlineInputs } from '../support/model.ts';
import { runInline } from '../support/run.ts';

const HEADER =
  'row_id,country,period_start,period_end,measure,unit,operator,value,se,value_low,value_high,source_id,use,note';
const WEEKS = 20;
/** The last day of the run, and that of its third week. */
const [END, THIRD, EVE] = ['2022-07-10', '2022-03-13', '2022-02-20'];

const row = (id: string, country: string, [from, to]: string[], measure: string, operator: string) =>
  `${id},${country},${from},${to},${measure},persons,"${operator}",5,1,,,A00,context,`;

const ROWS: [id: string, country: string, window: string[], measure: string, operator: string][] = [
  ['S1', 'home', [END, END], 'stock', 'stock(home)'],
  ['S2', 'home', [END, END], 'stock', 'count(at_home)'],
  ['S3', 'north', [THIRD, THIRD], 'stock', 'stock(north)'],
  ['S4', 'north', [THIRD, THIRD], 'stock', 'count(in_north)'],
  ['S5', 'all', [EVE, EVE], 'stock', 'count(abroad)'],
  ['S6', 'all', [EVE, EVE], 'stock', 'stock(north) + stock(south) + stock(east)'],
  ['S7', 'all', ['2022-02-19', '2022-02-19'], 'stock', 'count(abroad)'],
  ['S8', 'all', [THIRD, THIRD], 'stock', 'count(everybody)'],
  ['S9', 'all', ['2022-02-24', '2022-02-24'], 'stock', 'count(at_home)'],
  ['N1', 'all', ['2022-02-21', END], 'net', 'count(at_home)'],
  ['N2', 'all', ['2022-02-21', END], 'net', 'count(abroad)'],
  ['N3', 'home', ['2022-02-21', END], 'net', 'moves(any, home) - moves(home, any)'],
  ['N4', 'all', ['2022-02-21', END], 'net', 'count(everybody)'],
  ['L1', 'home', ['2022-02-21', END], 'left', 'count(departures)'],
  ['L2', 'home', ['2022-02-21', END], 'left', 'moves(home, any)'],
  ['L3', 'home', ['2022-02-24', '2022-03-03'], 'left', 'count(departures)'],
  ['L4', 'home', ['2022-02-24', '2022-03-03'], 'left', 'moves(home, any)'],
  ['B1', 'north', ['2022-01-01', EVE], 'entries', 'moves(any, north)'],
  ['B2', 'north', ['2022-01-01', THIRD], 'entries', 'moves(any, north)'],
  ['B3', 'north', ['2022-02-21', THIRD], 'entries', 'moves(any, north)'],
  ['B4', 'north', ['2022-02-21', '2022-07-11'], 'entries', 'moves(any, north)'],
  ['B5', 'north', ['2022-02-21', THIRD], 'entries', 'moves_lasting(any, north, 17)'],
  ['B6', 'north', ['2022-02-21', THIRD], 'entries', 'moves_lasting(any, north, 18)'],
];

describe('figures of persons where many begin abroad', () => {
  const flows = `${[HEADER, ...ROWS.map(one => row(...one))].join('\n')}\n`;
  const run = (persons: number, personsPerAgent: number) => {
    const model = { ...abroadModel, parameters: { ...abroadModel.parameters, persons } };
    const done = runInline(inlineInputs(model, { weeks: WEEKS, study: { flows }, personsPerAgent }));
    return { ...done, value: (id: string) => done.result.figures[ROWS.findIndex(([one]) => one === id)] };
  };
  const { value, series, result } = run(2000, 5);
  /** Persons at a place before the first week: where the first week ends, less what moved in it. */
  const places = ['home', 'north', 'south', 'east'];
  const begun = (place: string) => {
    const k = places.indexOf(place);
    const flowsOf = denseFlows(result.flows, WEEKS, places.length);
    const moved = (from: number, to: number) => flowsOf[from * places.length + to];
    const net = places.reduce((sum, _, other) => sum + moved(other, k) - moved(k, other), 0);
    return (place === 'home' ? series('at_home')[0] : series('in_north')[0]) - net;
  };

  it('stocks are levels, of the origin too, whichever operator counts them', () => {
    expect(begun('home')).toBeGreaterThan(0.5 * 2000);
    expect(begun('home')).toBeLessThan(0.7 * 2000);
    expect([value('S1'), value('S2')]).toEqual([series('at_home')[WEEKS - 1], series('at_home')[WEEKS - 1]]);
    expect([value('S3'), value('S4')]).toEqual([series('in_north')[2], series('in_north')[2]]);
    expect(value('S3')).toBeGreaterThan(0);
    expect(value('S8')).toBe(2000);
  });

  it('a stock on the eve of the model is that of its people as they begin, one of a day before is not reached', () => {
    expect(value('S5')).toBe(2000 - begun('home'));
    expect(value('S6')).toBe(value('S5'));
    expect(value('S7')).toBeNaN();
  });

  it('a stock within a week lies between those at its ends', () => {
    const [first, last] = [begun('home'), series('at_home')[0]];
    expect(value('S9')).toBeCloseTo(first + ((last - first) * 4) / 7, 9);
  });

  it('a net flow is what a count has grown by since the model began', () => {
    expect(value('N1')).toBe(series('at_home')[WEEKS - 1] - begun('home'));
    expect(value('N1')).not.toBe(0);
    expect(value('N2')).toBe(-value('N1'));
    expect(value('N3')).toBe(value('N1'));
    expect(value('N4')).toBe(0);
  });

  it('a count of moves is added up over the window', () => {
    expect(value('L1')).toBe(series('departures').reduce((sum, persons) => sum + persons, 0));
    expect(value('L2')).toBe(value('L1'));
    expect(value('L3')).toBeCloseTo((series('departures')[0] * 4 + series('departures')[1] * 4) / 7, 9);
    expect(value('L4')).toBeCloseTo(value('L3'), 9);
  });

  it('a window before the model, after the run, or not watched to its end is not reached', () => {
    expect(value('B1')).toBeNaN();
    expect(value('B2')).toBe(value('B3'));
    expect(value('B4')).toBeNaN();
    expect(value('B5')).not.toBeNaN();
    expect(value('B6')).toBeNaN();
  });
});
