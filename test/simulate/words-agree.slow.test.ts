import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inlineInputs } from '../support/model.ts';
import { WITNESSES, witness } from '../support/witnesses.ts';
import { MOVE, SHOPS, TOWN } from './towns.ts';

/** Conditions and values of random totals. */
const CONDITIONS = [
  'everybody',
  'abroad',
  'rich',
  'age > 20',
  'job == none or wage < 4',
  'week > 1',
  'moves(any, any)',
];
const KEYS = [
  'place == my.place',
  'my.job == job',
  'rich == my.rich',
  'age == my.age - 3',
  'place == if(my.age > 20, home, my.place)',
];
const VALUES = ['wage', 'wage * wage - 3', 'age', 'log(wage)', 'if(rich, 1e9, 1e-9)'];
const totals = fc
  .record({
    who: fc.constantFrom(...CONDITIONS),
    keys: fc.subarray(KEYS, { maxLength: 2 }),
    value: fc.constantFrom(...VALUES),
    form: fc.constantFrom('persons', 'sum', 'share', 'mean'),
  })
  .map(({ who, keys, value, form }) => {
    const set = keys.length ? `${who} where ${keys.join(' and ')}` : who;
    if (form === 'persons') return `total(${set})`;
    if (form === 'sum') return `total(${set}, ${value})`;
    return form === 'share' ? `share(${set}, ${value} > 2)` : `mean(${set}, ${value}, -1)`;
  });

describe('random totals', () => {
  it('are the same to the bit for JavaScript, WebAssembly and the interpreter', () => {
    let differing = 0;
    fc.assert(
      fc.property(totals, totals, fc.constantFrom(1, 2.5), (one, other, personsPerAgent) => {
        const rules = `${MOVE}\n---\nrule: look\nset:\n  seen: logistic(log(1 + abs(${one})) - 3) + ${other}\n  wage: wage + 0.1 * sqrt(abs(${one})) - 0.2`;
        const inputs = inlineInputs({ ...TOWN, rules }, { weeks: 3, personsPerAgent });
        const [first, ...others] = Object.values(WITNESSES).map(backend => {
          const { failure, column } = witness(inputs, backend, 3);
          return { failure, columns: ['seen', 'wage', 'place'].map(column) };
        });
        expect(first.failure).toBeUndefined();
        for (const another of others) expect(another).toEqual(first);
        if (new Set(first.columns[0]).size > 1) differing++;
      }),
      { numRuns: 20, seed: 7 },
    );
    expect(differing).toBeGreaterThan(8);
  });
});

const EXPRESSIONS = [
  'sin(wage * 7 - 20)',
  'cos(0.1 * week) * wage',
  'pow(wage, 0.4)',
  'pow(wage - 4, 3)',
  'mod(age * 3 - 40, 11)',
  'mod(wage, 0.7)',
  'sum(friends where wage > my.wage, wage - 3)',
  'max(friends where wage > my.wage, wage - 3, -1)',
  'min(friends, sqrt(wage - 4), 0)',
  'log_sum(place where there != place, pay[there] - 0.2 * wage, 1)',
  'max(place where pay[there] < wage, pay[there], -1)',
  "poisson('births', 0.3 * wage)",
  "negative_binomial('trips', 2, wage + 0.1)",
  "weibull('w', 3, 0.5 + wage)",
  "gompertz('g', 0.01 + 0.01 * wage, 0.2)",
  "exponential('e', wage)",
  "gamma('g2', 0.5, 0.2 + wage)",
];

describe('random expressions of these functions', () => {
  it('are the same to the bit for JavaScript, WebAssembly and the interpreter', () => {
    const one = fc.constantFrom(...EXPRESSIONS);
    fc.assert(
      fc.property(one, one, one, (a, b, c) => {
        const rules = `
rule: look
set:
  seen: ${a} + 0.5 * (${b})
  wage: wage * 0.9 + 0.1 * sqrt(abs(${c}))
  count: floor(clamp(abs(${b}), 0, 1000))`;
        const inputs = inlineInputs({ ...SHOPS, rules }, { weeks: 2 });
        const [first, ...others] = Object.values(WITNESSES).map(backend => {
          const { failure, column } = witness(inputs, backend, 2);
          return { failure, columns: ['seen', 'wage', 'count'].map(column) };
        });
        expect(first.failure).toBeUndefined();
        for (const other of others) expect(other).toEqual(first);
      }),
      { numRuns: 20, seed: 3 },
    );
  });
});
