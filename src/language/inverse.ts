import { exp, log } from '../core/math/exponential.ts';
import type { Graph, Node } from './graph.ts';

/** What a value is the exponential of: its last step but one holds it, and the same graph must come of it again. */
export function argumentOfExp(graph: Graph, node: Node): Node | undefined {
  if (node.op !== 'mul' || node.args[1].op !== 'unbits') return undefined;
  const path = ['shift', 'trunc', 'add', 'mul', 'min', 'max'] as const;
  let at: Node | undefined = node.args[1].args[0];
  for (const op of path) {
    if (at?.op !== op) return undefined;
    at = at.args[0];
  }
  return exp(graph, at) === node ? at : undefined;
}

/** What a value is the logarithm of. */
export function argumentOfLog(graph: Graph, node: Node): Node | undefined {
  if (node.op !== 'select') return undefined;
  const [test, , x] = node.args;
  const isItself = test.op === 'eq' && test.args[0] === x && test.args[1] === x;
  return isItself && log(graph, x) === node ? x : undefined;
}
