import { AGENT, NEIGHBOUR, type Node, type NodeOf, reachable } from '../../../language/graph.ts';
import type { Model } from '../../../model/model.ts';

/**
 * Weights of a choice that many agents share: where the condition and the utility know nothing of an agent but labels (where it
 * lives, a group it is in), all who have the same ones choose by the same weights. These are cumulated once a week, or once a run, for
 * whoever comes first, and looked up by the others.
 */
export interface KeptWeights {
  /** What distinguishes agents: columns of labels and flags, and how many values each has. */
  columns: readonly { node: Node; size: number }[];
  /** Combinations of these. */
  rows: number;
  /** Whether they are the same in every week of a run: made of parameters and of tables that nothing changes. */
  lasting: boolean;
  /** In the scratch, by row: what is known of it, i32, and cumulated weights, f32 by candidate. */
  heads: number;
  sums: number;
}

/** With fewer candidates weights are made as quickly as they are looked up. */
const LEAST_CANDIDATES = 32;
/** Weights that are kept of a choice: 4 MB. */
const MOST_WEIGHTS = 2 ** 20;

/** The weights of a choice that are worth keeping; undefined where agents differ in more. `take`: room for some bytes. */
export function keepWeights(
  model: Model,
  { candidates, equal, args: [condition, utility] }: NodeOf<'choose'>,
  take: (bytes: number) => number,
): KeptWeights | undefined {
  if (candidates < LEAST_CANDIDATES) return undefined;
  const columns: { node: Node; size: number }[] = [];
  const nodes = reachable(equal ? [condition] : [condition, utility]);
  for (const node of nodes) {
    if (isOwn(node)) continue;
    const size = sizeOf(model, node);
    if (!size) return undefined;
    columns.push({ node, size });
  }
  const rows = columns.reduce((product, { size }) => product * size, 1);
  if (rows * candidates > MOST_WEIGHTS) return undefined;
  const lasting = !nodes.some(node => isOfWeek(model, node));
  return { columns, rows, lasting, heads: take(4 * rows), sums: take(4 * rows * candidates) };
}

/** Whether a value depends on nothing of an agent but what its arguments do. */
const isOwn = ({ depends, args, op }: Node) =>
  !(depends & (AGENT | NEIGHBOUR)) ||
  (args.length > 0 && op !== 'choose' && op !== 'count' && op !== 'sum' && op !== 'greatest');

/** Whether a value belongs to a week: its number, fields, totals. */
function isOfWeek({ parameters, tables }: Model, node: Node): boolean {
  if (node.op === 'scalar') return node.scalar >= parameters.length;
  if (node.op === 'table') return tables[node.table]?.values === undefined;
  return node.op === 'week';
}

/** How many values a column of labels or flags has; undefined of anything else. */
function sizeOf({ columns }: Model, node: Node): number | undefined {
  if (node.op !== 'column' || node.whose === 'neighbour') return undefined;
  const type = columns[node.column]?.type;
  return type?.kind === 'label' ? type.labels.length : type?.kind === 'flag' ? 2 : undefined;
}
