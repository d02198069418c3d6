import { numbers } from '../core/math/arithmetic.ts';
import { exp, log } from '../core/math/exponential.ts';
import type { Graph, Node } from './graph.ts';
import { argumentOfExp, argumentOfLog } from './inverse.ts';

/** Between which values a node lies in every state; the ends of an f32 may be infinite. */
export interface Range {
  low: number;
  high: number;
  /** It may also be NaN. */
  nan: boolean;
}

/** Ends of what is stored, by index; undefined when nothing is known but that it is a number. */
export interface StoredRanges {
  column(column: number): readonly [low: number, high: number] | undefined;
  table(table: number): readonly [low: number, high: number] | undefined;
  scalar?(scalar: number): readonly [low: number, high: number] | undefined;
  /** The most labels of a set. */
  labels?: number;
}

/** The largest f32: what is stored, and what parameters and fields are, is finite. */
const LARGEST = 3.4028234663852886e38;
const FINITE: Range = { low: -LARGEST, high: LARGEST, nan: false };
const ANYTHING: Range = { low: -Infinity, high: Infinity, nan: true };
/** Ends of a 32-bit integer. */
export const WHOLE: Range = { low: -(2 ** 31), high: 2 ** 31 - 1, nan: false };
const AGENTS = 2 ** 26;
const WEEKS = 65_535;
const TIES = 65_536;
const CANDIDATES = 255;

/** Numbers from here on have no fractions, and soon gaps: `floor` refuses them. */
export const MOST_WHOLE = 2 ** 24;

/** Far more than the relative errors of exp and log. */
const MARGIN = 1e-6;

const span = (low: number, high: number, nan = false): Range => ({ low, high, nan });
const hull = (...all: readonly Range[]): Range =>
  span(
    Math.min(...all.map(r => r.low)),
    Math.max(...all.map(r => r.high)),
    all.some(r => r.nan),
  );
const holds = ({ low, high }: Range, x: number) => low <= x && x <= high;
const isOpen = ({ low, high }: Range) => low === -Infinity || high === Infinity;
const corners = (a: Range, b: Range, of: (x: number, y: number) => number): number[] =>
  [a.low, a.high].flatMap(x => [b.low, b.high].map(y => of(x, y)));

/**
 * Interval arithmetic over the graph. Rounding is monotonic, so the ends of an operation's values are those of its
 * arguments' ends. A 32-bit integer that may wrap has the range of all of them.
 */
