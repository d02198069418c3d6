import type { InlineModel } from './model.ts';

/** Provinces in a square grid whose people move by gravity: to large ones that are near. */
export function provinces(count: number, more: Partial<InlineModel> = {}): InlineModel {
  const side = Math.ceil(Math.sqrt(count));
  const rows = Array.from({ length: count }, (_, k) => {
    const [x, y] = [k % side, Math.floor(k / side)];
    return `p${k},Province ${k},${x},A00,${y},A00,${1 + ((k * 37) % 11)},A00`;
  });
  return {
    columns: ['place: { type: place, initial: pick(place) }', 'moved: { type: integer }'].join('\n'),
    places: ['place,title,x,x_source,y,y_source,size,size_source', ...rows].join('\n'),
    parameters: { persons: 3 * count, leave: 0.3, far: 0.8 },
    rules: `
rule: move
who: moved < 1000
chance: leave
then:
  place: choose(place where there != place, log(size[there]) - far * sqrt(pow(x[place] - x[there], 2) + pow(y[place] - y[there], 2)))
  moved: moved + 1
`,
    metrics: 'everybody:\n  persons: moved >= 0\nmoves:\n  persons: moves(any, any)',
    more: 'groups:\n  province: place',
    ...more,
  };
}
