import fc from 'fast-check';
import type { Event } from '../../src/scenario/scenario.ts';
import { type InlineModel, inlineInputs } from '../support/model.ts';

/**
 * Whole models put together by chance from the words that know more than one agent: totals, quotas by place, kind or none with
 * priorities, queues in which people wait, births, deaths, entrants, fields by place and by a column, sizes of events that answer, named steps for some, tables by integer and by date. Some rules ask for a
 * quota: who asks notes in which cell and how many places that cell has, so that a test can count.
 */

const CHANCES = [
  '0.3 * mood',
  'risk[age]',
  'season[week]',
  'share(everybody where place == my.place, mood > 0.5)',
  'min(1, 0.002 * total(everybody where kind == my.kind))',
  'clamp(0.1 + 0.2 * push, 0, 1)',
  'clamp(0.2 * push_there[place], 0, 1)',
  'clamp(0.1 + 0.3 * gift[kind] - 0.1 * gift[red], 0, 1)',
  '0.05 + 0.02 * count(friends where mood > 0.6)',
];
/** Whole numbers or quarters, which f32 has exactly. */
const MOST = [
  '4',
  '12.5',
  '3 + 2 * week',
  'room[there]',
  '20 - total(everybody where kind == red)',
  'total(everybody where place == home) / 4',
  'if(season[week] > 0.25, 6, 0)',
];
const BY = { place: 'place', kind: 'kind', '': undefined };
const PRIORITIES = ['', 'mood', 'age', 'risk[age]', "uniform('turn') - mood", 'waited'];

export interface RandomModel {
  model: InlineModel;
  events: Partial<Event>[];
  personsPerAgent: number;
  seed: string;
  /** The quotas: what they are by. */
  quotas: readonly (keyof typeof BY)[];
  /** Whether the greatest come first, by quota. */
  ranked: readonly boolean[];
}

export const WEEKS = 4;
export const LABELS = { place: ['home', 'north', 'south'], kind: ['red', 'blue'], '': [''] };

const one = (values: readonly string[]) => fc.constantFrom(...values);

/** A rule that asks and one that serves: those who ask in a week, in the cells of a quota. */
const quota = fc
  .record({
    wish: one(CHANCES),
    by: fc.constantFrom<keyof typeof BY>('place', 'kind', ''),
    most: one(MOST),
    first: one(PRIORITIES),
    does: one(['mood: 0.9 * mood', 'place: pick(place where there != place)', 'kind: blue']),
    queues: fc.boolean(),
  })
  .map(({ wish, by, most, first, does, queues }) => ({
    by,
    // `there` names a label of the quota, and only places have rooms.
    most: by === 'place' ? most : most.replace('room[there]', '7'),
    first,
    wish,
    does,
    queues,
  }));

type Quota = typeof quota extends fc.Arbitrary<infer T> ? T : never;

function askAndServe({ by, most, first, wish, does, queues }: Quota, k: number): string {
  const cell =
    by === 'place'
      ? 'if(place == home, 0, if(place == north, 1, 2))'
      : by === 'kind'
        ? 'if(kind == red, 0, 1)'
        : '0';
  const rank = first.replace('waited', `waited_${k}`);
  const ranked = rank && `\n  rank_${k}: 1.0 * (${rank})`;
  // Who was turned away last week asks again.
  const asks = `clamp(${wish}, 0, 1)`;
  const own = most.replace('[there]', '[place]');
  return `
rule: ask-${k}
chance: ${queues ? `if(waited_${k} > 0, 1, ${asks})` : asks}
then:
  asked_${k}: week + 1
  cell_${k}: ${cell}
  most_${k}: ${own}
---
rule: serve-${k}
who: asked_${k} == week + 1
quota:
  most: ${most}${by && `\n  by: ${by}`}${rank && `\n  first: ${rank}`}
set:
  served_${k}: week + 1
  waited_${k}: 0
  ${does}${ranked}
otherwise:
  refused_${k}: week + 1
  waited_${k}: waited_${k} + 1${ranked}`;
}

const lives = fc.record({
  die: one(CHANCES).map(chance => `rule: die\ndies: clamp(0.3 * (${chance}), 0, 1)`),
  bear: fc
    .tuple(one(CHANCES), one(['1', "poisson('litter', 1.2)", '2']))
    .map(
      ([chance, number]) =>
        `rule: bear\nchance: clamp(0.3 * (${chance}), 0, 1)\nbirths:\n  number: ${number}\n  inherit: [place, kind]\n  set:\n    age: 0`,
    ),
  grow: fc.constant('rule: grow\nset:\n  age: age + 1'),
  feel: one(CHANCES).map(chance => `rule: feel\nset:\n  mood: clamp(0.6 * mood + 0.3 * (${chance}), 0, 1)`),
});
const sizes = [
  '0.5',
  'total(everybody where kind == red) / 100',
  'if(last > 0.5, 0, share(everybody, mood > 0.4))',
  'so_far(total(everybody where place == home) / 1000)',
];
const sizesThere = ['1', 'total(everybody where place == there) / 60', 'if(last > 0, 0, 1)'];

