import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type InlineModel, inlineInputs, inlineModel } from '../support/model.ts';
import { runInline } from '../support/run.ts';
import { WITNESSES, witness } from '../support/witnesses.ts';

const TOWN: InlineModel = {
  columns: `
wage: { type: number, range: 0..9, published: true, initial: 9 * uniform('w') }
age: { type: integer, range: 0..90, initial: floor(91 * uniform('a')) }
seen: { type: number }
count: { type: integer }`,
  places:
    'place,title,pay,pay_source,open,open_source\nhome,H,1,A00,0,A00\nnorth,N,3,A00,1,A00\nsouth,S,2,A00,1,A00',
  tables:
    'table,index,label,value,unit,source_id,text\nfar,place*place,else,1,1,A00,\nfar,place*place,home*south,2,1,A00,',
  networks: 'networks:\n  friends: { shape: ring, degree: 4 }',
  parameters: { persons: 40 },
};
const seenBy = (expression: string) => {
  const rules = `rule: look\nset:\n  seen: ${expression}`;
  return runInline(inlineInputs({ ...TOWN, rules }, { weeks: 1 }));
};
const f = Math.fround;

describe('over the labels of a set', () => {
  it('log_sum is the inclusive value of a choice', () => {
    const [seen] = seenBy('log_sum(open, pay[there] - far[place, there], 0)').column('seen');
    expect(seen).toBeCloseTo(Math.log(Math.exp(3 - 1) + Math.exp(2 - 2)), 5);
  });

  it('sum, min and max take those allowed, or what is given where none is', () => {
    const first = (expression: string) => seenBy(expression).column('seen')[0];
    expect(first('sum(place where there != place, pay[there])')).toBe(5);
    expect(first('max(open, pay[there] * 2, 0)')).toBe(6);
    expect(first('min(place where pay[there] > 1, pay[there], 0)')).toBe(2);
    expect(first('max(place where pay[there] > 7, pay[there], -4)')).toBe(-4);
    expect(first('log_sum(open where pay[there] > 7, 1, -9)')).toBe(-9);
    expect(first('sum(place where pay[there] > 7, 1)')).toBe(0);
  });

  it.each([
    ['log_sum(place, pay[there])', '`log_sum` takes other arguments'],
    ['sum(wage, 1)', 'unknown set `wage`'],
    ['mean(friends, sum(place, pay[there]), 0)', '`sum` over a set can'],
    ["sum(place, uniform('x'))", '`uniform` draws'],
    ["poisson('x')", "`poisson` takes the draw's name in quotes, then 1 number"],
    ["poisson('x', 50)", 'the mean of a count is too large'],
    ["poisson('x', 1) + normal('x')", 'is both a `poisson` and a `normal` draw'],
  ])('%s is refused: %s', (text, message) => {
    expect(() => inlineModel({ ...TOWN, rules: `rule: look\nset:\n  seen: ${text}` })).toThrow(message);
  });
});

describe('a sum over neighbours', () => {
  it('adds their published values', () => {
    const { column } = seenBy('sum(friends where wage > 2, wage)');
    const wage = column('wage');
    expect(Math.max(...column('seen'))).toBeLessThanOrEqual(4 * Math.max(...wage) + 1e-4);
    expect(column('seen').reduce((a, b) => a + b, 0)).toBeCloseTo(
      4 * wage.filter(w => w > 2).reduce((a, b) => a + b, 0),
      2,
    );
  });
});

describe('mod', () => {
  it("is Euclid's remainder, of integers exact", () => {
    const { column } = seenBy('mod(age * 601 - 20000, 7) + mod(wage - 5, 2.5) / 10');
    column('age').forEach((age, i) => {
      const whole = (((age * 601 - 20000) % 7) + 7) % 7;
      const x = f(column('wage')[i] - 5);
      const rest = f(x - f(2.5 * Math.floor(f(x / 2.5))));
      expect(column('seen')[i]).toBe(f(whole + f(rest / 10)));
    });
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
  'log_sum(place where there != place, pay[there] - 0.2 * wage, 1)',
  'max(place where pay[there] < wage, pay[there], -1)',
  "poisson('births', 0.3 * wage)",
  "negative_binomial('trips', 2, wage + 0.1)",
  "weibull('w', 3, 0.5 + wage)",
  "gompertz('g', 0.01 + 0.01 * wage, 0.2)",
  "exponential('e', wage)",
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
        const inputs = inlineInputs({ ...TOWN, rules }, { weeks: 2 });
        const [first, ...others] = Object.values(WITNESSES).map(backend => {
          const { failure, column } = witness(inputs, backend, 2);
          return { failure, columns: ['seen', 'wage', 'count'].map(column) };
        });
        expect(first.failure).toBeUndefined();
        for (const other of others) expect(other).toEqual(first);
      }),
      { numRuns: 6, seed: 3 },
    );
  });
});
