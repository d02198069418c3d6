import { type Diagnostic, throwDiagnostic } from '../core/diagnostics.ts';
import { type Graph, type Node, partsOf, reachable } from '../language/graph.ts';
import type { Column, Rule } from './model.ts';

/** The plan's order: rules that would share a draw are refused, questions asked too early are told. */
export function checkOrder(
  plan: readonly Rule[],
  columns: readonly Column[],
  streams: readonly string[],
  graph: Graph,
): Diagnostic[] {
  refuseSharedDraws(plan, streams);
  return askedTooEarly(plan, columns, graph.week());
}

const writesOf = ({ branches }: Rule) => branches.flatMap(branch => branch.writes);
const writes = (rule: Rule, column: number) => writesOf(rule).some(write => write.column === column);

/** Rules that share a stream (`draw: ID`) draw the same number: only those may that can't both act on one agent in a week. */
function refuseSharedDraws(plan: readonly Rule[], streams: readonly string[]): void {
  for (const [k, first] of plan.entries())
    for (const [more, second] of plan.slice(k + 1).entries()) {
      const shared = first.streams.find(stream => second.streams.includes(stream));
      if (
        shared === undefined ||
        second.asks === first ||
        excludes(first, second, plan.slice(k, k + 1 + more))
      )
        continue;
      throwDiagnostic({
        kind: 'conflict',
        message: `rules \`${first.id}\` and \`${second.id}\` use the same draw and may both act on an agent in one week`,
        at: second.at,
        found: `both draw from \`${streams[shared]}\``,
        hint: 'give one of them another `draw`, or let their `who` exclude each other',
      });
    }
}

/** Whether terms of two rules' `who` contradict each other, and nothing in between changes what they read. */
function excludes(first: Rule, second: Rule, between: readonly Rule[]): boolean {
  const changed = new Set(between.flatMap(writesOf).map(({ column }) => column));
  const [some, others] = [first, second].map(rule => partsOf(rule.who, 'and'));
  return some.some(a =>
    others.some(
      b => contradict(a, b) && !reachable([a, b]).some(n => n.op === 'column' && changed.has(n.column)),
    ),
  );
}

function contradict(a: Node, b: Node): boolean {
  if ((a.op === 'not' && a.args[0] === b) || (b.op === 'not' && b.args[0] === a)) return true;
  const [x, y] = [a, b].map(({ op, args }) => (op === 'ieq' && args[1].op === 'constant' ? args : undefined));
  return x !== undefined && y !== undefined && x[0] === y[0] && x[1] !== y[1];
}

/**
 * A rule that asks whether a column holds this week (`since == week`) before the rule that writes it: what it asks for is
 * not so yet, and next week no longer.
 */
function askedTooEarly(plan: readonly Rule[], columns: readonly Column[], week: Node): Diagnostic[] {
  const sets = (column: number) => (rule: Rule) =>
    writesOf(rule).some(write => write.column === column && reachable([write.value]).includes(week));
  return plan.flatMap((rule, k) =>
    [...columnsAskedForNow(rule, week, columns)].flatMap((column): Diagnostic[] => {
      const later = plan.slice(k).filter(sets(column));
      const others = later.filter(other => other !== rule);
      // Whoever sets it as well only keeps from acting twice.
      if (!others.length || writes(rule, column)) return [];
      const { name } = columns[column];
      const late = others.map(({ id }) => `\`${id}\``).join(', ');
      return [
        {
          kind: 'conflict',
          message: `rule \`${rule.id}\` asks whether \`${name}\` is this week, before ${late} sets it`,
          at: rule.at,
          hint: `put \`${rule.id}\` after ${late} in the plan: a week later \`${name}\` is no longer this week`,
        },
      ];
    }),
  );
}

/** Columns that a rule compares with this week in such a way that only this week meets, or fails, the comparison. */
function columnsAskedForNow(rule: Rule, week: Node, columns: readonly Column[]): Set<number> {
  const roots = [
    rule.who,
    ...rule.branches.flatMap(({ when, writes: all }) => [when, ...all.map(w => w.value)]),
  ];
  const found = new Set<number>();
  for (const node of reachable(roots)) {
    if (node.op !== 'ieq' && node.op !== 'ilt' && node.op !== 'ile') continue;
    const left = linear(node.args[0], week, columns);
    const right = linear(node.args[1], week, columns);
    if (!left || !right) continue;
    const [weeks, rest] = [left.weeks - right.weeks, left.rest - right.rest];
    const all = new Map(left.columns);
    for (const [column, times] of right.columns) all.set(column, (all.get(column) ?? 0) - times);
    const [[column, times] = [], ...others] = [...all].filter(([, n]) => n !== 0);
    if (column === undefined || others.length || Math.abs(times!) !== 1 || weeks !== -times!) continue;
    // With a = week - column: weeks * a + rest compared with 0 tells a = 0 from a >= 1.
    const tells =
      node.op === 'ieq'
        ? rest === 0
        : node.op === 'ile'
          ? rest === (weeks > 0 ? 0 : 1)
          : rest === (weeks > 0 ? -1 : 0);
    if (tells) found.add(column);
  }
  return found;
}

interface Linear {
  columns: Map<number, number>;
  weeks: number;
  rest: number;
}

/** A sum of own columns, the week and a constant; undefined for anything else. */
function linear(node: Node, week: Node, all: readonly Column[]): Linear | undefined {
  if (node === week) return { columns: new Map(), weeks: 1, rest: 0 };
  if (node.op === 'constant') return { columns: new Map(), weeks: 0, rest: node.value };
  if (node.op === 'column' && node.whose === 'own')
    return { columns: new Map([[node.column, 1]]), weeks: 0, rest: 0 };
  if (node.op !== 'iadd' && node.op !== 'isub') return undefined;
  const [a, b] = node.args.map(arg => linear(arg, week, all));
  if (!a || !b) return undefined;
  // What is stored is the week less the column's earliest one.
  const [first, second] = node.args;
  if (
    node.op === 'iadd' &&
    first.op === 'column' &&
    second.op === 'constant' &&
    second.value === all[first.column].earliest
  )
    return a;
  const sign = node.op === 'iadd' ? 1 : -1;
  const columns = new Map(a.columns);
  for (const [column, times] of b.columns) columns.set(column, (columns.get(column) ?? 0) + sign * times);
  return { columns, weeks: a.weeks + sign * b.weeks, rest: a.rest + sign * b.rest };
}
