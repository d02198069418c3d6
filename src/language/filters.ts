import type { Text } from '../core/diagnostics.ts';
import type { Value } from './builtins.ts';
import { coerce, type Lowering, wrong } from './context.ts';
import { type Expression, parse } from './parse.ts';
import { describeType, PLACE_SET, type Type } from './type.ts';

/** Filters inside filters. */
const DEEPEST_FILTERS = 50;

/** A filter is an expression of its own: problems in it point to where it was written. */
export function putIn(context: Lowering, where: Expression, name: string, text: Text): Value {
  const open = context.filters ?? [];
  if (open.includes(name))
    wrong(context, where, 'value', `the filter \`${name}\` is made of itself`, {
      found: [...open, name].join(' -> '),
    });
  if (open.length === DEEPEST_FILTERS)
    wrong(context, where, 'value', `the filter \`${open[0]}\` is nested too deep`, {
      expected: `at most ${DEEPEST_FILTERS} filters inside each other`,
    });
  // Filters that name others twice would be put in twice as often on every level.
  const known = putInBefore(context);
  const asked = context.there ? `${describeType(context.there)} ${context.candidate?.id ?? ''}` : '';
  const observed = context.scope.household && !context.draws ? 'observed' : '';
  const key = `${context.whose} ${asked} ${!!context.facing} ${!!context.counting} ${context.tie ?? ''} ${observed} ${name}`;
  const found = known.get(key);
  if (found) return found;
  const own = { ...context, text, lets: new Map(), filters: [...open, name] };
  const value = context.lower(own, parse(text));
  known.set(key, value);
  return value;
}

/** Values of filters in one graph, under one supposition, or for those who follow in one rule. Filters draw nothing. */
function putInBefore({ graph, supposed, following }: Lowering): Map<string, Value> {
  const home = supposed ?? following ?? graph;
  const known = PUT_IN.get(home) ?? new Map<string, Value>();
  PUT_IN.set(home, known);
  return known;
}

const PUT_IN = new WeakMap<object, Map<string, Value>>();

/** A filter that speaks of `there`, asked of one place: `way_in[there]`, `way_in[place]`, or of a label. */
export function filterAt(
  context: Lowering,
  where: Expression,
  name: string,
  filter: Text,
  args: readonly Expression[],
): Value {
  if (!speaksOfThere(filter))
    return wrong(context, where, 'type', `the filter \`${name}\` is the same at every place`, {
      hint: `write \`${name}\``,
    });
  if (args.length !== 1)
    wrong(context, where, 'type', `\`${name}\` takes 1 label`, { found: String(args.length) });
  const labels = context.scope.sets.get(PLACE_SET) ?? [];
  const there: Type = { kind: 'label', set: PLACE_SET, labels };
  const candidate = coerce(context, args[0], context.lower(context, args[0], there), there);
  return putIn({ ...context, there, candidate, facing: true }, where, name, filter);
}

/** Whether an expression is about a place that only its user knows. */
export const speaksOfThere = ({ text }: Text) => /\bthere\b/.test(text);
