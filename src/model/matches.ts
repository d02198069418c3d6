import { throwDiagnostic } from '../core/diagnostics.ts';
import type { Value } from '../language/builtins.ts';
import type { Context } from '../language/context.ts';
import type { Node } from '../language/graph.ts';
import { compileExpression, compileLabels } from '../language/lower.ts';
import { INTEGER, NUMBER, type Type } from '../language/type.ts';
import { type Branch, MATCHED, NEVER, type Quota, type Rule } from './model.ts';
import { askedFirst, hiddenColumn, limitsOf } from './quotas.ts';
import { choicesIn } from './soundness.ts';
import type { Workshop } from './workshop.ts';

/** A rule that matches agents with labels, before its writes are known: they may name `match`. */
export interface Match {
  turn: number;
  type: Type;
  allowed: readonly Node[];
  /** The label that an agent has got. */
  value: Value;
}

export function openMatch(workshop: Workshop, id: string, at: Rule['at'], match: Context): Match {
  const { graph } = workshop;
  const { type, allowed } = compileLabels(match);
  const turn = workshop.addColumn(hiddenColumn(`${id}/turn`, INTEGER, { at }));
  const own = graph.column(turn, 'own', 'i32');
  const first = graph.integer(MATCHED);
  // Of those who have got none it is a label, too, which nobody writes.
  const node = graph.select(graph.ilt(own, first), graph.integer(0), graph.isub(own, first));
  return { turn, type, allowed, value: { type, node } };
}

interface MatchParts extends Match {
  workshop: Workshop;
  rule: Rule;
  most: Context;
  wish: Context;
  first: Context | undefined;
  served: Branch;
  otherwise: Branch | undefined;
  stream: number;
}

/**
 * Two rules in place of one, as of a quota. In the first, those ask for whom the rule would happen, and say how much they
 * want each label; in the second it happens to those whom the run has matched with one, and something else to the others.
 */
export function withMatch(parts: MatchParts): Rule {
  const { workshop, rule, turn, type, allowed, served, otherwise, stream } = parts;
  const { graph } = workshop;
  const { id, at } = rule;
  if (choicesIn(served.writes.map(({ value }) => value)).length)
    throwDiagnostic({
      kind: 'type',
      message: `rule \`${id}\` matches and chooses at once`,
      at,
      hint: 'let the rule write `match`, and another one choose',
    });
  const seen = (context: Context, k: number): Context => ({
    ...context,
    there: type,
    candidate: graph.integer(k),
    facing: true,
  });
  const writes: Branch['writes'][number][] = [{ column: turn, value: graph.integer(1), at }];
  const keep = (name: string, value: Node): number => {
    const column = workshop.addColumn(hiddenColumn(`${id}/${name}`, NUMBER, rule));
    writes.push({ column, value, at });
    return column;
  };
  const labels = type.kind === 'label' ? type.labels : [];
  const wishes = labels.map((label, k) => {
    const wish = compileExpression(seen(parts.wish, k), NUMBER);
    return keep(`wish ${label}`, graph.select(allowed[k], wish, graph.number(NEVER)));
  });
  const ranked = parts.first && labels.map((_, k) => compileExpression(seen(parts.first!, k), NUMBER));
  const known = new Map<Node, number>();
  for (const value of ranked ?? [])
    if (!known.has(value)) known.set(value, keep(`first ${known.size}`, value));
  const firsts = (ranked ?? []).map(value => known.get(value)!);
  const quota: Quota = {
    ...{ rule: id, turn, first: undefined, stream, at },
    ...{ most: limitsOf(parts.most, type), match: { wishes, firsts } },
  };
  return askedFirst(graph, rule, {
    asking: { label: 'asks', when: served.when, checks: [], writes },
    quota,
    served,
    isServed: own => graph.not(graph.ilt(own, graph.integer(MATCHED))),
    otherwise,
  });
}
