import type { Node, NodeOf } from './graph.ts';

/** What is made in one loop over an agent's ties. */
export type TieSum = NodeOf<'count' | 'sum' | 'greatest'>;
export const isTieSum = (node: Node): node is TieSum =>
  node.op === 'count' || node.op === 'sum' || node.op === 'greatest';

/** Where the greatest of some values begins: no f32 is less. */
export const NO_LESS = Number.NEGATIVE_INFINITY;
