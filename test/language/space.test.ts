import { describe, expect, it } from 'vitest';
import { numbers } from '../../src/core/math/arithmetic.ts';
import { asin } from '../../src/core/math/power.ts';
import { type InlineModel, inlineInputs, inlineModel } from '../support/model.ts';
import { runInline } from '../support/run.ts';
import { WITNESSES, witness } from '../support/witnesses.ts';

/** Latitudes and longitudes, of which some are far from each other and some near. */
const CITIES: [name: string, lat: number, lon: number][] = [
  ['berlin', 52.52, 13.405],
  ['potsdam', 52.4, 13.06],
  ['paris', 48.8566, 2.3522],
  ['tbilisi', 41.7151, 44.8271],
  ['auckland', -36.8485, 174.7633],
  ['honolulu', 21.3099, -157.8581],
  ['seville', 37.3891, -5.9845],
];
const at = (rows: readonly string[], header: string) => [`place,title,${header}`, ...rows].join('\n');
const GLOBE = at(
  CITIES.map(([name, lat, lon]) => `${name},${name},${lat},A00,${lon},A00`),
  'lat,lat_source,lon,lon_source',
);
/** Places on a line, at the squares of their numbers. */
const LINE = at(
  [0, 1, 2, 3, 4, 5].map(k => `p${k},P,${k * k},A00,0,A00,${10 * (k + 1)},A00`),
  'x,x_source,y,y_source,size,size_source',
);
const HEADER = 'table,index,label,value,unit,source_id,text';
const BORDER = [
  HEADER,
  ...['p0*p1', 'p2*p1', 'p2*p3'].map(pair => `border,neighbours,${pair},1,,A00,on land`),
].join('\n');

const everywhere = (places: string, sets: string, more: Partial<InlineModel> = {}): InlineModel => ({
  columns:
    'place: { type: place, initial: pick(place) }\nfound: { type: number }\nwent: { type: place, initial: place }',
  places,
  parameters: { persons: 60 },
  rules: `\nrule: look\nset:\n  ${sets}\n`,
  ...more,
});

/** Values of a column by the index of the place where its agents are. */
function byPlace(model: InlineModel, name = 'found'): Map<number, Set<number>> {
  const { column } = runInline(inlineInputs(model, { weeks: 1 }));
  const [place, found] = [column('place'), column(name)];
  const all = new Map<number, Set<number>>();
  place.forEach((p, k) => all.set(p, (all.get(p) ?? new Set()).add(found[k])));
  return all;
}

/** The one value of each place. */
const valuesOf = (model: InlineModel) =>
  [...byPlace(model)]
    .sort(([a], [b]) => a - b)
    .map(([, values]) => {
      expect(values.size).toBe(1);
      return [...values][0];
    });

describe('distance', () => {
  it('is straight between columns x and y', () => {
    const model = everywhere(LINE.replace('p0,P,0,A00,0', 'p0,P,5,A00,3'), 'found: distance(place, p3)');
    expect(valuesOf(model)).toEqual([5, 8, 5, 0, 7, 16]);
  });

  it('is that along the globe, to some metres, between lat and lon', () => {
    const radians = Math.PI / 180;
    for (const [k, [name, lat, lon]] of CITIES.entries()) {
      const values = valuesOf(everywhere(GLOBE, `found: distance(place, ${name})`));
      expect(values[k]).toBe(0);
      for (const [other, [, north, east]] of CITIES.entries()) {
        const [up, along] = [Math.sin(((north - lat) * radians) / 2), Math.sin(((east - lon) * radians) / 2)];
        const share = up * up + Math.cos(lat * radians) * Math.cos(north * radians) * along * along;
        const km = 2 * 6371 * Math.asin(Math.sqrt(share));
        expect(Math.abs(values[other] - km)).toBeLessThan(0.01 + 2e-6 * km);
      }
    }
  });

  it('has an arc sine that is exact to 3e-7', () => {
    for (let x = 0; x <= 1; x += 1 / 4096)
      expect(Math.abs(asin(numbers, Math.fround(x)) - Math.asin(Math.fround(x)))).toBeLessThan(3e-7);
    expect(asin(numbers, Number.NaN)).toBeNaN();
  });

  it.each([
    [
      'no coordinates',
      'place,title\nhome,H\naway,A',
      'found: distance(place, home)',
      '`distance` needs to know where places are: found no coordinates',
    ],
    [
      'a place beyond a pole',
      GLOBE.replace('52.52', '152.52'),
      'found: distance(place, berlin)',
      'a latitude of places.csv is beyond a pole: found 152',
    ],
    ['one place', LINE, 'found: distance(place)', '`distance` takes two places: found 1'],
    ['a number for a place', LINE, 'found: distance(place, 3)', 'wrong type'],
  ])('refuses %s', (_, places, sets, message) => {
    expect(() => inlineModel(everywhere(places, sets))).toThrow(message);
  });
});

