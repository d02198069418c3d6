import { describe, expect, it } from 'vitest';
import { actsAt, type MetricSeen, type PlaceSeen, tell } from '../../src/quote/lead.ts';

const judged = (before: number, mean: number, isClear = true) => ({
  ...{ before, mean, se: Math.abs(mean) / 10, pairs: 20, adjusted: isClear ? 0.001 : 0.4 },
  ...{ low: mean - (isClear ? 0.2 : 3) * Math.abs(mean), high: mean + (isClear ? 0.2 : 3) * Math.abs(mean) },
});
const place = (name: string, before: number, mean: number, isClear?: boolean): PlaceSeen => ({
  place: name,
  ...judged(before, mean, isClear),
});
const metric = (
  name: string,
  group: string,
  before: number,
  mean: number,
  isClear?: boolean,
): MetricSeen => ({
  metric: { name, measure: name === 'abroad' ? 'persons' : 'share' },
  group,
  ...judged(before, mean, isClear),
});

const PLACES = [
  place('georgia', 100_000, -54_850),
  place('armenia', 60_000, 11_000),
  place('israel', 70_000, 9_000),
  place('serbia', 40_000, 500, false),
  place('turkey', 90_000, -2_000),
  place('germany', 30_000, 7_000),
];
const ALL = [metric('abroad', 'all', 800_000, -100, false), metric('learning', 'all', 0.3, 0.001)];

describe('what an answer tells', () => {
  it('leads with a named place, then the places that change most, without what could be chance', () => {
    const { lead, places, further } = tell(['georgia'], PLACES, [], ALL);
    expect(lead).toBe(PLACES[0]);
    expect(places.map(row => row.place)).toEqual(['armenia', 'israel', 'germany']);
    expect(further.map(row => row.metric.name)).toEqual(['learning']);
  });

  it('leads with the outcome that changes where people stay, and tells it of all next', () => {
    const there = [
      metric('abroad', 'host=armenia', 60_000, 50),
      metric('learning', 'host=armenia', 0.3, 0.178),
    ];
    const all = [metric('abroad', 'all', 800_000, 9_000), metric('learning', 'all', 0.3, 0.034)];
    const { lead, further } = tell(['armenia'], [place('armenia', 60_000, 50)], there, all);
    expect(lead).toBe(there[1]);
    expect(further).toEqual([all[1], all[0]]);
  });

  it('leads with what changes most clearly, not with the largest change of something small', () => {
    const learning = metric('learning', 'host=armenia', 0.7, 0.17);
    const enclave = { ...metric('enclave', 'host=armenia', 0.066, -0.02), se: 0.003 };
    expect(tell(['armenia'], [], [enclave, learning], []).lead).toBe(learning);
  });

  it('leads with how many there are where no place is named', () => {
    const all = [metric('learning', 'all', 0.3, 0.2), metric('abroad', 'all', 800_000, 150_000)];
    expect(tell([], PLACES, [], all).lead).toBe(all[1]);
    expect(tell([], [], [], ALL).lead).toBe(ALL[0]);
  });

  it('has no lead where nothing differs', () => {
    const same = { ...metric('abroad', 'all', 800_000, 0), se: 0 };
    expect(tell(['georgia'], [{ ...place('georgia', 100, 0), se: 0 }], [], [same])).toEqual({
      ...{ lead: undefined, places: [], further: [] },
    });
  });

  it('takes few places as named, and many as everybody', () => {
    expect(actsAt([{ places: ['a', 'b'] }, { places: ['b', 'home'] }, {}], 'home')).toEqual(['a', 'b']);
    expect(actsAt([{ places: ['a', 'b', 'c', 'd'] }], 'home')).toEqual([]);
  });
});
