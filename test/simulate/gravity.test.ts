import { describe, expect, it } from 'vitest';
import { layOut } from '../../src/engine/program/layout.ts';
import { rootsOf } from '../../src/engine/wasm/plan/scheduling.ts';
import { layScratch } from '../../src/engine/wasm/plan/scratch-buffer.ts';
import { reachable } from '../../src/language/graph.ts';
import { instantiate } from '../../src/simulate/resolve.ts';
import { openTask } from '../../src/simulate/simulate.ts';
import { type InlineModel, type InlineScenario, inlineInputs, inlineModel } from '../support/model.ts';
import { provinces } from '../support/provinces.ts';
import { runInline } from '../support/run.ts';

const PLACES = 36;
const START = Math.floor(Date.UTC(2022, 1, 21) / 86_400_000);
const MORE = 'fields: [war, "crowding[place]"]';

/** An event whose size at each place is an expression. */
const event = (size: string) => ({
  ...{ id: 'rents', kind: 'crowding', fromDay: START, places: labels(PLACES) },
  answer: {
    text: { text: size, file: 'scenario.yaml', lines: [{ offset: 0, line: 7, column: 11 }] },
    numbers: {},
  },
});
const labels = (count: number) => Array.from({ length: count }, (_, k) => `p${k}`);
const sum = (values: Iterable<number>) => [...values].reduce((total, x) => total + x, 0);
const AWAY = 'sqrt(pow(x[born] - x[there], 2) + pow(y[born] - y[there], 2))';

describe('gravity with capacity', () => {
  const people = 100 * PLACES;
  const weeks = 40;
  /** Who was born where chooses anew each week; rents rise where more live than there is room for, and fall elsewhere. */
  const model = provinces(PLACES, {
    columns:
      'born:\n  type: place\n  initial: pick(place where size[there] > 3)\nplace: { type: place, initial: born }',
    parameters: { persons: people, far: 0.5 },
    rules: `
rule: settle
set:
  place: choose(place, 0 - far * ${AWAY} - crowding[there])
`,
    metrics: 'everybody:\n  persons: week >= 0',
    more: MORE,
  });
  const { column } = runInline(
    inlineInputs(model, {
      weeks,
      events: [event(`last + 0.3 * log(max(1, total(place == there)) / ${people / PLACES})`)],
    }),
  );
  const [born, place] = [column('born'), column('place')];

  it('comes to the doubly constrained flows that proportional fitting gives', () => {
    const at = (k: number) => [k % 6, Math.floor(k / 6)];
    const fitted = labels(PLACES).map((_, i) =>
      labels(PLACES).map((__, j) => Math.exp(-0.5 * Math.hypot(at(i)[0] - at(j)[0], at(i)[1] - at(j)[1]))),
    );
    const origins = labels(PLACES).map((_, i) => born.filter(one => one === i).length);
    for (let round = 0; round < 200; round++) {
      for (const [i, row] of fitted.entries()) {
        const scale = origins[i] / (sum(row) || 1); // nobody is born in some
        for (const j of row.keys()) row[j] *= scale;
      }
      for (let j = 0; j < PLACES; j++) {
        const scale = people / PLACES / sum(fitted.map(row => row[j]));
        for (const row of fitted) row[j] *= scale;
      }
    }
    let [chi, cells] = [0, 0];
    for (const [i, row] of fitted.entries())
      for (const [j, expected] of row.entries()) {
        if (expected < 1) continue;
        const found = born.filter((from, k) => from === i && place[k] === j).length;
        chi += (found - expected) ** 2 / expected;
        cells++;
      }
    expect(cells).toBeGreaterThan(400);
    // Each cell scatters like a count; rents, which answer to counts, add some.
    expect(chi / cells).toBeGreaterThan(0.8);
    expect(chi / cells).toBeLessThan(1.3);
  });

  it('fills every place', () => {
    for (let j = 0; j < PLACES; j++) {
      const there = place.filter(at => at === j).length;
      expect(Math.abs(there - people / PLACES)).toBeLessThan(5 * Math.sqrt(people / PLACES));
    }
  });
});

/** What the compiled code keeps of choices: whether it is for a whole run, and for how many kinds of agents. */
function keptOf(model: InlineModel, of: 'plan' | 'initial' = 'plan') {
  const built = inlineModel(model);
  const { weights } = layScratch({
    model: built,
    layout: layOut(built, 100, [], 1),
    tallies: [],
    extracts: [],
  });
  const nodes = new Set(reachable(built[of].flatMap(rootsOf)));
  return [...weights].flatMap(([node, { rows, lasting }]) => (nodes.has(node) ? { rows, lasting } : []));
}