describe('neighbours of a place', () => {
  const pairs = (sets: string) => everywhere(LINE, sets, { tables: BORDER });

  it('are pairs both ways, over which values are summed', () => {
    expect(valuesOf(pairs('found: sum(border[place], size[there])'))).toEqual([20, 40, 60, 30, 0, 0]);
    expect(valuesOf(pairs('found: sum(border[place] where size[there] > 25, 1)'))).toEqual([
      0, 1, 1, 1, 0, 0,
    ]);
    expect(valuesOf(pairs('found: mean(border[place], size[there], -1)'))).toEqual([20, 20, 30, 30, -1, -1]);
    expect(valuesOf(pairs('found: max(border[place], size[there], -1)'))).toEqual([20, 30, 40, 30, -1, -1]);
    expect(valuesOf(pairs('found: min(border[place], size[there] - size[place], -1)'))).toEqual([
      10, -10, -10, -10, -1, -1,
    ]);
    expect(
      valuesOf(pairs('found: log_sum(border[place], log(size[there]), 0)')).map(x => Math.exp(x).toFixed(3)),
    ).toEqual([20, 40, 60, 30, 1, 1].map(x => x.toFixed(3)));
  });

  it('are those nearest by coordinates, the first of places.csv where two are as near', () => {
    const near = everywhere(LINE, 'found: sum(near[place], size[there])', { more: 'nearest: { near: 2 }' });
    // p0: p1, p2; p1: p0, p2; p2: p1 (3), p0 (4); p3: p2 (5), p4 (7); p4: p3 (7), p5 (9); p5: p4 (9), p3 (16).
    expect(valuesOf(near)).toEqual([50, 40, 30, 80, 100, 90]);
    const cities = everywhere(GLOBE, 'found: if(pick(near[place]) == potsdam, 1, 0)', {
      more: 'nearest:\n  near: 1',
    });
    expect(valuesOf(cities)).toEqual([1, 0, 1, 0, 0, 0, 0]);
  });

  it('tell what is counted there, as of last week, and what their own neighbours have', () => {
    const model = pairs('found: mean(border[place], total(everybody where place == there), 0)');
    const { column } = runInline(inlineInputs(model, { weeks: 1 }));
    const here = (p: number) => column('place').filter(at => at === p).length;
    expect(valuesOf(model)).toEqual(
      [here(1), (here(0) + here(2)) / 2, (here(1) + here(3)) / 2, here(2), 0, 0].map(Math.fround),
    );
    const lag = pairs('went: choose(place, 100 * sum(border[there], size[there]))');
    expect([...byPlace(lag, 'went').values()].flatMap(all => [...all])).toEqual(new Array(6).fill(2));
  });

  it('are chosen among, and who has none stays', () => {
    const model = pairs('went: choose(border[place] where size[there] < 35, log(size[there]))');
    const went = byPlace(model, 'went');
    expect([0, 1, 2, 3, 4, 5].map(p => [...went.get(p)!].sort())).toEqual([[1], [0, 2], [1], [2], [4], [5]]);
    const inputs = inlineInputs(model, { weeks: 2 });
    const [first, ...others] = Object.values(WITNESSES).map(backend =>
      witness(inputs, backend, 2).column('went'),
    );
    for (const other of others) expect(other).toEqual(first);
  });

  it.each([
    ['a bare set', 'found: border[place]', BORDER, '`border` is a set of places'],
    ['an unknown place', 'found: 0', BORDER.replace('p0*p1', 'p0*p9'), 'unknown place `p9` in `border`'],
    [
      'a place beside itself',
      'found: 0',
      BORDER.replace('p0*p1', 'p0*p0'),
      'a place is no neighbour of its own',
    ],
    ['three places', 'found: 0', BORDER.replace('p0*p1', 'p0*p1*p2'), '`border` is made of pairs of places'],
    [
      'a weight',
      'found: 0',
      BORDER.replace('p0*p1,1', 'p0*p1,3'),
      '`border` says who are neighbours: found 3, expected 1',
    ],
  ])('refuse %s', (_, sets, tables, message) => {
    expect(() => inlineModel(everywhere(LINE, sets, { tables }))).toThrow(message);
  });

  it('refuse more neighbours than there are places, and places without coordinates', () => {
    expect(() => inlineModel(everywhere(LINE, 'found: 0', { more: 'nearest: { near: 6 }' }))).toThrow(
      'a place has fewer neighbours than this: found 6, expected 1 to 5',
    );
    const places = 'place,title\nhome,H\naway,A';
    expect(() => inlineModel(everywhere(places, 'found: 0', { more: 'nearest: { near: 1 }' }))).toThrow(
      '`nearest` needs to know where places are: found no coordinates',
    );
  });
});
