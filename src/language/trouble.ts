import type { Graph, Node } from './graph.ts';
import { MOST_WHOLE, type Range } from './ranges.ts';

/**
 * Finds where a value comes of `floor` of what is no number, or of one beyond 2^24: gives a condition that holds for the
 * agents concerned, undefined where that can't happen. What `if`, `and` and `or` don't look at does no harm.
 */
export function openTrouble(graph: Graph, rangeOf: (node: Node) => Range): (node: Node) => Node | undefined {
  const known = new Map<Node, Node | undefined>();
  const either = (nodes: readonly (Node | undefined)[]): Node | undefined =>
    nodes.reduce((all, one) => (all && one ? graph.or(all, one) : (all ?? one)), undefined);
  const where = (condition: Node, trouble: Node | undefined) => trouble && graph.and(condition, trouble);

  function troubleIn(node: Node): Node | undefined {
    if (!known.has(node)) known.set(node, find(node));
    return known.get(node);
  }

  function find(node: Node): Node | undefined {
    const [a, b] = node.args;
    const inner = node.args.map(troubleIn);
    if (node.op === 'trunc' && graph.wholes.has(node)) return either([inner[0], hasNoFloor(a)]);
    if (inner.every(one => one === undefined)) return undefined;
    switch (node.op) {
      case 'select':
        return either([inner[0], where(a, inner[1]), where(graph.not(a), inner[2])]);
      case 'and':
        return either([inner[0], where(a, inner[1])]);
      case 'or':
        return either([inner[0], where(graph.not(a), inner[1])]);
      case 'count':
      case 'sum': {
        const met = either([inner[0], node.op === 'sum' ? where(a, inner[1]) : undefined])!;
        return graph.ilt(graph.integer(0), graph.count(node.network, met));
      }
      case 'choose':
        // Utilities of which a candidate's is no number are dealt with where the choice is made.
        return b && inner[2];
      default:
        return either(inner);
    }
  }

  function hasNoFloor(x: Node): Node | undefined {
    const { low, high, nan } = rangeOf(x);
    if (!nan && low > -MOST_WHOLE && high < MOST_WHOLE) return undefined;
    return graph.not(graph.lt(graph.abs(x), graph.number(MOST_WHOLE)));
  }

  return troubleIn;
}
