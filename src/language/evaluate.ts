import { numbers, type OperationName } from '../core/math/arithmetic.ts';
import { type Node, reachable } from './graph.ts';

/** Where an evaluation without agents finds its leaves. */
export interface Leaves {
  column(column: number): number;
  scalar(scalar: number): number;
  table(table: number, index: number): number;
  /** Of the run, where there is one. */
  week?: number;
}

/**
 * The value of one node, computed step by step on plain numbers: for the few places that need a value and no code (a cell
 * of a population table). Expressions that look at ties, draws or the week have no value here.
 */
export function evaluate(node: Node, leaves: Leaves): number {
  return prepare(node)(leaves);
}

/** The same for a node whose value is asked for again and again, each week for each place: what is below it is put in order once. */
export function prepare(node: Node): (leaves: Leaves) => number {
  const nodes = reachable([node]);
  const places = new Map(nodes.map((one, k) => [one, k]));
  const steps = nodes.map(one =>
    stepOf(
      one,
      one.args.map(arg => places.get(arg)!),
    ),
  );
  const values = new Float64Array(nodes.length);
  const last = places.get(node)!;
  return leaves => {
    for (let k = 0; k < steps.length; k++) values[k] = steps[k](values, leaves);
    return values[last];
  };
}

/** Computes a node from the values of those before it; `a`, `b`, `c`: which of them are its arguments. */
function stepOf(node: Node, [a, b, c]: readonly number[]): (values: Float64Array, leaves: Leaves) => number {
  switch (node.op) {
    case 'constant':
      return () => node.value;
    case 'column':
      return (_, leaves) => leaves.column(node.column);
    case 'scalar':
      return (_, leaves) => leaves.scalar(node.scalar);
    case 'table':
      return (values, leaves) => leaves.table(node.table, values[a]);
    case 'shift': {
      const shift = numbers[node.how];
      return values => shift(values[a], node.bits);
    }
    case 'week':
      return (_, { week }) => {
        if (week !== undefined) return week;
        throw new Error('`week` has no value outside a run');
      };
    case 'agent':
    case 'other':
    case 'key':
    case 'candidate':
    case 'degree':
    case 'count':
    case 'sum':
    case 'choose':
      return () => {
        throw new Error(`\`${node.op}\` has no value outside a run`);
      };
    default: {
      const operation = numbers[node.op as OperationName] as (...values: number[]) => number;
      if (b === undefined) return values => operation(values[a]);
      if (c === undefined) return values => operation(values[a], values[b]);
      return values => operation(values[a], values[b], values[c]);
    }
  }
}
