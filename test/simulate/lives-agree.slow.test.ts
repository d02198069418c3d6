import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inlineInputs } from '../support/model.ts';
import { WITNESSES, witness } from '../support/witnesses.ts';
import { GENERATIONS } from './generations.ts';

describe('a model of generations', () => {
  it('gives the interpreter the same columns', () => {
    const inputs = inlineInputs(
      {
        ...GENERATIONS,
        networks: GENERATIONS.networks!.replace(/\n {2}chats.*/, ''),
        rules: GENERATIONS.rules!.replace(' + 0.01 * count(chats)', '').replace(
          ' + if(count(family) > 2, 0.01, 0)',
          '',
        ),
      },
      { weeks: 6 },
    );
    const [first, ...others] = Object.values(WITNESSES).map(backend => {
      const { failure, column } = witness(inputs, backend, 6);
      return { failure, columns: ['place', 'age', 'skill', 'mood', 'sex', 'served', 'life'].map(column) };
    });
    expect(first.failure).toBeUndefined();
    expect(new Set(first.columns[6])).toEqual(new Set([0, 1, 2]));
    for (const other of others) expect(other).toEqual(first);
  });
});

describe('random lives', () => {
  it('are the same to the bit for JavaScript, WebAssembly and the interpreter', () => {
    const chances = [
      '0.05',
      'per_year(4)',
      '0.3 * mood',
      'if(age > 30, 0.2, 0)',
      '0.02 * count(friends)',
      'share(friends, mood > 0.5)',
    ];
    const chance = fc.constantFrom(...chances);
    const rules = fc.record({
      die: chance.map(p => `rule: die\ndies: ${p}`),
      bear: fc
        .tuple(
          chance,
          fc.constantFrom('1', "poisson('litter', 1.2)"),
          fc.constantFrom('[place]', '[place, mood]'),
          fc.constantFrom('0', "floor(9 * uniform('a'))"),
        )
        .map(
          ([p, number, inherit, age]) =>
            `rule: bear\nchance: ${p}\nbirths:\n  number: ${number}\n  inherit: ${inherit}\n  set:\n    age: ${age}`,
        ),
      feel: chance.map(
        p =>
          `rule: feel\nset:\n  mood: clamp(0.5 * mood + 0.5 * (${p}) + 0.001 * total(everybody where place == my.place), 0, 1)`,
      ),
      move: chance.map(p => `rule: move\nchance: ${p}\nquota:\n  most: 9\nthen:\n  place: pick(place)`),
    });
    const plans = fc.shuffledSubarray(['die', 'bear', 'feel', 'move'] as const, { minLength: 2 });
    let lives = 0;
    fc.assert(
      fc.property(rules, plans, fc.constantFrom(1, 0.4), (made, plan, personsPerAgent) => {
        const model = {
          columns: `
mood: { type: number, range: 0..1, published: true, initial: uniform('m') }
age: { type: integer, initial: floor(60 * uniform('a')) }`,
          networks: 'networks:\n  friends: { shape: ring, degree: 4 }',
          parameters: { persons: 60 },
          rules: plan.map(id => made[id]).join('\n---\n'),
          more: 'capacity: 4000',
          entrants: 'from,persons,per,place,source_id\n2022-02-25,5,week,abroad,A00',
        };
        const inputs = inlineInputs(model, { weeks: 4, personsPerAgent });
        const [first, ...others] = Object.values(WITNESSES).map(backend => {
          const { failure, column } = witness(inputs, backend, 4);
          return { failure, columns: ['place', 'mood', 'age', 'life'].map(column) };
        });
        expect(first.failure).toBeUndefined();
        for (const other of others) expect(other).toEqual(first);
        if (new Set(first.columns[3]).size > 2) lives++;
      }),
      { numRuns: 20, seed: 9 },
    );
    expect(lives).toBeGreaterThan(8);
  });
});