export const randomModel: fc.Arbitrary<RandomModel> = fc
  .record({
    quotas: fc.array(quota, { minLength: 1, maxLength: 2 }),
    lives,
    plan: fc.shuffledSubarray(['die', 'bear', 'grow', 'feel'] as const),
    between: fc.nat(4),
    size: one(sizes),
    sizeThere: one(sizesThere),
    comes: fc.constantFrom('', '9', '0.1 * total(everybody where kind == red) + 3 * push'),
    personsPerAgent: fc.constantFrom(1, 0.5, 2),
    seed: fc.stringMatching(/^[a-z]{1,3}$/),
  })
  .map(({ quotas, lives: made, plan, between, size, sizeThere, comes, personsPerAgent, seed }) => {
    // Who dies after asking is counted no more: death comes first.
    const own = [...plan.filter(id => id === 'die'), ...plan.filter(id => id !== 'die')].map(id => made[id]);
    const first = Number(plan.includes('die'));
    const at = Math.max(first, between);
    const asking = quotas.map(askAndServe);
    const rules = [...own.slice(0, at), ...asking, ...own.slice(at)].join('\n---\n');
    const columns = quotas.map(
      (_, k) =>
        `asked_${k}: { type: integer }\nserved_${k}: { type: integer }\nrefused_${k}: { type: integer }\nwaited_${k}: { type: integer, range: 0..60 }\nrank_${k}: { type: number }\ncell_${k}: { type: integer }\nmost_${k}: { type: number }`,
    );
    const metrics = quotas.flatMap(({ by }, k) =>
      LABELS[by].flatMap((_, cell) => {
        const among = `cell_${k} == ${cell} and asked_${k} == week + 1`;
        return [
          `asked_${k}_${cell}: { persons: ${among} }`,
          `served_${k}_${cell}: { persons: ${among} and served_${k} == week + 1 }`,
          `refused_${k}_${cell}: { persons: ${among} and refused_${k} == week + 1 }`,
          `most_${k}_${cell}: { mean: most_${k}, of: ${among} }`,
        ];
      }),
    );
    const text = (text: string) => ({ text, file: '', lines: [{ offset: 0, line: 1, column: 1 }] });
    const answer = (size: string) => ({ text: text(size), numbers: {} });
    const model: InlineModel = {
      columns: `
place: { type: place, initial: pick(place) }
kind: { type: one-of, values: [red, blue], initial: pick(kind) }
mood: { type: number, range: 0..1, published: true, initial: uniform('m') }
age: { type: integer, range: 0..90, initial: floor(80 * uniform('a')) }
${columns.join('\n')}`,
      places: 'place,title,room,room_source\nhome,Home,9,A00\nnorth,North,2,A00\nsouth,South,30.5,A00',
      tables: `table,index,label,value,unit,source_id,text
risk,age,0,0.9,1,A00,x
risk,age,1..40,0.1,1,A00,x
risk,age,else,0.4,1,A00,x
season,date,2022-02-21,0.5,1,A00,x
season,date,2022-03-07,0.125,1,A00,x`,
      networks: 'networks:\n  friends: { shape: ring, degree: 4 }',
      parameters: { persons: 120 },
      more: `fields: [push, "push_there[place]", "gift[kind]"]\ncapacity: 9000`,
      rules,
      metrics: metrics.join('\n'),
      ...(comes && {
        entrants: `from,persons,per,place,kind,source_id\n2022-02-25,${comes},week,north,red,A00`,
      }),
    };
    const events = [
      { id: 'push', kind: 'push', answer: answer(size) },
      { id: 'there', kind: 'push_there', answer: answer(sizeThere) },
      {
        id: 'gift',
        kind: 'gift',
        labels: ['red'],
        answer: answer('total(everybody where kind == there) / 90'),
      },
      { kind: 'gift', size: 2, who: text('mood > 0.5'), step: { name: 'full', changes: { '': 2 } } },
    ];
    // Only a model with births, or entrants by an expression, has room for more.
    if (!plan.includes('bear') && !comes.includes('total'))
      model.more = model.more!.replace('\ncapacity: 9000', '');
    return {
      ...{ model, events, personsPerAgent, seed },
      quotas: quotas.map(({ by }) => by),
      ranked: quotas.map(({ first }) => first !== ''),
    };
  });

export const inputsOf = ({ model, events, personsPerAgent, seed }: RandomModel) =>
  inlineInputs(model, { weeks: WEEKS, personsPerAgent, seed, events });
