import { fromSteps } from '../core/math/quantisation.ts';
import type { Value } from './builtins.ts';
import { type Context, wrong } from './context.ts';
import type { Expression } from './parse.ts';
import { machineOf } from './scope.ts';

/** The value of a column: one's own, a neighbour's as published, or one's own before this week. Steps become numbers. */
export function column(
  context: Context,
  where: Expression,
  name: string,
  whose: 'own' | 'neighbour' | 'before',
): Value {
  const found = context.scope.columns.get(name)!;
  if (whose !== 'own' && !found.published)
    wrong(context, where, 'type', `neighbours can't see \`${name}\``, {
      hint: `declare the column \`published: true\``,
    });
  const { index, type, steps, earliest } = found;
  const { graph } = context;
  const node = graph.column(index, whose, machineOf(found));
  if (earliest) return { type, node: graph.iadd(node, graph.integer(earliest)) };
  return { type, node: steps ? fromSteps(graph, steps, node) : node };
}
