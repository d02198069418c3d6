import {
  type DiagnosticKind,
  didYouMean,
  type Position,
  positionIn,
  someOf,
  type Text,
  throwDiagnostic,
} from '../core/diagnostics.ts';
import { threefry } from '../core/math/threefry.ts';
import { BUILTINS, SPECIAL, type Value } from './builtins.ts';
import type { Graph, Node } from './graph.ts';
import type { Expression } from './parse.ts';
import { type Scope, timeWords } from './scope.ts';
import type { DeclareTotal } from './total.ts';
import { areMixed, describeType, INTEGER, isTime, NUMBER, sameType, type Type } from './type.ts';

/** The context of an expression: what its names mean, whose columns they are, and what it may draw. */
export interface Context {
  graph: Graph;
  scope: Scope;
  text: Text;
  /** Names given by `let` so far. */
  lets: ReadonlyMap<string, Value>;
  /** `neighbour` inside an aggregate over ties: bare columns are the neighbour's, as published. */
  whose: 'own' | 'neighbour';
  /** Inside an aggregate over ties: the network, of which `weight` may be read. */
  tie?: number;
  /** Inside `choose` and `pick`: the candidate's set. */
  there?: Type;
  /** Somebody else, or a candidate, is looked at around here: `my.x` then says whose x is meant. */
  facing?: boolean;
  /** What `there` is, where that is no candidate: the place of which a filter is asked (`way_in[place]`). */
  candidate?: Node;
  /** Rules and initial values may draw; metrics, filters outside rules and survey operators may not. */
  draws?: Draws;
  /** Metrics see what happened this week (`moves`). */
  observing?: boolean;
  /** Survey operators look back: the value of `node` some weeks before, or its mean over weeks, as another node. */
  recall?(how: 'ago' | 'mean_over', weeks: number, value: Value): Node;
  /** Where totals over all agents may be asked for: what declares one. */
  declareTotal?: DeclareTotal;
  /** Where `so_far` may add up: what gives the sum of a value over past weeks. */
  accumulate?(value: Node): Node;
  /** What of it is one number for all agents: `the quota of a rule`. */
  common?: string;
  /** The size of an event: lets are its numbers. */
  ofEvent?: boolean;
  /** Inside a total: bare names are of whoever is counted, as of the end of last week. */
  counting?: boolean;
  /** Around here `my.x` is as of the end of last week, like what is seen of others, where it is published. */
  asPublished?: boolean;
  /** Where members follow their head: its columns as it has just decided them, and any column as it was when it decided. */
  following?: { decided: ReadonlyMap<string, Value>; before(name: string): Value };
  /** Fields that `given` has replaced. */
  supposed?: ReadonlyMap<string, Node>;
  /** Filters being put in, to refuse circles. */
  filters?: readonly string[];
}

/** The context while an expression is lowered: it holds the recursion, so that each kind of expression is a file of its own. */
export interface Lowering extends Context {
  /** The value of an expression in a context; `expected` only helps bare labels, it is not enforced. */
  lower(context: Lowering, expression: Expression, expected?: Type): Value;
}

/** Where an expression's draws come from. Every draw has a stream, and so an address, of its own. */
export interface Draws {
  /** Index of the stream of that name; declares it on first use. */
  stream(name: string): number;
  /** What named draws are prefixed with. */
  prefix: string;
  /** What each name draws, `normal` or `uniform`: one name is one draw. */
  named: Map<string, string>;
  /** The stream of the one choice that this expression may make; undefined where none is made. */
  choice: { stream: string; made?: boolean } | undefined;
  /** The week word of the counter: this week, or 0 for initial values. */
  week: Node;
}

/** Both words of this agent's block of a stream in this week. */
export function drawWords({ graph }: Pick<Context, 'graph'>, draws: Draws, stream: string): [Node, Node] {
  const index = draws.stream(stream);
  return threefry(graph, [graph.key(index, 0), graph.key(index, 1)], [graph.agent(), draws.week]);
}

/** Anything with a place in the expression's text. */
interface Placed {
  at: number;
}

export function placeOf(context: Context, { at }: Placed): Position {
  return positionIn(context.text, at);
}

export function wrong(
  context: Context,
  where: Placed,
  kind: DiagnosticKind,
  message: string,
  detail: { found?: string; expected?: string; hint?: string } = {},
): never {
  return throwDiagnostic({ kind, message, at: placeOf(context, where), ...detail });
}

/** Complain about a name that nothing declares: with the nearest of everything that could be there, or with all of it. */
export function unknownName(
  context: Context,
  where: Placed,
  name: string,
  what = 'name',
  candidates: readonly string[] = allNames(context),
): never {
  const unseen = what === 'name' ? context.scope.unseen.get(name) : undefined;
  const hint = unseen ? `\`${name}\` is ${unseen}` : didYouMean(name, candidates);
  const expected = what === 'name' ? visible(context) : someOf(candidates) || `no ${what} is declared`;
  return wrong(context, where, 'unknown', `unknown ${what} \`${name}\``, {
    hint,
    expected: hint && what !== 'network' ? undefined : expected,
  });
}

/** What an expression here can name, kind by kind. */
function visible({ scope, lets }: Context): string {
  const kinds = {
    lets,
    columns: scope.columns,
    parameters: scope.parameters,
    'tables with [ ]': scope.tables,
    fields: scope.fields,
    filters: scope.filters,
  };
  return Object.entries(kinds)
    .filter(([, names]) => names.size)
    .map(([kind, names]) => `${kind} (${someOf([...names.keys()])})`)
    .concat(timeWords(scope))
    .join(', ');
}

function allNames({ scope, lets }: Context): string[] {
  const { columns, parameters, tables, fields, filters } = scope;
  const labels = [...scope.sets.values()].flat();
  return [lets, columns, parameters, tables, fields, filters]
    .flatMap(names => [...names.keys()])
    .concat(timeWords(scope), labels);
}

export function functionNames(): string[] {
  return [...Object.keys(BUILTINS), ...Object.keys(SPECIAL)];
}

export const isWhole = (type: Type) => type.kind === 'integer' || isTime(type);
export const isNumeric = (type: Type) => type.kind === 'number' || isWhole(type);

/** The value as an f32 node; an integer is converted, anything else refused. */
export function asNumber(context: Context, where: Placed, value: Value): Node {
  if (value.type.kind === 'number') return value.node;
  if (isWhole(value.type)) return context.graph.float(value.node);
  return mismatch(context, where, value.type, NUMBER);
}

/** The value as a condition. */
export function asFlag(context: Context, where: Placed, value: Value): Node {
  return value.type.kind === 'flag' ? value.node : mismatch(context, where, value.type, { kind: 'flag' });
}

/** The value as a node of exactly `type`: integers become numbers; a time and integers are interchangeable, two times are not. */
export function coerce(context: Context, where: Placed, value: Value, type: Type): Node {
  if (sameType(value.type, type) || (isWhole(value.type) && isWhole(type) && !areMixed(value.type, type)))
    return value.node;
  if (type.kind === 'number') return asNumber(context, where, value);
  return mismatch(context, where, value.type, type);
}

export function mismatch(context: Context, where: Placed, found: Type, expected: Type): never {
  const hint =
    found.kind === 'flag' && expected.kind === 'number'
      ? 'write `if(flag, 1, 0)`'
      : found.kind === 'number' && sameType(expected, INTEGER)
        ? 'write `floor(x)`'
        : undefined;
  return wrong(context, where, 'type', 'wrong type', {
    found: describeType(found),
    expected: describeType(expected),
    hint,
  });
}
