import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Diagnostic, positionIn } from '../../src/core/diagnostics.ts';
import {
  cellPosition,
  cellText,
  checkShape,
  positionOf,
  requireColumns,
  textOf,
  valuePosition,
} from '../../src/core/located-document.ts';
import { parseCsv } from '../../src/text/csv.ts';
import { parseYaml } from '../../src/text/yaml.ts';
import { problemsOf } from '../io/problems.ts';

const yaml = (text: string) => parseYaml(text, 'a.yaml')[0];

const SHAPE = z.strictObject({
  title: z.string(),
  size: z.number().positive(),
  mode: z.enum(['fast', 'slow']).optional(),
  count: z.int().max(10).optional(),
  given: z.union([z.literal('defaults'), z.record(z.string(), z.number())]).optional(),
  parts: z
    .record(z.string().regex(/^[a-z]+$/, 'small letters'), z.strictObject({ weight: z.number() }))
    .optional(),
  list: z.array(z.number()).min(2).optional(),
});

describe('checkShape', () => {
  it('returns what the schema makes of the value', () => {
    expect(checkShape(yaml('title: a\nsize: 2'), SHAPE)).toEqual({ title: 'a', size: 2 });
  });

  const cases: [string, string, Partial<Diagnostic>][] = [
    [
      'a misspelt key',
      'title: a\nsize: 1\nmoed: fast',
      {
        kind: 'shape',
        message: 'unknown key `moed`',
        at: { file: 'a.yaml', line: 3, column: 1 },
        hint: 'did you mean `mode`?',
      },
    ],
    [
      'a misspelt key inside',
      'title: a\nsize: 1\nparts:\n  x:\n    wieght: 1\n    weight: 2',
      {
        message: 'unknown key `wieght`',
        at: { file: 'a.yaml', line: 5, column: 5 },
        expected: 'weight',
        hint: 'did you mean `weight`?',
      },
    ],
    [
      'a missing key',
      'title: a',
      {
        kind: 'shape',
        message: '`size` is missing',
        at: { file: 'a.yaml', line: 1, column: 1 },
        expected: 'a number',
      },
    ],
    [
      'a wrong type, at the value',
      'title: a\nsize: large',
      {
        kind: 'type',
        message: '`size` can\'t be "large"',
        at: { file: 'a.yaml', line: 2, column: 7 },
        expected: 'a number',
      },
    ],
    [
      'a number for a text',
      'title: 3\nsize: 1',
      { kind: 'type', message: "`title` can't be 3", expected: 'a text' },
    ],
    [
      'a value out of range',
      'title: a\nsize: 0',
      { kind: 'value', message: "`size` can't be 0", expected: 'more than 0' },
    ],
    [
      'a fraction',
      'title: a\nsize: 1\ncount: 1.5',
      { message: "`count` can't be 1.5", expected: 'a whole number' },
    ],
    ['too much', 'title: a\nsize: 1\ncount: 11', { expected: 'at most 10' }],
    [
      'too little',
      'title: a\nsize: 1\nlist: [1]',
      { expected: 'at least 2 items', at: { file: 'a.yaml', line: 3, column: 1 } },
    ],
    [
      'a wrong word',
      'title: a\nsize: 1\nmode: fsat',
      { kind: 'value', expected: 'fast, slow', hint: 'did you mean `fast`?' },
    ],
    ['a list for a mapping', 'title: a\nsize: 1\nparts: [1]', { kind: 'type', expected: 'a mapping' }],
    [
      'none of two kinds',
      'title: a\nsize: 1\ngiven: defalts',
      { message: '`given` can\'t be "defalts"', expected: 'defaults or a mapping' },
    ],
    [
      'a fault inside one of two kinds',
      'title: a\nsize: 1\ngiven:\n  gain: much',
      {
        message: '`given.gain` can\'t be "much"',
        at: { file: 'a.yaml', line: 4, column: 9 },
        expected: 'a number',
      },
    ],
    [
      'a key of the wrong form',
      'title: a\nsize: 1\nparts:\n  X1: { weight: 1 }',
      {
        kind: 'shape',
        message: "`X1` can't be a key here",
        at: { file: 'a.yaml', line: 4, column: 3 },
        expected: 'small letters',
      },
    ],
    [
      'another document altogether',
      '- 1\n- 2',
      { kind: 'type', message: "the document can't be [1,2]", expected: 'a mapping' },
    ],
    [
      'an empty value',
      'title:\nsize: 1',
      { kind: 'type', message: "`title` can't be null", at: { file: 'a.yaml', line: 1, column: 7 } },
    ],
  ];
  it.each(cases)('tells %s', (_, text, expected) => {
    const problems = problemsOf(() => checkShape(yaml(text), SHAPE));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject(expected);
  });

  it.each([
    ['size: 2,5', '`size` can\'t be "2,5"', 'decimals take a point: 2.5'],
    ['size: 50%', '`size` can\'t be "50%"', 'a share is written as a part of 1: 0.5'],
    ['size: 1 000', '`size` can\'t be "1 000"', 'write 1000'],
    ['size: .nan', "`size` can't be .nan", undefined],
    ['size: .inf', "`size` can't be .inf", undefined],
    ['size: 1\ncount: 2,5', '`count` can\'t be "2,5"', 'decimals take a point: 2.5'],
  ])('says what to type in place of `%s`', (text, message, hint) => {
    const [found] = problemsOf(() => checkShape(yaml(`title: a\n${text}`), SHAPE));
    expect([found.message, found.hint]).toEqual([message, hint]);
  });

  it('tells all at once', () => {
    expect(problemsOf(() => checkShape(yaml('size: 0\nlarge: 1\nwide: 2'), SHAPE))).toHaveLength(4);
  });
});

