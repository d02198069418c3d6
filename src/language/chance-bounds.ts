import { type Graph, type Node, reachable } from './graph.ts';
import { argumentOfExp } from './inverse.ts';

/** How a bound is written: of what takes no exponential, of 1 - e^x, of 1 / (1 + e^x), and a choice between two. */
export interface BoundWriter<T> {
  exact(node: Node): T;
  hazard(x: Node): T;
  logistic(x: Node): T;
  either(condition: Node, yes: T, no: T): T;
}

/** A value that is at least a chance and takes no exponential, and that is no number only where the chance is none. */
export function boundOf<T>(graph: Graph, node: Node, writer: BoundWriter<T>): T | undefined {
  if (!needsExp(graph, node)) return writer.exact(node);
  if (node.op === 'select') {
    const [condition, ...values] = node.args;
    const [yes, no] = values.map(value => boundOf(graph, value, writer));
    if (needsExp(graph, condition) || !yes || !no) return undefined;
    return writer.either(condition, yes, no);
  }
  const [one, rest] = node.args;
  if (!isOne(one)) return undefined;
  if (node.op === 'sub') {
    const x = argumentOfExp(graph, rest);
    return x && !needsExp(graph, x) ? writer.hazard(x) : undefined;
  }
  if (node.op !== 'div' || rest.op !== 'add' || !isOne(rest.args[0])) return undefined;
  const x = argumentOfExp(graph, rest.args[1]);
  return x && !needsExp(graph, x) ? writer.logistic(x) : undefined;
}

const isOne = (node: Node | undefined) => node?.op === 'constant' && node.value === 1;

export const needsExp = (graph: Graph, node: Node): boolean =>
  reachable([node]).some(one => one.op === 'mul' && argumentOfExp(graph, one) !== undefined);
