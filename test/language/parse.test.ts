import { describe, expect, it } from 'vitest';
import { DiagnosticError, textAt } from '../../src/core/diagnostics.ts';
import { type Expression, parse } from '../../src/language/parse.ts';

const shape = (text: string): string => print(parse(textAt(text)));

function print(e: Expression): string {
  switch (e.kind) {
    case 'number':
      return String(e.value);
    case 'date':
      return `${e.year}-${e.month}-${e.day}`;
    case 'name':
      return e.name;
    case 'string':
      return `'${e.value}'`;
    case 'my':
      return `my.${e.name}`;
    case 'head':
      return `${e.of}.${e.name}`;
    case 'index':
      return `${e.table}[${e.args.map(print)}]`;
    case 'call':
      return `${e.name}(${e.args.map(print)})`;
    case 'where':
      return `${print(e.set)} where ${print(e.condition)}`;
    case 'assign':
      return `${e.name} = ${print(e.value)}`;
    case 'unary':
      return `(${e.operator} ${print(e.operand)})`;
    case 'binary':
      return `(${print(e.left)} ${e.operator} ${print(e.right)})`;
  }
}

function problem(text: string) {
  try {
    parse(textAt(text, 'rule.yaml', 3, 5));
  } catch (error) {
    if (error instanceof DiagnosticError) return error.problems[0];
  }
  throw new Error(`${text} was accepted`);
}

describe('the parser', () => {
  it.each([
    ['a + b * c', '(a + (b * c))'],
    ['a - b - c', '((a - b) - c)'],
    ['a / b * c', '((a / b) * c)'],
    ['-a * b', '((- a) * b)'],
    ['not a == b and c or d', '(((not (a == b)) and c) or d)'],
    ['a < b and b < c', '((a < b) and (b < c))'],
    ['(a + b) * c', '((a + b) * c)'],
    ['(a < b) == (c < d)', '((a < b) == (c < d))'],
    ['week >= 2022-09-21', '(week >= 2022-9-21)'],
    ['week - 2022', '(week - 2022)'],
    ['mean(friends where abroad, my.x, 0.5)', 'mean(friends where abroad,my.x,0.5)'],
    ['distance[place, there]', 'distance[place,there]'],
    ["normal('shock')", "normal('shock')"],
    ["cohort == '2022-spring'", "(cohort == '2022-spring')"],
    ['1e-3 + .5', '(0.001 + 0.5)'],
    ['a # why\n + b', '(a + b)'],
  ])('reads %s', (text, expected) => expect(shape(text)).toBe(expected));

  it.each([
    ['a < b < c', 7, "comparisons don't chain"],
    ['a +', 4, 'a value is missing here'],
    ['clamp(a, 0, 1', 6, 'the bracket `(` is never closed'],
    ['table[place', 6, 'the bracket `[` is never closed'],
    ['a b', 3, 'the expression should have ended here'],
    ['a && b', 3, 'the expression language has no `&&`'],
    ['a ** b', 3, 'the expression language has no `**`'],
    ['other.x', 6, 'a point is allowed only in `my.column`, `head.column` and in numbers'],
    ["normal('x)", 8, "the expression language has no `'`"],
    ['', 1, 'a value is missing here'],
    ['a)', 2, 'the expression should have ended here'],
  ])('refuses %s at its column', (text, column, message) => {
    const { at, message: said } = problem(text);
    expect(said).toBe(message);
    expect(at).toEqual({ file: 'rule.yaml', line: 3, column: column + 4 });
  });

  it('refuses a nest without end instead of overflowing', () => {
    expect(problem('('.repeat(5000)).message).toBe('the expression is nested too deeply');
    expect(problem(`${'- '.repeat(5000)}1`).message).toBe('the expression is nested too deeply');
    expect(problem(`1${' + 1'.repeat(5000)}`)).toMatchObject({
      message: 'the expression is too long',
      found: '10001 words and signs',
      expected: 'at most 2000',
    });
    expect(problem(`1${' + 1'.repeat(50_000)} < 1 < 1`).message).toBe("comparisons don't chain");
    expect(parse(textAt(`1${' + 1'.repeat(999)}`)).end).toBe(3997);
  });

  it("takes no word for an operator because JavaScript's objects have it", () => {
    expect(problem('a constructor b').message).toBe('the expression should have ended here');
    expect(problem('a toString b').message).toBe('the expression should have ended here');
  });
});
