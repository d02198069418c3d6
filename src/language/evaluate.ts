import { numbers, type OperationName } from '../core/math/arithmetic.ts';
import type { Node } from './graph.ts';

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
  const known = new Map<Node, number>();
  const value = (at: Node): number => {
    const found = known.get(at);
    if (found !== undefined) return found;
    const result = compute(at, at.args.map(value), leaves);
    known.set(at, result);
    return result;
  };
  return value(node);
}

function compute(node: Node, args: readonly number[], leaves: Leaves): number {
  switch (node.op) {
    case 'constant':
      return node.value;
    case 'column':
      return leaves.column(node.column);
    case 'scalar':
      return leaves.scalar(node.scalar);
    case 'table':
      return leaves.table(node.table, args[0]);
    case 'shift':
      return numbers[node.how](args[0], node.bits);
    case 'week':
      if (leaves.week !== undefined) return leaves.week;
      throw new Error('`week` has no value outside a run');
    case 'agent':
    case 'other':
    case 'key':
    case 'candidate':
    case 'degree':
    case 'count':
    case 'sum':
    case 'choose':
      throw new Error(`\`${node.op}\` has no value outside a run`);
    default:
      return (numbers[node.op as OperationName] as (...values: number[]) => number)(...args);
  }
}