const choosing = (utility: string, more: Partial<InlineModel> = {}) =>
  provinces(PLACES, {
    columns: [
      'place: { type: place, initial: pick(place) }',
      "old: { type: flag, initial: uniform('o') < 0.3 }",
      "mood: { type: number, initial: uniform('m') }",
    ].join('\n'),
    parameters: { persons: 700, far: 0.5, most: 100 },
    rules: `
rule: go
who: mood < 0.5
set:
  place: ${utility}
`,
    metrics: 'old_in_first: { persons: old and place == p0 }',
    more: MORE,
    ...more,
  });

describe('a choice among many places', () => {
  const crowd = 'total(everybody where place == there)';
  const cases: [text: string, utility: string, kept: ReturnType<typeof keptOf>][] = [
    [
      'by place',
      'choose(place where there != place, 0 - far * y[there] * x[place])',
      [{ rows: 36, lasting: true }],
    ],
    ['alike for all', 'choose(place where size[there] > 3, log(size[there]))', [{ rows: 1, lasting: true }]],
    [
      'equal ones',
      'pick(place where there != place and (old or x[there] < 3))',
      [{ rows: 72, lasting: true }],
    ],
    [
      'by a flag and a field',
      'choose(place, if(old, 2, 1) * crowding[there])',
      [{ rows: 2, lasting: false }],
    ],
    ['by a total', `choose(place where ${crowd} < most, 0 - 0.01 * ${crowd})`, [{ rows: 1, lasting: false }]],
    ['by the week', 'choose(place where x[there] != week, 0)', [{ rows: 1, lasting: false }]],
    ['nobody may be chosen', 'choose(place where size[there] > most, 0)', [{ rows: 1, lasting: true }]],
    ['by oneself', 'choose(place, mood * size[there])', []],
  ];

  it.each(cases)('has the same result from kept weights: %s', (_, utility, kept) => {
    expect(keptOf(choosing(utility))).toEqual(kept);
    const given = inlineInputs(choosing(utility), { weeks: 6, events: [event('0.1 * week * x[there]')] });
    expect(new Set(runInline(given).column('place')).size).toBeGreaterThan(15);
  });

  it('has the same first values from kept weights, which no week takes for its own', () => {
    const utility = 'choose(place, if(old, 2, 1) * log(size[there]) - crowding[there])';
    const columns = [
      "old: { type: flag, initial: uniform('o') < 0.3 }",
      "mood: { type: number, initial: uniform('m') }",
      `place: { type: place, initial: "${utility}" }`,
    ];
    const model = choosing(utility, { columns: columns.join('\n') });
    expect(keptOf(model, 'initial')).toEqual([{ rows: 2, lasting: false }]);
    const inputs = inlineInputs(model, {
      weeks: 3,
      events: [event('last + 0.3 * log(max(1, total(place == there)) / 20)')],
    });
    const key = { scenario: 'inline', replicate: 1 };
    const [kept, plain] = (['wasm', 'js'] as const).map(backend =>
      openTask(instantiate(inputs, { backend, slots: 1 }).task),
    );
    for (const open of [kept, kept]) expect(open.run(key, 0)).toEqual(plain.run(key, 0));
  });

  it('keeps no weights where there are few places', () => {
    expect(keptOf(provinces(12))).toEqual([]);
  });

  it('keeps none from one run to the next', () => {
    const given: InlineScenario = { weeks: 3 };
    const inputs = inlineInputs(choosing('choose(place, 0 - far * x[there])'), given);
    const open = (backend: 'js' | 'wasm') => openTask(instantiate(inputs, { backend, slots: 1 }).task);
    const [kept, plain] = [open('wasm'), open('js')];
    for (const far of [0.5, 3, 0.5]) {
      const key = { scenario: 'inline', replicate: 0, parameters: { far } };
      expect(kept.run(key, 0)).toEqual(plain.run(key, 0));
    }
  });

  it.each([
    ['a utility is no number', 'choose(place, sqrt(0 - size[there] * (1 - mood + mood)))'],
    ['a shared utility is no number', 'choose(place, log(size[there]) / (x[there] - x[there]))'],
  ])('stops in the same way when %s', (_, utility) => {
    const inputs = inlineInputs(choosing(utility), { weeks: 2 });
    const [js, wasm] = (['js', 'wasm'] as const).map(backend => {
      try {
        openTask(instantiate(inputs, { backend, slots: 1 }).task).run(
          { scenario: 'inline', replicate: 0 },
          0,
        );
      } catch (error) {
        return String(error);
      }
      return 'done';
    });
    expect(js).not.toBe('done');
    expect(wasm).toBe(js);
  });
});
