import { describe, expect, it } from 'vitest';
import { numbers } from '../../src/core/math/arithmetic.ts';
import { POPULATION, seedKey, streamKey, wordsAt } from '../../src/core/random/streams.ts';
import { uniform } from '../../src/core/random/variates.ts';
import { IDLE, type InlineModel, inlineInputs, inlineModel } from '../support/model.ts';
import { WITNESSES, witness } from '../support/witnesses.ts';

/** Pearson's statistic of the contingency table of two columns of labels 0, 1, ..., and its degrees of freedom. */
function association(a: readonly number[], b: readonly number[]): { chi2: number; df: number } {
  const [rows, columns] = [a, b].map(values => [...new Set(values)]);
  const share = (values: readonly number[], of: number) =>
    values.filter(value => value === of).length / values.length;
  let chi2 = 0;
  for (const row of rows)
    for (const column of columns) {
      const expected = share(a, row) * share(b, column) * a.length;
      const found = a.filter((value, i) => value === row && b[i] === column).length;
      chi2 += (found - expected) ** 2 / expected;
    }
  return { chi2, df: (rows.length - 1) * (columns.length - 1) };
}

/** Far above what chance makes of a chi-squared statistic: fewer than one in 10 000 exceed it (Wilson & Hilferty 1931). */
const limit = (df: number) => df * (1 - 2 / (9 * df) + 3.72 * Math.sqrt(2 / (9 * df))) ** 3;

function expectIndependent(a: readonly number[], b: readonly number[], labels = 2): void {
  expect(new Set(a).size).toBeGreaterThanOrEqual(labels);
  expect(new Set(b).size).toBeGreaterThanOrEqual(labels);
  const { chi2, df } = association(a, b);
  expect(chi2).toBeLessThan(limit(df));
}

const world = {
  places: 'place,title,host,host_source\nhome,H,0,A00\na,A,1,A00\nb,B,1,A00',
  parameters: { persons: 2000 },
};
const columns = `
job: { type: one-of, values: [none, x1, x2], initial: none }
mood: { type: one-of, values: [none, low, high], initial: none }
lucky: { type: flag }
`;
const model = (rules: string, more: Partial<InlineModel> = {}): InlineModel => ({
  ...world,
  columns,
  rules,
  ...more,
});

/** Rules that draw several times, with the columns that must know nothing of each other. */
const CASES: Record<string, [rules: string, columns: string[]]> = {
  'two choices of one rule': [
    'rule: r\nset:\n  place: choose(host, 0)\n  job: pick(job where there != none)',
    ['place', 'job'],
  ],
  'choices and named draws': [
    "rule: r\nset:\n  job: pick(job where there != none)\n  mood: pick(mood where there != none)\n  lucky: uniform('job') < 0.5",
    ['job', 'mood', 'lucky'],
  ],
  'a choice in let, one in set': [
    'rule: r\nlet:\n  aim: pick(job where there != none)\nset:\n  job: aim\n  mood: pick(mood where there != none)',
    ['job', 'mood'],
  ],
  'choices of two rules': [
    'rule: r\nset:\n  job: pick(job where there != none)\n---\nrule: s\nset:\n  mood: pick(mood where there != none)',
    ['job', 'mood'],
  ],
  'the decision and the choice': [
    'rule: r\nset:\n  mood: pick(mood where there != none)\n---\nrule: go\nchance: 0.5\nthen:\n  lucky: true\n  place: choose(host, 0)',
    ['mood', 'lucky'],
  ],
};

