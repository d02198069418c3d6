import { didYouMean, positionIn, type Text, throwDiagnostic } from '../../core/diagnostics.ts';
import { type Expression, parse } from '../../language/parse.ts';
import { type Intervention, readIntervention } from './interventions.ts';
import { STATISTICS } from './pattern-statistics.ts';

/**
 * Operators of relations.csv: statistics of a run, put together by + - * /, min, max and abs. `without(a, b, F)` and
 * `with(a, b, F)` are the value of F in another run with the same seed, in which a and b are switched off or on.
 */
export type Formula =
  | { kind: 'number'; value: number }
  /** A statistic that is computed inside a run; terms with one text are one term. */
  | { kind: 'term'; text: Text }
  | { kind: 'apply'; how: Arithmetic; args: readonly Formula[] }
  | { kind: 'under'; switches: readonly Intervention[]; of: Formula };

type Arithmetic = keyof typeof ARITHMETIC;

const ARITHMETIC = {
  '+': (a: number, b: number) => a + b,
  '-': (a: number, b: number) => a - b,
  '*': (a: number, b: number) => a * b,
  // What is divided by nothing has no value: the relation is not reached.
  '/': (a: number, b: number) => (b === 0 ? Number.NaN : a / b),
  min: (...values: number[]) => Math.min(...values),
  max: (...values: number[]) => Math.max(...values),
  abs: (value: number) => Math.abs(value),
} as const;

const WORDS = ['min', 'max', 'abs'] as const;

/** Read an operator. Problems name its column in the file. */
export function parseFormula(text: Text): Formula {
  return readFormula(text, parse(text));
}

function readFormula(text: Text, expression: Expression): Formula {
  const all = (parts: readonly Expression[]) => parts.map(part => readFormula(text, part));
  switch (expression.kind) {
    case 'number':
      return { kind: 'number', value: expression.value };
    case 'unary':
      if (expression.operator === '-')
        return {
          kind: 'apply',
          how: '-',
          args: [{ kind: 'number', value: 0 }, ...all([expression.operand])],
        };
      return refuse(text, expression);
    case 'binary': {
      const how = (['+', '-', '*', '/'] as const).find(operator => operator === expression.operator);
      if (!how) return refuse(text, expression);
      if (how === '/' && expression.right.kind === 'number' && expression.right.value === 0)
        throwDiagnostic({
          kind: 'value',
          message: 'nothing can be divided by 0',
          at: positionIn(text, expression.right.at),
        });
      return { kind: 'apply', how, args: all([expression.left, expression.right]) };
    }
    case 'call':
      return readCall(text, expression, all);
    default:
      return refuse(text, expression);
  }
}

function readCall(
  text: Text,
  call: Extract<Expression, { kind: 'call' }>,
  all: (parts: readonly Expression[]) => Formula[],
): Formula {
  const { name, args } = call;
  if (Object.hasOwn(STATISTICS, name)) return { kind: 'term', text: partOf(text, call.at, call.end) };
  const word = WORDS.find(known => known === name);
  if (word && (word === 'abs' ? args.length === 1 : args.length > 1))
    return { kind: 'apply', how: word, args: all(args) };
  if (name !== 'with' && name !== 'without') return refuse(text, call);
  if (args.length < 2)
    return throwDiagnostic({
      kind: 'syntax',
      message: `\`${name}\` takes what is switched and what is computed then`,
      at: positionIn(text, call.at),
      expected: `${name}(switch, ..., statistic)`,
    });
  const switches = args.slice(0, -1).map(arg => readIntervention(text, arg, name));
  return { kind: 'under', switches, of: all(args.slice(-1))[0] };
}

function refuse(text: Text, expression: Expression): never {
  const names = [...Object.keys(STATISTICS), ...WORDS, 'with', 'without'];
  const name = expression.kind === 'call' ? expression.name : undefined;
  return throwDiagnostic({
    kind: name && !names.includes(name) ? 'unknown' : 'syntax',
    message: name && !names.includes(name) ? `unknown statistic \`${name}\`` : 'no statistic',
    at: positionIn(text, expression.at),
    found: `\`${text.text.slice(expression.at, expression.end)}\``,
    expected: names.join(', '),
    hint: name && didYouMean(name, names),
  });
}

/** A piece of a text that keeps its place in the file, spaces and line breaks made single spaces apart. */
function partOf({ text, file, lines }: Text, at: number, end: number): Text {
  const here = positionIn({ text, file, lines }, at);
  const inside = lines.filter(({ offset }) => offset > at && offset < end);
  return {
    text: text.slice(at, end),
    file,
    lines: [
      { offset: 0, line: here.line, column: here.column },
      ...inside.map(({ offset, line, column }) => ({ offset: offset - at, line, column })),
    ],
  };
}

/** What tells terms apart: their text, however it is spaced. */
export const termKey = ({ text }: Text) => text.replace(/\s+/g, ' ').trim();

/** A term and the switches under which it is computed. */
export interface Leaf {
  text: Text;
  switches: readonly Intervention[];
}

/** Every statistic that a formula needs, when the whole of it is computed under `switches`. */
export function leavesOf(formula: Formula, switches: readonly Intervention[] = []): Leaf[] {
  switch (formula.kind) {
    case 'number':
      return [];
    case 'term':
      return [{ text: formula.text, switches }];
    case 'apply':
      return formula.args.flatMap(arg => leavesOf(arg, switches));
    case 'under':
      return leavesOf(formula.of, [...switches, ...formula.switches]);
  }
}

/** The formula's value from those of its leaves; NaN when one of them is. */
export function evaluateFormula(
  formula: Formula,
  read: (leaf: Leaf) => number,
  switches: readonly Intervention[] = [],
): number {
  switch (formula.kind) {
    case 'number':
      return formula.value;
    case 'term':
      return read({ text: formula.text, switches });
    case 'apply': {
      const values = formula.args.map(arg => evaluateFormula(arg, read, switches));
      return (ARITHMETIC[formula.how] as (...values: number[]) => number)(...values);
    }
    case 'under':
      return evaluateFormula(formula.of, read, [...switches, ...formula.switches]);
  }
}
