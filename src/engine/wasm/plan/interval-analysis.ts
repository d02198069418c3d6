import { exp, log } from '../../../core/math/exponential.ts';
import { type Graph, type Node, reachable } from '../../../language/graph.ts';
import { argumentOfExp, argumentOfLog } from '../../../language/inverse.ts';
import { isTieSum } from '../../../language/tie-sum.ts';
import type { Guard } from './scheduling.ts';

/** Two values between which another one lies; the same node twice when it is known. */
interface Range {
  low: Node;
  high: Node;
}

/** Far more than the error of exp (relative) and log, so that bounds of their arguments bound their values. */
const EXP_MARGIN = 1e-6;
const LOG_MARGIN = 1e-4;

/**
 * What can be told of a guard before any tie is walked: most draws are out of reach whatever the neighbours are like. Sums
 * and counts over ties are put between bounds (a share between 0 and 1), and the rest follows by interval arithmetic, in
 * which rounding does no harm because it is monotonic. Undefined where there are no ties to walk, or no draw to look at.
 */
export function screenFor(graph: Graph, guard: Guard): Guard | undefined {
  if (!guard.flat().some(walksTies)) return undefined;
  const possible = openIntervals(graph);
  const screen = guard.map(terms => terms.map(term => possible(term)));
  const isSharp = screen.every(terms => reachable(terms).some(({ op }) => op === 'key'));
  return isSharp ? screen : undefined;
}

const walksTies = (node: Node) => reachable([node]).some(isTieSum);

