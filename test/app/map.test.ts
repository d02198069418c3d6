import codes from 'i18n-iso-countries/codes.json' with { type: 'json' };
import { describe, expect, it } from 'vitest';
import atlas from 'world-atlas/countries-110m.json' with { type: 'json' };
import { labelsOf } from '../../app/map/labels.ts';
import { shaped, sheetOf } from '../../app/map/mercator.ts';
import {
  centreOf,
  clampedTo,
  frameOf,
  type Shape,
  shapeOf,
  shapesOf,
  type World,
} from '../../app/map/shapes.ts';

const WORLD: World = {
  atlas: atlas as unknown as World['atlas'],
  numbers: Object.fromEntries(codes.map(([, alpha3, number]) => [alpha3, number])),
};
const shapes = shapesOf(WORLD);

describe('the shapes of countries', () => {
  it('are found by their codes, and have their centre where the country is', () => {
    const at = (iso: string) => centreOf(shapeOf(shapes, WORLD, iso)!).map(Math.round);
    expect([at('GEO'), at('DEU')]).toEqual([
      [43, 42],
      [10, 51],
    ]);
    // Without Alaska and Hawaii.
    expect(at('USA')[0]).toBeGreaterThan(-102);
    expect(shapeOf(shapes, WORLD, 'XXX')).toBeUndefined();
  });

  it('have the centre of the largest part, whichever way it is drawn', () => {
    const square = (x: number, size: number) => [
      [x, 0],
      [x + size, 0],
      [x + size, size],
      [x, size],
      [x, 0],
    ];
    const coordinates = [[square(0, 1)], [square(10, 4).reverse()]];
    const shape = { geometry: { type: 'MultiPolygon', coordinates } } as unknown as Shape;
    expect(centreOf(shape).map(value => value.toFixed(6))).toEqual(['12.000000', '2.000000']);
  });
});

describe('the frame of a map', () => {
  const near = [40, 42, 44, 46].map(lon => [lon, 41] as const);

  it('leaves out what is far from most places, which then waits at the edge', () => {
    const frame = frameOf([...near, [-100, 40]]);
    expect(frame).toEqual({ west: 33, east: 53, south: 34, north: 48 });
    const [lon, lat] = clampedTo(frame, [-100, 40]);
    expect([lon.toFixed(2), lat]).toEqual(['33.80', 40]);
    expect(clampedTo(frame, near[0])).toEqual(near[0]);
  });

  it('has the shape that is wanted, and pixels and positions that belong together', () => {
    for (const [least, most] of [
      [0.4, 0.5],
      [1.5, 2],
    ]) {
      const frame = shaped(frameOf(near), least, most);
      const { height, pixel, position } = sheetOf(frame, 800);
      expect(height / 800).toBeGreaterThan(least - 0.01);
      expect(height / 800).toBeLessThan(most + 0.01);
      const { x, y } = pixel([41.5, 40]);
      expect(position(x, y)[0]).toBeCloseTo(41.5, 9);
      expect(position(x, y)[1]).toBeCloseTo(40, 9);
    }
  });
});

describe('labels of a map', () => {
  it('stand beside their circles, turn aside for others, and give way to larger ones', () => {
    const one = (x: number, r: number, text: string) => ({ x, y: 50, r, text });
    const sides = labelsOf([one(100, 20, 'large'), one(280, 5, 'right edge')], 300, 100);
    expect(sides.map(({ text, anchor }) => [text, anchor])).toEqual([
      ['large', 'start'],
      ['right edge', 'end'],
    ]);
    const crowd = Array.from({ length: 12 }, (_, k) => one(100 + k, 6 - k / 10, `place ${k}`));
    const shown = labelsOf(crowd, 220, 60);
    expect(shown[0].text).toBe('place 0');
    expect(shown.length).toBeLessThan(12);
  });
});
