import { type Position, throwDiagnostic } from '../core/diagnostics.ts';
import { type Context, isWhole, placeOf } from '../language/context.ts';
import type { Graph, Node, NodeOf } from '../language/graph.ts';
import { NO_WEIGHT, reachable } from '../language/graph.ts';
import type { Scope } from '../language/scope.ts';
import { isTime } from '../language/type.ts';
import type { Check, Column } from './model.ts';

/** The choices that values need. */
export const choicesIn = (nodes: readonly Node[]): NodeOf<'choose'>[] =>
  reachable(nodes).filter(node => node.op === 'choose');

/** What a column of integers or weeks holds. */
const STORED = [0, 65_535] as const;

/**
 * What a rule computes must be a number wherever it counts: chances, utilities and what `floor` is taken of. Values
 * written are looked at where they are written. Checks that can't fail are left out.
 */
export function openSoundness({ graph, scope }: { graph: Graph; scope: Scope }) {
  const none = graph.number(Number.NaN);
  const isNone = (node: Node) => graph.not(graph.eq(node, node));
  const start = (context: Context) => placeOf(context, { at: 0 });

  return {
    /** The value, but NaN where a `floor` in it, or something else, is none. */
    orNone(value: Node, other: Node | undefined): Node {
      const own = scope.troubleIn(value);
      const trouble = own && other ? graph.or(own, other) : (own ?? other);
      return trouble ? graph.select(trouble, none, value) : value;
    },
    /** That a value is a number, of those who meet `asked`. */
    number(what: string, value: Node, asked: Node, context: Context): Check[] {
      if (!scope.rangeOf(value).nan) return [];
      return [{ what, found: value, bad: graph.and(asked, isNone(value)), at: start(context) }];
    },
    /** That what is known to be in trouble is not. */
    trouble: (what: string, bad: Node, context: Context): Check => ({
      what,
      found: none,
      bad,
      at: start(context),
    }),
    /** That the utilities of a choice are numbers. */
    weights: (what: string, choice: Node, asked: Node, at: Position): Check => ({
      what,
      found: none,
      bad: graph.and(asked, graph.ieq(choice, graph.integer(NO_WEIGHT))),
      at,
    }),
    /** Refuse what an integer or a time can't hold in any state: beforehand, for all branches of an `if`. */
    refuseUnfit({ name, type, earliest = 0 }: Column, value: Node, context: Context): void {
      if (!isWhole(type)) return;
      const [first, last] = STORED.map(end => end + earliest);
      for (const one of outcomesOf(value)) {
        const { low, high } = scope.rangeOf(one);
        if (high >= first && low <= last) continue;
        throwDiagnostic({
          kind: 'value',
          message: `\`${name}\` can't hold such an integer`,
          at: start(context),
          found: low === high ? String(low) : `${low} to ${high}`,
          expected: `${first} to ${last}`,
          hint: isTime(type)
            ? `a ${type.kind} with \`earliest: 2019-01-01\` may lie before the first one`
            : high < 0
              ? 'a column of type `number` holds negative values'
              : 'a column of type `number` holds more',
        });
      }
    },
  };
}

/** What is stored in a column for a value. */
export const stored = (graph: Graph, { earliest }: Column, value: Node): Node =>
  earliest ? graph.isub(value, graph.integer(earliest)) : value;

/** What an `if`, or one in another, can come to. */
function outcomesOf(node: Node): Node[] {
  const seen = new Set([node]);
  for (const one of seen) if (one.op === 'select') for (const arg of one.args.slice(1)) seen.add(arg);
  return [...seen].filter(one => one.op !== 'select');
}
