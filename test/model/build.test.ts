import { describe, expect, it } from 'vitest';
import { DiagnosticError } from '../../src/core/diagnostics.ts';
import { buildModel, NO_CHOICES } from '../../src/model/build.ts';
import { IDLE, type InlineModel, inlineModel, modelFiles } from '../support/model.ts';

const plain: InlineModel = {
  columns: 'x: { type: number, range: 0..1 }\non: { type: flag }\nn: { type: integer }',
};

function problem(model: Partial<InlineModel>) {
  try {
    inlineModel({ ...plain, ...model });
  } catch (error) {
    if (error instanceof DiagnosticError) return error.problems[0];
    throw error;
  }
  throw new Error('the model was accepted');
}

const rule = (body: string) => `rule: r\n${body}\n`;

describe('a model', () => {
  it('knows its columns, with what they take in memory', () => {
    const more = 'small: { type: integer, range: 0..255 }\nkept: { type: number, range: 0..1, bits: 16 }';
    const { columns } = inlineModel({ columns: `${plain.columns}\n${more}` });
    expect(columns.map(c => [c.name, c.type.kind, c.width, c.published])).toEqual([
      ['place', 'label', 1, true],
      ['x', 'number', 4, false],
      ['on', 'flag', 1, false],
      ['n', 'integer', 2, false],
      ['small', 'integer', 1, false],
      ['kept', 'number', 2, false],
    ]);
  });

  it('swaps variants where the first one stands', () => {
    const rules = ['a', 'b', 'c', 'd'].map(id => `rule: ${id}\nset:\n  x: 0.5\n`).join('---\n');
    const files = modelFiles({
      ...plain,
      rules,
      plan: ['a', 'b', 'c'],
      more: 'variants:\n  way:\n    first: [b]\n    second: [d, b]',
    });
    const planned = (choose: Record<string, string>) =>
      buildModel(files, { ...NO_CHOICES, choose }).plan.map(r => r.id);
    expect(planned({})).toEqual(['a', 'b', 'c']);
    expect(planned({ way: 'second' })).toEqual(['a', 'd', 'b', 'c']);
    expect(() => planned({ way: 'secnd' })).toThrow(/unknown option `secnd`.*did you mean `second`/);
  });

  it('takes parameter values from the scenario', () => {
    const files = modelFiles({ ...plain, rules: IDLE, parameters: { gain: 1 } });
    const { parameters } = buildModel(files, { ...NO_CHOICES, parameters: { gain: 3 } });
    expect(parameters.find(p => p.name === 'gain')?.value).toBe(3);
  });

  it('gives the streams of draws by name, one for each rule and named draw', () => {
    const { streams, plan } = inlineModel({
      ...plain,
      rules: `rule: go\nwho: not (week < 0)\nchance: 0.1\nthen:\n  x: uniform('length')\n---\nrule: stay\nwho: week < 0\ndraw: go\nchance: 0.2\nthen:\n  on: true\n`,
    });
    expect(streams).toEqual(['go/length', 'go'].sort((a, b) => streams.indexOf(a) - streams.indexOf(b)));
    expect(plan.map(r => r.streams.map(s => streams[s]).sort())).toEqual([['go', 'go/length'], ['go']]);
  });
});

describe('a model is refused with the place of what is wrong', () => {
  it.each<[string, Partial<InlineModel>, RegExp]>([
    ['a rule that does nothing', { rules: 'rule: r\nwho: on\n' }, /rule `r` does nothing/],
    [
      'a rule that does two things',
      { rules: rule('set:\n  x: 1\nchance: 0.5\nthen:\n  on: true') },
      /does too much: found set, chance/,
    ],
    ['a chance without then', { rules: rule('chance: 0.5') }, /needs both `chance` and `then`/],
    ['an unknown column', { rules: rule('set:\n  y: 1') }, /rules\/inline.yaml:3:3: unknown column `y`/],
    ['a flag for a number', { rules: rule('set:\n  x: on') }, /wrong type: found flag, expected number/],
    ['a number for an integer', { rules: rule('set:\n  n: 0.5') }, /write `floor\(x\)`/],
    [
      'a misspelt key',
      { rules: 'rule: r\nwhoo: on\nset:\n  x: 1\n' },
      /unknown key `whoo`.*did you mean `who`/,
    ],
    ['a let that hides a column', { rules: rule('let:\n  x: 1\nset:\n  on: true') }, /`let x` hides a name/],
    [
      'a rule that is twice',
      { rules: `${rule('set:\n  x: 1')}---\n${rule('set:\n  x: 0')}`, plan: ['r'] },
      /rule `r` is declared twice/,
    ],
    ['a plan with an unknown rule', { rules: rule('set:\n  x: 1'), plan: ['s'] }, /unknown rule `s`/],
    ['a name declared twice', { parameters: { x: 1 } }, /name `x` is declared twice/],
    [
      'a one-of without values',
      { columns: 'x: { type: one-of, initial: a }' },
      /has `values` when, and only when/,
    ],
    [
      '16 bits without a range',
      { columns: 'x: { type: number, bits: 16 }' },
      /has `bits`, but only a number with a range/,
    ],
    ['an empty range', { columns: 'x: { type: number, range: 1..0 }' }, /has an empty range/],
    [
      'a label set without a first value',
      { columns: 'x: { type: one-of, values: [a, b] }' },
      /needs a first value/,
    ],
    ['a group that is a number', { more: 'groups:\n  g: x' }, /group `g` needs labels or a flag/],
    ['a filter with an unknown name', { more: 'filters:\n  f: xx > 1' }, /unknown name `xx`/],
    ['a metric with a number for a flag', { metrics: 'm:\n  persons: x' }, /metrics.yaml:2:12: wrong type/],
    [
      'ties at no label column',
      { networks: 'networks:\n  t: { shape: slots, slots: 2, at: x, form: 1, drop: 0 }' },
      /`x` is no column of labels/,
    ],
  ])('%s', (_, model, message) => {
    const { message: said, at, found, expected, hint } = problem(model);
    const text = `${at ? `${at.file}:${at.line}:${at.column}: ` : ''}${said}${found ? `: found ${found}` : ''}${expected ? `, expected ${expected}` : ''} ${hint ?? ''}`;
    expect(text).toMatch(message);
    expect(at?.file).toMatch(/yaml|csv/);
  });
});