/** Gives for a condition another one that depends on no tie and holds wherever the condition does. */
export function openIntervals(graph: Graph): (condition: Node) => Node {
  const { number, integer, flag, not, select } = graph;
  const uncertain = new Map<Node, boolean>();
  const ranges = new Map<Node, Range | undefined>();

  function isUncertain(node: Node): boolean {
    const known = uncertain.get(node);
    if (known !== undefined) return known;
    const found = isTieSum(node) || node.op === 'choose' || node.args.some(isUncertain);
    uncertain.set(node, found);
    return found;
  }

  /** Undefined when nothing is known. */
  function range(node: Node): Range | undefined {
    if (!isUncertain(node)) return { low: node, high: node };
    if (!ranges.has(node)) ranges.set(node, find(node));
    return ranges.get(node);
  }

  function find(node: Node): Range | undefined {
    if (node.op === 'count') return { low: integer(0), high: graph.degree(node.network) };
    if (isShare(node)) return { low: number(0), high: number(1) };
    const exponent = argumentOfExp(graph, node);
    if (exponent) {
      const x = range(exponent);
      const scaled = (bound: Node, margin: number) => graph.mul(exp(graph, bound), number(1 + margin));
      return x && { low: scaled(x.low, -EXP_MARGIN), high: scaled(x.high, EXP_MARGIN) };
    }
    const minusHazard = argumentOfChance(graph, node);
    if (minusHazard) {
      const [x, kept] = [minusHazard, node.args[1]].map(range);
      const hazard = x && graph.neg(x.low);
      return (
        hazard &&
        kept && {
          low: graph.sub(number(1), kept.high),
          high: graph.add(graph.mul(hazard, number(1 + EXP_MARGIN)), number(EXP_MARGIN)),
        }
      );
    }
    const power = argumentOfLog(graph, node);
    if (power) {
      const x = range(power);
      const shifted = (bound: Node, margin: number) => graph.add(log(graph, bound), number(margin));
      return x && { low: shifted(x.low, -LOG_MARGIN), high: shifted(x.high, LOG_MARGIN) };
    }
    if (node.op === 'select') {
      const [yes, no] = node.args.slice(1).map(range);
      return yes && no && either(node.args[0], yes, no);
    }
    const [a, b = a] = node.args.map(range);
    if (!a || !b || node.args.map(range).includes(undefined)) return undefined;
    switch (node.op) {
      case 'float':
        return { low: graph.float(a.low), high: graph.float(a.high) };
      case 'neg':
        return { low: graph.neg(a.high), high: graph.neg(a.low) };
      case 'add':
      case 'min':
      case 'max':
        return { low: graph[node.op](a.low, b.low), high: graph[node.op](a.high, b.high) };
      case 'sub':
        return { low: graph[node.op](a.low, b.high), high: graph[node.op](a.high, b.low) };
      case 'mul':
        return hull(corners(a, b).map(([x, y]) => graph.mul(x, y)));
      case 'div':
        if (b.low !== b.high && !isPositive(b.low)) return undefined;
        return hull(corners(a, b).map(([x, y]) => graph.div(x, y)));
      default:
        return undefined; // whole numbers might overflow
    }
  }

  function either(condition: Node, yes: Range, no: Range): Range {
    const ends = [yes.low, yes.high, no.low, no.high];
    // Between constants it isn't worth finding out which.
    if (!isUncertain(condition) && !ends.every(({ op }) => op === 'constant'))
      return { low: select(condition, yes.low, no.low), high: select(condition, yes.high, no.high) };
    if (yes.low.machine === 'f32') return hull(ends);
    return {
      low: select(graph.ilt(no.low, yes.low), no.low, yes.low),
      high: select(graph.ilt(yes.high, no.high), no.high, yes.high),
    };
  }

  const hull = (all: readonly Node[]): Range => {
    const values = [...new Set(all)];
    return { low: values.reduce(graph.min), high: values.reduce(graph.max) };
  };

  /** Of a comparison or a pair of them: another one that holds only where it does, whatever the ties are. */
  function certain(node: Node): Node {
    if (!isUncertain(node)) return node;
    if (node.op === 'and' || node.op === 'or')
      return graph[node.op](certain(node.args[0]), certain(node.args[1]));
    const [a, b] = node.args.map(range);
    return a && b && (node.op === 'lt' || node.op === 'le') ? graph[node.op](a.high, b.low) : flag(false);
  }

  /** A comparison with NaN doesn't hold, and bounds may be NaN: what is possible is said by what they exclude. */
  function possible(node: Node): Node {
    if (!isUncertain(node)) return node;
    if (node.op === 'not') return not(certain(node.args[0]));
    if (node.op === 'and' || node.op === 'or')
      return graph[node.op](possible(node.args[0]), possible(node.args[1]));
    const [a, b] = node.args.map(range);
    if (!a || !b) return flag(true);
    switch (node.op) {
      case 'lt':
        return not(graph.le(b.high, a.low));
      case 'le':
        return not(graph.lt(b.high, a.low));
      case 'ilt':
      case 'ile':
        return graph[node.op](a.low, b.high);
      case 'ieq':
        return graph.and(graph.ile(a.low, b.high), graph.ile(b.low, a.high));
      default:
        return flag(true);
    }
  }

  return possible;
}

const corners = (a: Range, b: Range): [Node, Node][] =>
  [a.low, a.high].flatMap((x): [Node, Node][] => [b.low, b.high].map(y => [x, y]));

const isPositive = (node: Node) => node.op === 'constant' && node.value > 0;

/** A count of some of those whom another count, or the degree, counts; 0 / 0 is dealt with where it occurs. */
function isShare({ op, args }: Node): boolean {
  if (op !== 'div' || args.some(arg => arg.op !== 'float')) return false;
  const [some, all] = args.map(arg => arg.args[0]);
  if (some.op !== 'count' || (all.op !== 'count' && all.op !== 'degree')) return false;
  if (some.network !== all.network) return false;
  if (all.op === 'degree' || some === all) return true;
  return some.args[0].op === 'and' && some.args[0].args.includes(all.args[0]);
}

/** The x of 1 - exp(x), which is at most -x: so a chance is at most its hazard, and costs no exponential. */
function argumentOfChance(graph: Graph, { op, args }: Node): Node | undefined {
  if (op !== 'sub' || args[0].op !== 'constant' || args[0].value !== 1) return undefined;
  return argumentOfExp(graph, args[1]);
}
