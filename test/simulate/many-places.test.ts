import { describe, expect, it } from 'vitest';
import { eachFlow } from '../../src/observe/series/sparse-flows.ts';
import { instantiate } from '../../src/simulate/resolve.ts';
import { inlineInputs, inlineModel } from '../support/model.ts';
import { provinces } from '../support/provinces.ts';
import { runInline } from '../support/run.ts';
import { WITNESSES, witness } from '../support/witnesses.ts';

const WEEKS = 3;
/** A network that meets by place, and a stock by place: whatever counts by label must know all of them. */
const MEETING = {
  networks:
    'networks:\n  chats: { shape: slots, slots: 3, at: place, among: moved >= 0, form: 1, drop: 0.1 }',
  columns: [
    'place: { type: place, initial: pick(place) }',
    'moved: { type: integer }',
    'here: { type: number }',
    'friends: { type: integer }',
  ].join('\n'),
};
const COUNTING = `
---
rule: count
set:
  here: total(everybody where place == my.place)
  friends: count(chats)
`;

describe('a model of 300 places', () => {
  const model = provinces(300, MEETING);
  const inputs = inlineInputs(
    { ...model, rules: model.rules + COUNTING },
    { weeks: WEEKS, groups: ['province'] },
  );
  const { column, series, result } = runInline(inputs);
  const place = column('place');

  it('keeps places in two bytes, and people are in all of them', () => {
    expect(new Set(place).size).toBeGreaterThan(250);
    expect(Math.max(...place)).toBeGreaterThan(290);
    for (const k of [0, 255, 256, 299])
      expect(series('everybody', `province=p${k}`)[WEEKS - 1]).toBe(place.filter(at => at === k).length);
  });

  it('keeps the pairs between which somebody moved, and they explain who is where', () => {
    const [came, stayed] = [new Map<number, number>(), new Array<number>(WEEKS).fill(0)];
    eachFlow(result.flows, 300, (week, from, to, persons) => {
      expect(persons).toBeGreaterThan(0);
      came.set(to, (came.get(to) ?? 0) + (week === WEEKS - 1 ? persons : 0));
      came.set(from, (came.get(from) ?? 0) - (week === WEEKS - 1 ? persons : 0));
      stayed[week] += persons;
    });
    expect(stayed).toEqual(series('moves'));
    for (const [k, net] of came) {
      const stock = series('everybody', `province=p${k}`);
      expect(stock[WEEKS - 1] - stock[WEEKS - 2]).toBe(net);
    }
    expect(result.flows.length).toBeLessThan(2 * WEEKS * 900);
  });

  it('counts and pairs people by all places', () => {
    expect(Math.max(...column('here'))).toBeGreaterThan(3);
    expect(column('friends').filter(friends => friends > 0).length).toBeGreaterThan(300);
  });

  it('is the same to both backends and to the interpreter', () => {
    const [first, ...others] = Object.values(WITNESSES).map(backend =>
      witness(
        inlineInputs(provinces(300, { parameters: { persons: 12, leave: 0.3, far: 0.8 } }), { weeks: 1 }),
        backend,
      ).column('place'),
    );
    for (const other of others) expect(other).toEqual(first);
  });
});

describe('places', () => {
  it('are kept in one byte up to 255, and may be 65 535', () => {
    const width = (count: number) => {
      const rows = ['home,H', ...Array.from({ length: count - 1 }, (_, k) => `p${k},P`)].join('\n');
      return inlineModel({ columns: 'x: { type: flag }', places: `place,title\n${rows}` }).columns[0].width;
    };
    expect([width(255), width(256), width(65_535)]).toEqual([1, 2, 2]);
    expect(() => width(65_536)).toThrow('a model has 1 to 65535 places');
  });

  it('of a model of two bytes take no more memory than a column needs', () => {
    const { task } = instantiate(inlineInputs(provinces(256)), { backend: 'wasm', slots: 1 });
    const place = task.layout.columns.find(({ name }) => name === 'place')!;
    expect(place.buffers[1] - place.buffers[0]).toBe(2 * task.layout.padded);
  });
});