describe('the draws of a model', () => {
  for (const [what, [rules, names]] of Object.entries(CASES))
    it.each(Object.keys(WITNESSES))(`are independent: ${what}, in %s`, name => {
      const { column } = witness(inlineInputs(model(rules)), WITNESSES[name]);
      const values = names.map(column);
      for (const [k, a] of values.entries()) for (const b of values.slice(k + 1)) expectIndependent(a, b);
    });

  it('are independent when those who move choose work as well', () => {
    const rules =
      'rule: r\nchance: 0.9\nthen:\n  place: choose(host, 0)\n  job: pick(job where there != none)';
    for (const backend of Object.values(WITNESSES)) {
      const { column } = witness(inlineInputs(model(rules)), backend);
      const [place, job] = [column('place'), column('job')];
      const movers = [...place.keys()].filter(i => place[i] > 0);
      expect(movers.length / 2000).toBeCloseTo(0.9, 1);
      const [to, work] = [place, job].map(values => movers.map(i => values[i]));
      expectIndependent(to, work);
      for (const values of [to, work]) {
        const ones = values.filter(value => value === 1).length;
        expect(Math.abs(ones - movers.length / 2)).toBeLessThan(4 * Math.sqrt(movers.length / 4));
      }
    }
  });

  it('are independent in first values', () => {
    const initial = `
job: { type: one-of, values: [x1, x2, x3], initial: pick(job) }
mood: { type: one-of, values: [low, high], initial: pick(mood) }
lucky: { type: flag, initial: uniform('mood') < 0.5 }`;
    const { column } = witness(inlineInputs(model('', { columns: initial, rules: IDLE })), WITNESSES.wasm);
    const values = ['job', 'mood', 'lucky'].map(column);
    for (const [k, a] of values.entries()) for (const b of values.slice(k + 1)) expectIndependent(a, b);
  });

  it('stay what they are when another choice is put before or behind', () => {
    const job = '  job: pick(job where there != none)';
    const mood = '  mood: pick(mood where there != none)';
    const aim = 'let:\n  aim: choose(host, 0)\n';
    const jobs = [
      `rule: r\nset:\n${job}`,
      `rule: r\nset:\n${job}\n${mood}`,
      `rule: r\nset:\n${mood}\n${job}`,
      `rule: r\n${aim}set:\n  place: aim\n${job}`,
    ].map(rules => witness(inlineInputs(model(rules)), WITNESSES.wasm).column('job'));
    for (const other of jobs.slice(1)) expect(other).toEqual(jobs[0]);
  });

  it('have the address that the documents give', () => {
    const rules =
      'rule: r\none_of:\n  go:\n    utility: 80\n    then:\n      job: pick(job where there != none)';
    const { column } = witness(inlineInputs(model(rules)), WITNESSES.javascript);
    const key = streamKey(seedKey('a seed'), 0, 'r/go/job');
    const expected = (id: number) => (uniform(numbers, wordsAt(key, id, 0)[0]) < 0.5 ? 1 : 2);
    expect(column('job').slice(0, 300)).toEqual(Array.from({ length: 300 }, (_, id) => expected(id)));
    const first = model('', {
      columns: 'job: { type: one-of, values: [x1, x2], initial: pick(job) }',
      rules: IDLE,
    });
    const initial = streamKey(seedKey('a seed'), POPULATION, 'initial/job');
    expect(witness(inlineInputs(first), WITNESSES.wasm).column('job').slice(0, 300)).toEqual(
      Array.from({ length: 300 }, (_, id) => +(uniform(numbers, wordsAt(initial, id, 0)[0]) >= 0.5)),
    );
  });

  it('are independent in random rules', () => {
    for (let seed = 0; seed < 6; seed++) {
      const pick = (k: number, of: number) => (wordsAt([seed, 5], k, 0)[0] >>> 0) % of;
      const count = 3 + pick(0, 3);
      const kinds = Array.from({ length: count }, (_, k) => pick(k + 1, 4));
      const names = kinds.map((_, k) => `c${k}`);
      const drawn = kinds.map((kind, k) =>
        kind < 2
          ? `pick(c${k})`
          : kind === 2
            ? `if(uniform('c${k}') < 0.5, l0, l1)`
            : `if(normal('n${k}') > 0, l0, l1)`,
      );
      const inLet = kinds.map((_, k) => pick(k + 20, 2) === 0);
      const lets = names.flatMap((_, k) => (inLet[k] && kinds[k] < 2 ? [`  a${k}: ${drawn[k]}`] : []));
      const sets = names.map((name, k) => `  ${name}: ${inLet[k] && kinds[k] < 2 ? `a${k}` : drawn[k]}`);
      const rules = `rule: r\n${lets.length ? `let:\n${lets.join('\n')}\n` : ''}set:\n${sets.join('\n')}`;
      const given = names.map(name => `${name}: { type: one-of, values: [l0, l1], initial: l0 }`).join('\n');
      const [wasm, js] = ['wasm', 'javascript'].map(name =>
        witness(inlineInputs(model(rules, { columns: given })), WITNESSES[name]),
      );
      const values = names.map(wasm.column);
      expect(names.map(js.column)).toEqual(values);
      for (const [k, a] of values.entries()) for (const b of values.slice(k + 1)) expectIndependent(a, b);
    }
  });
});

describe('draws that would be one', () => {
  const refused: [string, string, RegExp][] = [
    [
      'two choices in one value',
      'rule: r\nset:\n  job: if(pick(job) == x1, pick(job), x2)',
      /a value makes one choice.*let/,
    ],
    ['a choice in a condition', 'rule: r\nwho: pick(job) == x1\nset:\n  lucky: true', /chooses in `let`/],
    [
      'one name for two kinds of draw',
      "rule: r\nset:\n  lucky: uniform('z') < 0.5 and normal('z') > 0",
      /both a `normal` and a `uniform` draw/,
    ],
    [
      'a name that reaches into other streams',
      "rule: r\nset:\n  lucky: uniform('set/job') < 0.5",
      /without `\/`/,
    ],
    [
      'a rule named like the streams of ties',
      'rule: ties\nset:\n  lucky: true',
      /the draws of `ties` are not a rule's/,
    ],
    ['a draw of first values', 'rule: r\ndraw: initial\nchance: 0.5\nthen:\n  lucky: true', /not a rule's/],
    [
      'two rules with one draw',
      'rule: r\nchance: 0.5\nthen:\n  lucky: true\n---\nrule: s\ndraw: r\nchance: 0.5\nthen:\n  job: x1',
      /rules `r` and `s` use the same draw.*another `draw`/,
    ],
    [
      'rules of which the first lets the second act',
      'rule: r\nwho: not lucky\nchance: 0.5\nthen:\n  lucky: true\n---\nrule: s\ndraw: r\nwho: lucky\nchance: 0.5\nthen:\n  job: x1',
      /use the same draw/,
    ],
  ];
  it.each(refused)('are refused: %s', (_, rules, message) => {
    expect(() => inlineModel(model(rules))).toThrow(message);
  });

  it('may be shared by rules that exclude each other', () => {
    const pair = (a: string, b: string) =>
      `rule: r\nwho: ${a}\nchance: 0.5\nthen:\n  mood: low\n---\nrule: s\ndraw: r\nwho: ${b}\nchance: 0.5\nthen:\n  mood: high`;
    expect(inlineModel(model(pair('lucky', 'week > 3 and not lucky'))).streams).toEqual(['r']);
    expect(inlineModel(model(pair('job == x1', 'job == x2'))).plan).toHaveLength(2);
  });

  it('may be shared by variants of which a plan has one', () => {
    const rules =
      'rule: r\nchance: 0.5\nthen:\n  lucky: true\n---\nrule: s\ndraw: r\nchance: 0.4\nthen:\n  lucky: true';
    const more = 'variants:\n  way:\n    first: [r]\n    second: [s]';
    expect(inlineModel(model(rules, { plan: ['r'], more })).plan.map(({ id }) => id)).toEqual(['r']);
  });
});
