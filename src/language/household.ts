import { tied } from './aggregates.ts';
import type { Value } from './builtins.ts';
import { column } from './column.ts';
import { type Lowering, unknownName, wrong } from './context.ts';
import type { Graph, Node } from './graph.ts';
import type { Expression } from './parse.ts';

type Head = Extract<Expression, { kind: 'head' }>;

/**
 * `head.x`: a published column of the head of one's household, as of the end of last week; the head's own is its own. Where members
 * follow it is any column of the head as it was when it decided, and `decision.x` what it has decided.
 */
export function ofHead(context: Lowering, expression: Head): Value {
  const { graph, scope, following } = context;
  const { of, name } = expression;
  if (of === 'decision') {
    if (!following)
      return wrong(
        context,
        expression,
        'type',
        '`decision` is what a head has decided: it belongs in `members` of a rule',
      );
    const { decided } = following;
    return (
      decided.get(name) ??
      unknownName(context, expression, name, 'column that members take', [...decided.keys()])
    );
  }
  const { household } = scope;
  if (!household)
    return wrong(context, expression, 'unknown', `\`head.${name}\` needs a model with households`, {
      hint: 'a network of `shape: household` in networks.yaml',
    });
  if (context.whose === 'neighbour' || context.counting)
    wrong(context, expression, 'type', `\`head.${name}\` is of one's own head`, {
      hint: 'give it a name in `let`, and write `my.` before that',
    });
  const found = scope.columns.get(name);
  if (!found) return unknownName(context, expression, name, 'column', [...scope.columns.keys()]);
  if (following) return following.before(name);
  const isHead = graph.column(household.head, 'before', 'bool');
  const theirs = column(context, expression, name, 'neighbour');
  const own = column(context, expression, name, 'before');
  const leads = tied(context, graph.column(household.head, 'neighbour', 'bool'));
  const value = oneOf(graph, household.network, leads, theirs);
  // Whose head has died goes by itself until the next week.
  const alone = scope.lives?.mortal
    ? graph.or(isHead, graph.ieq(graph.count(household.network, leads), graph.integer(0)))
    : isHead;
  return { type: theirs.type, node: graph.select(alone, own.node, value) };
}

/** A value of the one neighbour who meets a condition; 0, no, the first label where nobody does. */
export function oneOf(graph: Graph, network: number, condition: Node, { type, node }: Value): Node {
  if (type.kind === 'number') return graph.sum(network, condition, node);
  if (type.kind === 'flag')
    return graph.ilt(graph.integer(0), graph.count(network, graph.and(condition, node)));
  const most = type.kind === 'label' ? type.labels.length - 1 : 65_535;
  const sum = graph.sum(network, condition, graph.float(node));
  // Integers of 16 bits are exact in f32; the limits only tell what else could be.
  const low = type.kind === 'week' ? -65_535 : 0;
  return graph.trunc(graph.min(graph.max(sum, graph.number(low)), graph.number(most)));
}