describe('places in a document', () => {
  const document = yaml('a:\n  b: |\n    x +\n    y\n  c: [1, 2]\n');

  it('are those of keys, items and scalars', () => {
    expect(positionOf(document, ['a', 'b'])).toMatchObject({ line: 2, column: 3 });
    expect(positionOf(document, ['a', 'c', 1])).toMatchObject({ line: 5, column: 10 });
    expect(valuePosition(document, ['a', 'b'])).toMatchObject({ line: 3, column: 5 });
    expect(valuePosition(document, ['a'])).toMatchObject({ line: 1, column: 1 });
    expect(positionIn(textOf(document, 'a', 'b'), 4)).toMatchObject({ line: 4, column: 5 });
  });

  it('fall back on the nearest parent', () => {
    expect(positionOf(document, ['a', 'c', 7, 'deep'])).toMatchObject({ line: 5, column: 3 });
    expect(positionOf(document, ['none'])).toMatchObject({ line: 1, column: 1 });
  });

  it('are told where one is missing', () => {
    expect(() => textOf(document, 'a', 'z')).toThrow('`a.z` is missing: expected a text');
  });
});

describe('cells', () => {
  const csv = parseCsv('a,b\n1,"x +\ny * z"\n', 'c.csv');

  it('know their place, line by line', () => {
    expect(cellPosition(csv, csv.rows[0], 'b')).toEqual({ file: 'c.csv', line: 2, column: 4 });
    const text = cellText(csv, csv.rows[0], 'b');
    expect(positionIn(text, text.text.indexOf('z'))).toEqual({ file: 'c.csv', line: 3, column: 5 });
  });
});

describe('requireColumns', () => {
  const csv = parseCsv('nmae,value,extra\n', 'c.csv');

  it('tells what is missing and how it may be written', () => {
    expect(problemsOf(() => requireColumns(csv, ['name', 'value', 'unit']))).toMatchObject([
      {
        kind: 'shape',
        message: 'column `name` is missing',
        found: 'nmae, value, extra',
        hint: 'is it written `nmae`?',
      },
      { message: 'column `unit` is missing', hint: undefined },
    ]);
  });

  it('lets others be unless all are named', () => {
    expect(problemsOf(() => requireColumns(csv, ['value']))).toEqual([]);
    expect(problemsOf(() => requireColumns(csv, ['nmae', 'value'], ['extras']))).toMatchObject([
      { message: 'unknown column `extra`', expected: 'nmae, value, extras', hint: 'did you mean `extras`?' },
    ]);
  });
});