export function openRanges(graph: Graph, stored: StoredRanges): (node: Node) => Range {
  const known = new Map<Node, Range>();
  function rangeOf(node: Node): Range {
    const found = known.get(node) ?? (node.machine === 'f32' ? numberRange(node) : wholeRange(node));
    known.set(node, found);
    return found;
  }

  function numberRange(node: Node): Range {
    switch (node.op) {
      case 'weight':
        return FINITE;
      case 'constant':
        return Number.isNaN(node.value) ? ANYTHING : span(node.value, node.value);
      case 'column': {
        const ends = stored.column(node.column)?.map(Math.fround);
        return ends ? span(ends[0], ends[1]) : FINITE;
      }
      case 'table': {
        const ends = stored.table(node.table);
        return ends ? span(ends[0], ends[1]) : FINITE;
      }
      case 'scalar': {
        const ends = stored.scalar?.(node.scalar)?.map(Math.fround);
        return ends ? span(ends[0], ends[1]) : FINITE;
      }
      case 'float': {
        const { low, high } = rangeOf(node.args[0]);
        return span(Math.fround(low), Math.fround(high));
      }
    }
    const exponent = argumentOfExp(graph, node);
    if (exponent) {
      const { low, high, nan } = rangeOf(exponent);
      return span(exp(numbers, low) * (1 - MARGIN), exp(numbers, high) * (1 + MARGIN), nan);
    }
    const power = argumentOfLog(graph, node);
    if (power) {
      const { low, high, nan } = rangeOf(power);
      const [from, to] = [low, high].map(end => log(numbers, Math.min(end, LARGEST)));
      return span(from - Math.abs(from) * MARGIN, to + Math.abs(to) * MARGIN, nan);
    }
    const [a, b, c] = node.args.map(rangeOf);
    switch (node.op) {
      case 'greatest':
        return span(-Infinity, b.high);
      case 'select':
        return hull(b, c);
      case 'neg':
        return span(-a.high, -a.low, a.nan);
      case 'abs':
        return span(
          holds(a, 0) ? 0 : Math.min(Math.abs(a.low), Math.abs(a.high)),
          Math.max(-a.low, a.high),
          a.nan,
        );
      case 'sqrt':
        return span(
          Math.fround(Math.sqrt(Math.max(0, a.low))),
          Math.fround(Math.sqrt(Math.max(0, a.high))),
          a.nan || a.low < 0,
        );
      // A NaN in the first argument stays, one in the second is dropped.
      case 'min':
        return span(Math.min(a.low, b.low), b.nan ? a.high : Math.min(a.high, b.high), a.nan);
      case 'max':
        return span(b.nan ? a.low : Math.max(a.low, b.low), Math.max(a.high, b.high), a.nan);
      case 'add':
        return rounded(a, b, [a.low + b.low, a.high + b.high], isOpen(a) && isOpen(b));
      case 'sub':
        return rounded(a, b, [a.low - b.high, a.high - b.low], isOpen(a) && isOpen(b));
      case 'mul':
        return rounded(
          a,
          b,
          corners(a, b, (x, y) => x * y),
          (isOpen(a) && holds(b, 0)) || (isOpen(b) && holds(a, 0)),
        );
      case 'div':
        if (holds(b, 0)) return span(-Infinity, Infinity, a.nan || b.nan || holds(a, 0) || isOpen(a));
        return rounded(
          a,
          b,
          corners(a, b, (x, y) => x / y),
          isOpen(a) && isOpen(b),
        );
      default:
        return ANYTHING;
    }
  }

  function wholeRange(node: Node): Range {
    switch (node.op) {
      case 'constant':
        return span(node.value, node.value);
      case 'column': {
        const ends = stored.column(node.column);
        return ends ? span(ends[0], ends[1]) : span(0, WEEKS);
      }
      case 'week':
        return span(0, WEEKS);
      case 'agent':
      case 'other':
        return span(0, AGENTS);
      case 'candidate':
        return span(0, Math.max(CANDIDATES, stored.labels ?? 0));
      case 'degree':
      case 'count':
        return span(0, TIES);
      case 'choose':
        return span(0, node.candidates - 1);
      case 'trunc': {
        // Beyond that the run stops (`floor`).
        const { low, high } = rangeOf(node.args[0]);
        const [from, to] = [low, high].map(end => numbers.trunc(end));
        if (!graph.wholes.has(node)) return span(Math.min(0, from), Math.max(0, to));
        return span(Math.max(-MOST_WHOLE, from), Math.min(MOST_WHOLE, to));
      }
      case 'shift':
        if (node.how === 'ishru') return span(0, 0xffffffff >>> node.bits);
        if (node.how === 'ishl') return WHOLE;
        return span(rangeOf(node.args[0]).low >> node.bits, rangeOf(node.args[0]).high >> node.bits);
      case 'iand': {
        const mask = node.args.find(arg => arg.op === 'constant' && arg.value >= 0);
        return mask?.op === 'constant' ? span(0, mask.value) : WHOLE;
      }
      case 'iadd':
      case 'isub':
      case 'imul': {
        const ends = endsOf(node.op, node.args.map(rangeOf));
        return ends.low < WHOLE.low || ends.high > WHOLE.high ? WHOLE : ends;
      }
      case 'select': {
        const [test, yes, no] = node.args;
        const [a, b] = [yes, no].map(rangeOf);
        if (test.op === 'ilt' && test.args[0] === yes && test.args[1] === no)
          return span(Math.min(a.low, b.low), Math.min(a.high, b.high));
        if (test.op === 'ilt' && test.args[0] === no && test.args[1] === yes)
          return span(Math.max(a.low, b.low), Math.max(a.high, b.high));
        return hull(a, b);
      }
      default:
        return node.machine === 'bool' ? span(0, 1) : WHOLE;
    }
  }
  return rangeOf;
}

/** Ends of a sum, difference or product of integers, as if they had no limit. */
export function endsOf(op: 'iadd' | 'isub' | 'imul', [a, b]: readonly Range[]): Range {
  if (op === 'iadd') return span(a.low + b.low, a.high + b.high);
  if (op === 'isub') return span(a.low - b.high, a.high - b.low);
  const all = corners(a, b, (x, y) => x * y);
  return span(Math.min(...all), Math.max(...all));
}

/** The hull of some ends, rounded; `nan`: the operation may make a NaN of numbers. */
function rounded(a: Range, b: Range, ends: readonly number[], nan: boolean): Range {
  const all = ends.map(Math.fround);
  if (nan || all.some(Number.isNaN)) return ANYTHING;
  return span(Math.min(...all), Math.max(...all), a.nan || b.nan);
}
