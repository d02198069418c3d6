import { throwDiagnostic } from '../core/diagnostics.ts';
import type { Context } from '../language/context.ts';
import type { Graph, Node } from '../language/graph.ts';
import { compileAny, compileExpression } from '../language/lower.ts';
import { describeType, INTEGER, NUMBER, type Type } from '../language/type.ts';
import { type Branch, type Column, type Quota, type Rule, SERVED, TURNED_AWAY } from './model.ts';
import { choicesIn } from './soundness.ts';
import type { Workshop } from './workshop.ts';

/** What a rule's quota is made of: contexts of its expressions, and the branches of those served and turned away. */
interface QuotaParts {
  workshop: Workshop;
  rule: Rule;
  most: Context;
  by: Context | undefined;
  first: Context | undefined;
  /** The branch of those who are served, `when` being that they ask. */
  served: Branch;
  otherwise: Branch | undefined;
  /** The stream that orders those who ask. */
  stream: number;
}

/**
 * Two rules in place of one. In the first, those ask for whom the rule would happen; then the run serves as many of them as
 * the quota allows; in the second it happens to these, and something else to the others.
 */
export function withQuota(parts: QuotaParts): Rule {
  const { workshop, rule, served, otherwise, stream } = parts;
  const { graph } = workshop;
  const { id, at } = rule;
  const { node: cell, type } = parts.by ? cellOf(parts.by) : { node: graph.integer(0), type: undefined };
  const most = limitsOf(parts.most, type);
  const turn = workshop.addColumn(hiddenColumn(`${id}/turn`, INTEGER, rule));
  const priority = parts.first && compileExpression(parts.first, NUMBER);
  const first = priority && workshop.addColumn(hiddenColumn(`${id}/first`, NUMBER, rule));
  const possible = choicesIn(priority ? [cell, priority] : [cell])
    .map(choice => graph.ile(graph.integer(0), choice))
    .reduce(graph.and, served.when);
  const quota: Quota = { rule: id, turn, first, stream, most, at };
  const writes = [
    { column: turn, value: graph.iadd(cell, graph.integer(1)), at },
    ...(priority ? [{ column: first!, value: priority, at }] : []),
  ];
  return askedFirst(graph, rule, {
    asking: { label: 'asks', when: possible, checks: served.checks, writes },
    quota,
    served: { ...served, checks: [] },
    isServed: own => graph.ieq(own, graph.integer(SERVED)),
    otherwise,
  });
}

/** A rule in two parts: in the first agents ask, `turn` being above 0 for them; in the second it happens to those who are served. */
export function askedFirst(
  graph: Graph,
  rule: Rule,
  parts: {
    asking: Branch;
    quota: Quota;
    served: Branch;
    /** Of the column `turn` when all have asked. */
    isServed: (own: Node) => Node;
    otherwise: Branch | undefined;
  },
): Rule {
  const { asking, quota, served, isServed, otherwise } = parts;
  const own = graph.column(quota.turn, 'own', 'i32');
  const isTurnedAway = graph.ieq(own, graph.integer(TURNED_AWAY));
  const asks: Rule = {
    ...{ ...rule, id: `${rule.id}/asks`, title: `${rule.title}: who asks for it`, why: '' },
    ...{ branches: [asking], quota },
  };
  return {
    ...rule,
    who: graph.and(rule.who, graph.ilt(graph.integer(0), own)),
    checks: [],
    alarm: undefined,
    branches: [
      { ...served, when: isServed(own) },
      ...(otherwise ? [{ ...otherwise, when: graph.and(isTurnedAway, otherwise.when) }] : []),
    ],
    asks,
  };
}

/** Which quota an agent asks for: a label, or a flag as 0 or 1. */
function cellOf(context: Context): { node: Node; type: Type } {
  const { graph } = context;
  const { node, type } = compileAny(context);
  if (type.kind === 'label') return { node, type };
  if (type.kind !== 'flag')
    return throwDiagnostic({
      kind: 'type',
      message: '`by` splits a quota by labels or a flag',
      at: startOf(context),
      found: describeType(type),
    });
  const labels = ['no', 'yes'];
  return {
    node: graph.select(node, graph.integer(1), graph.integer(0)),
    type: { kind: 'label', set: 'no or yes', labels },
  };
}

/** The most persons in each cell: it may depend on the cell, on numbers of the week and on totals, but on no agent. */
export function limitsOf(context: Context, there: Type | undefined): Node[] {
  const labels = there?.kind === 'label' ? there.labels : [undefined];
  return labels.map((_, k) => {
    const node = compileExpression(
      {
        ...context,
        draws: undefined,
        there,
        candidate: there && context.graph.integer(k),
        facing: true,
        common: 'the quota of a rule',
      },
      NUMBER,
    );
    if (!node.depends) return node;
    return throwDiagnostic({
      kind: 'type',
      message: '`most` of a quota is the same for everybody who asks',
      at: startOf(context),
      expected: 'parameters, fields, tables, totals and `there`',
      hint: 'what is about one agent belongs into `who`, `chance` or `first`',
    });
  });
}

const startOf = ({ text }: Context) => ({
  file: text.file,
  line: text.lines[0].line,
  column: text.lines[0].column,
});

export function hiddenColumn(name: string, type: Type, { at }: Pick<Rule, 'at'>): Column {
  const width = type.kind === 'number' ? 4 : 2;
  return {
    ...{ name, type, width, at, hidden: true, steps: undefined, published: false },
    ...{ range: undefined, fromPopulation: false, text: 'of a quota' },
  };
}
