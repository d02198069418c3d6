import { describe, expect, it } from 'vitest';
import { textAt } from '../../../src/core/diagnostics.ts';
import { evaluate } from '../../../src/language/evaluate.ts';
import {
  answerOf,
  answersGiven,
  checkResponses,
  contextOf,
  cutOf,
  operatorOf,
  packed,
} from '../../../src/observe/survey/questions.ts';
import { DID_NOT, DIGITS, digitOf, GAVE, NOT_ASKED } from '../../../src/survey/shares.ts';
import type { Item } from '../../../src/survey/study.ts';
import { inlineModel } from '../../support/model.ts';

const model = inlineModel({
  columns: 'x: { type: number }\nyes: { type: flag }',
  parameters: { level: 0.7 },
});
const item = (operator: string, cut?: string) =>
  ({ id: 'q', operator: textAt(operator, 'items.csv'), cut: cut && textAt(cut, 'items.csv') }) as Item;

/** The answer of somebody whose columns, all of them, have a value; asked or not. */
function answer({ operator, ...rest }: Item, response: string, value: number, asked = true): number {
  const read = operatorOf(model, contextOf(model, operator!));
  const given = answersGiven(model, read, response, cutOf(model, { operator, ...rest }, read));
  const level = Math.fround(model.parameters.find(p => p.name === 'level')!.value);
  const leaves = { column: () => value, scalar: () => level, table: () => Number.NaN };
  return evaluate(answerOf(model.graph, model.graph.flag(asked), given), leaves);
}

describe('an answer', () => {
  it('is given by a flag that is set', () => {
    expect([0, 1].map(flag => answer(item('yes'), 'any', flag))).toEqual([DID_NOT, GAVE]);
  });

  it('is given at or above the cut, below it when it begins with `bottom`', () => {
    const values = [0.6, Math.fround(0.7), 0.8];
    expect(values.map(x => answer(item('x', 'level'), 'top2', x))).toEqual([DID_NOT, GAVE, GAVE]);
    expect(values.map(x => answer(item('x', 'level'), 'bottom2', x))).toEqual([GAVE, DID_NOT, DID_NOT]);
  });

  it('is `no` by a flag that is not set, and below the cut', () => {
    expect([0, 1].map(flag => answer(item('yes'), 'no', flag))).toEqual([GAVE, DID_NOT]);
    expect([0.6, 0.8].map(x => answer(item('x', 'level'), 'no', x))).toEqual([GAVE, DID_NOT]);
    expect(answer(item('yes'), 'no', 0, false)).toBe(NOT_ASKED);
    expect(answer(item('x', 'level'), 'no', Number.NaN)).toBe(NOT_ASKED);
  });

  it.each<[operator: string, cut: string | undefined, responses: string[], message: RegExp | undefined]>([
    ['yes', undefined, ['yes'], undefined],
    ['yes', undefined, ['yes', 'no'], undefined],
    ['yes', undefined, ['no', 'agrees'], undefined],
    ['x', 'level', ['top2', 'bottom2'], undefined],
    ['x', 'level', ['top2', 'no'], undefined],
    [
      'yes',
      undefined,
      ['yes', 'maybe'],
      /can't tell `yes` from `maybe`: found yes \| maybe, expected one response, given/,
    ],
    ['yes', undefined, ['yes', 'maybe', 'no'], /can't tell `yes` from `maybe`/],
    ['yes', undefined, ['top2', 'bottom2'], /`q` is a flag, which has no cut for `bottom2`/],
    ['x', 'level', ['often', 'sometimes'], /can't tell `often` from `sometimes`.*at or above the cut/],
    ['x', 'level', ['top2', 'bottom2', 'no'], /can't tell `bottom2` from `no`/],
  ])('by %s with the cut %s tells %j apart, or is refused', (operator, cut, responses, message) => {
    const at = { file: 'items.csv', line: 2, column: 1 };
    const asked = { ...item(operator, cut), responses, at };
    const check = () => checkResponses(asked, operatorOf(model, contextOf(model, asked.operator!)));
    if (message) expect(check).toThrow(message);
    else expect(check).not.toThrow();
  });

  it('is none of those who are not asked, or to whom the item does not apply', () => {
    for (const response of ['top2', 'bottom2'])
      for (const value of [0.1, 0.9])
        expect(answer(item('x', 'level'), response, value, false)).toBe(NOT_ASKED);
    expect(answer(item('x', 'level'), 'top2', Number.NaN)).toBe(NOT_ASKED);
    expect(answer(item('x', 'level'), 'bottom2', Number.NaN)).toBe(NOT_ASKED);
    expect(answer(item('yes'), 'yes', 1, false)).toBe(NOT_ASKED);
  });

  it('as a number needs a cut that is a parameter', () => {
    expect(() => answer(item('x'), 'top2', 1)).toThrow('needs a cut');
    expect(() => answer(item('x', 'levle'), 'top2', 1)).toThrow('unknown parameter `levle`');
  });
});

describe('answers in a number', () => {
  it('are digits, three in each, the first one lowest', () => {
    const { graph } = model;
    const given = [GAVE, DID_NOT, NOT_ASKED, DID_NOT, NOT_ASKED];
    const nothing = { column: () => 0, scalar: () => 0, table: () => 0 };
    const numbers = packed(graph, given.map(graph.number)).map(node => evaluate(node, nothing));
    expect(numbers).toEqual([GAVE + 4 * DID_NOT + 16 * NOT_ASKED, DID_NOT + 4 * NOT_ASKED]);
    expect(given.map((_, k) => digitOf(numbers[Math.floor(k / DIGITS)], k % DIGITS))).toEqual(given);
    expect(packed(graph, [])).toEqual([]);
  });
});
