import { positionIn, type Text, throwDiagnostic } from '../core/diagnostics.ts';
import { type Token, tokenise } from './tokens.ts';

/** An expression as written. `at` and `end` are character offsets, so that every message can point. */
export type Expression = { at: number; end: number } & (
  | { kind: 'number'; value: number; whole: boolean }
  | { kind: 'date'; year: number; month: number; day: number }
  | { kind: 'name'; name: string }
  | { kind: 'string'; value: string }
  | { kind: 'my'; name: string } // my.x: the own column, inside an aggregate over neighbours
  | { kind: 'head'; of: 'head' | 'decision'; name: string } // head.x: of the head of the household; decision.x: as it has just decided
  | { kind: 'index'; table: string; args: Expression[] }
  | { kind: 'call'; name: string; args: Expression[] }
  | { kind: 'where'; set: Expression; condition: Expression } // first argument of an aggregate or choose
  | { kind: 'assign'; name: string; value: Expression } // first argument of given
  | { kind: 'unary'; operator: 'not' | '-'; operand: Expression }
  | { kind: 'binary'; operator: BinaryOperator; left: Expression; right: Expression }
);

export type BinaryOperator = 'or' | 'and' | Comparison | '+' | '-' | '*' | '/';
export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';

/** How tightly a binary operator binds; comparisons (3) don't chain. */
const BINDINGS: Readonly<Record<string, number>> = {
  or: 1,
  and: 2,
  '==': 4,
  '!=': 4,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
};
const bindingOf = (word: string) => (Object.hasOwn(BINDINGS, word) ? BINDINGS[word] : 0);
const NOT = 3;
const COMPARISON = 4;
const NEGATE = 7;
const RESERVED = new Set(['or', 'and', 'not', 'where']);
const DEEPEST = 200;
/** The tree of an expression is no higher than it has words, and whoever walks one goes down by calls. */
const MOST_WORDS = 2000;

/** Parse one expression, or a set that may be narrowed by `where` (a Pratt parser: each operator knows how tightly it binds). Problems name the exact column. */
export function parse(source: Text, what: 'expression' | 'set' = 'expression'): Expression {
  const tokens = tokenise(source);
  let next = 0;
  let depth = 0;

  function wrong(token: Token, message: string, expected?: string, hint?: string): never {
    const found = token.kind === 'end' ? 'the end of the expression' : `\`${token.text}\``;
    return throwDiagnostic({
      kind: 'syntax',
      message,
      at: positionIn(source, token.at),
      found,
      expected,
      hint,
    });
  }
  const is = (text: string) => tokens[next].text === text && tokens[next].kind !== 'string';

  function close(bracket: string, opened: Token): number {
    if (is(bracket)) return tokens[next++].end;
    if (tokens[next].kind === 'end')
      throwDiagnostic({
        kind: 'syntax',
        message: `the bracket \`${opened.text}\` is never closed`,
        at: positionIn(source, opened.at),
        expected: `\`${bracket}\``,
        hint: source.flow ? FLOW_HINT : undefined,
      });
    return wrong(tokens[next], 'unexpected text in brackets', `\`,\` or \`${bracket}\``);
  }

  function list(bracket: string, opened: Token): { args: Expression[]; end: number } {
    const args: Expression[] = [];
    if (!is(bracket)) {
      do {
        args.push(argument());
      } while (is(',') && ++next);
    }
    return { args, end: close(bracket, opened) };
  }

  /** An argument may narrow a set (`friends where abroad`) or set a field (`field = value`). */
  function argument(): Expression {
    const first = expression(0);
    if (is('where')) {
      next++;
      const condition = expression(0);
      return { kind: 'where', set: first, condition, at: first.at, end: condition.end };
    }
    if (!is('=') || first.kind !== 'name') return first;
    next++;
    const value = expression(0);
    return { kind: 'assign', name: first.name, value, at: first.at, end: value.end };
  }

  function primary(): Expression {
    const token = tokens[next++];
    const { at, end } = token;
    if (token.kind === 'number') {
      return { kind: 'number', value: Number(token.text), whole: /^\d+$/.test(token.text), at, end };
    }
    if (token.kind === 'date') {
      const [year, month, day] = token.text.split('-').map(Number);
      return { kind: 'date', year, month, day, at, end };
    }
    if (token.kind === 'string') return { kind: 'string', value: token.text.slice(1, -1), at, end };
    if (token.kind === 'symbol' && token.text === '(') {
      const inner = expression(0);
      return { ...inner, at, end: close(')', token) };
    }
    if (token.kind === 'symbol' && token.text === '-') {
      const operand = expression(NEGATE);
      return { kind: 'unary', operator: '-', operand, at, end: operand.end };
    }
    if (token.kind === 'name' && token.text === 'not') {
      const operand = expression(NOT);
      return { kind: 'unary', operator: 'not', operand, at, end: operand.end };
    }
    if (token.kind === 'name' && !RESERVED.has(token.text)) return named(token);
    return wrong(
      token,
      'a value is missing here',
      'a number, a name, a call or `(`',
      source.flow ? FLOW_HINT : undefined,
    );
  }

  function named({ text: name, at, end }: Token): Expression {
    const opened = tokens[next];
    if (is('(')) {
      next++;
      return { kind: 'call', name, at, ...list(')', opened) };
    }
    if (is('[')) {
      next++;
      return { kind: 'index', table: name, at, ...list(']', opened) };
    }
    if (!is('.')) return { kind: 'name', name, at, end };
    next++;
    const member = tokens[next++];
    if (!OWNERS.has(name) || member.kind !== 'name')
      return wrong(opened, 'a point is allowed only in `my.column`, `head.column` and in numbers');
    if (name !== 'my')
      return { kind: 'head', of: name as 'head' | 'decision', name: member.text, at, end: member.end };
    return { kind: 'my', name: member.text, at, end: member.end };
  }

  function expression(floor: number): Expression {
    if (++depth > DEEPEST)
      wrong(tokens[next], 'the expression is nested too deeply', `at most ${DEEPEST} levels`);
    let left = primary();
    for (;;) {
      const token = tokens[next];
      const binding = token.kind === 'string' ? 0 : bindingOf(token.text);
      if (binding <= floor) break;
      if (
        binding === COMPARISON &&
        left.kind === 'binary' &&
        bindingOf(left.operator) === COMPARISON &&
        left.at === leftmost(left)
      )
        wrong(token, "comparisons don't chain", undefined, 'write `a < b and b < c`');
      next++;
      const right = expression(binding);
      left = {
        kind: 'binary',
        operator: token.text as BinaryOperator,
        left,
        right,
        at: left.at,
        end: right.end,
      };
    }
    depth--;
    return left;
  }

  const result = what === 'set' ? argument() : expression(0);
  if (tokens[next].kind !== 'end') {
    const word = tokens[next].text;
    wrong(tokens[next], 'the expression should have ended here', undefined, hintFor(word));
  }
  if (tokens.length > MOST_WORDS + 1)
    throwDiagnostic({
      kind: 'syntax',
      message: 'the expression is too long',
      at: positionIn(source, tokens[MOST_WORDS].at),
      found: `${tokens.length - 1} words and signs`,
      expected: `at most ${MOST_WORDS}`,
      hint: 'give names to its parts, in `let` or `filters`',
    });
  return result;
}

/** Whose column it is, before a point. */
const OWNERS = new Set(['my', 'head', 'decision']);

/** What may be meant by a token where nothing should follow. */
function hintFor(word: string): string | undefined {
  if (word === '=') return 'write `==` to compare';
  if (word === ')' || word === ']') return 'it closes nothing';
  return RESERVED.has(word) ? undefined : 'an operator is missing before it';
}

/** A parenthesised comparison begins one character before its left side; a bare one with it. */
function leftmost(expression: Expression): number {
  let first = expression;
  while (first.kind === 'binary') first = first.left;
  return first.at;
}

const FLOW_HINT = 'inside { } or [ ] YAML splits at commas: put the expression on a line of its own';
