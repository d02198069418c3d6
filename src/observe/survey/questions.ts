import { didYouMean, positionIn, type Text, throwDiagnostic } from '../../core/diagnostics.ts';
import type { Value } from '../../language/builtins.ts';
import type { Context } from '../../language/context.ts';
import type { Graph, Node } from '../../language/graph.ts';
import { compileAny } from '../../language/lower.ts';
import { NUMBER } from '../../language/type.ts';
import type { Model } from '../../model/model.ts';
import { DID_NOT, DIGITS, GAVE, NOT_ASKED } from '../../survey/shares.ts';
import type { Item } from '../../survey/study.ts';
import { NOT } from '../../survey/subgroups.ts';

/** How an operator or condition of a study is read: of the person asked, in the model's terms. */
export function contextOf({ graph, scope }: Model, text: Text): Context {
  return { graph, scope, text, lets: new Map(), whose: 'own' };
}

/** An operator's value: a flag or a number. */
export function operatorOf(model: Model, context: Context): Value {
  const { text } = context;
  const value = compileAny(context);
  const { kind } = value.type;
  if (kind === 'flag' || kind === 'number') return value;
  if (kind !== 'label') return { type: NUMBER, node: model.graph.float(value.node) };
  return throwDiagnostic({
    kind: 'type',
    message: 'an operator gives a flag or a number',
    at: positionIn(text, 0),
    found: 'a label',
    hint: 'compare it by ==',
  });
}

/** Index of the parameter that cuts a number; a flag needs none. */
export function cutOf(model: Model, { id, cut, operator }: Item, value: Value): number | undefined {
  if (value.type.kind === 'flag') return undefined;
  if (!cut)
    return throwDiagnostic({
      kind: 'shape',
      message: `\`${id}\` is a number, so it needs a cut`,
      at: positionIn(operator!, 0),
      expected: 'the name of a parameter in the column `cut`',
    });
  const names = model.parameters.map(p => p.name);
  const parameter = names.indexOf(cut.text);
  if (parameter >= 0) return parameter;
  return throwDiagnostic({
    kind: 'unknown',
    message: `unknown parameter \`${cut.text}\``,
    at: positionIn(cut, 0),
    hint: didYouMean(cut.text, names),
  });
}

/** Whether a response is given below the cut, or by a flag that is not set. */
const isBelow = (response: string) => response === NOT || response.startsWith('bottom');

/**
 * An operator tells two answers apart, so an item has at most two responses, of which one is `no` or, of a number, begins with
 * `bottom`: others would be the same answer under two names.
 * @throws DiagnosticError (conflict) at the item
 */
export function checkResponses({ id, responses, at }: Item, { type }: Value): void {
  const flag = type.kind === 'flag';
  const bottoms = flag ? responses.filter(response => response !== NOT && isBelow(response)) : [];
  const [below, above] = [responses.filter(isBelow), responses.filter(response => !isBelow(response))];
  if (below.length < 2 && above.length < 2 && bottoms.length === 0) return;
  const two = below.length > 1 ? below : above;
  throwDiagnostic({
    kind: 'conflict',
    message: bottoms.length
      ? `\`${id}\` is a flag, which has no cut for \`${bottoms[0]}\` to lie below`
      : `the operator of \`${id}\` can't tell \`${two[0]}\` from \`${two[1]}\``,
    at,
    found: responses.join(' | '),
    expected: flag
      ? `one response, given by those for whom the flag is set, or that and \`${NOT}\``
      : `one response at or above the cut, and one below it: \`${NOT}\`, or a name that begins with \`bottom\``,
    hint: 'make an item of each response, with an operator of its own',
  });
}

/**
 * Conditions for giving a response and for not giving it; neither holds for NaN, where an item doesn't apply. A flag gives it
 * when it is set, and `no` when it is not. A number is compared with the cut, a parameter (f32, like the number): `no`, and
 * responses that begin with `bottom`, are given below it, all others at or above it.
 */
export function answersGiven(
  { graph }: Model,
  { node }: Value,
  response: string,
  cut: number | undefined,
): [gave: Node, didNot: Node] {
  const below = isBelow(response);
  if (cut === undefined) return below ? [graph.not(node), node] : [node, graph.not(node)];
  const level = graph.scalar(cut);
  const [under, over] = [graph.lt(node, level), graph.le(level, node)];
  return below ? [under, over] : [over, under];
}

/** The answer of those whom `base` holds of as a number: GAVE, DID_NOT, or NOT_ASKED for all others. */
export function answerOf(graph: Graph, base: Node, [gave, didNot]: readonly [Node, Node]): Node {
  const [yes, no, none] = [GAVE, DID_NOT, NOT_ASKED].map(graph.number);
  return graph.select(graph.and(base, gave), yes, graph.select(graph.and(base, didNot), no, none));
}

/** Answers as digits of base 4, DIGITS in a number, the first one lowest. */
export function packed({ add, mul, number }: Graph, answers: readonly Node[]): Node[] {
  return Array.from({ length: Math.ceil(answers.length / DIGITS) }, (_, k) =>
    answers
      .slice(DIGITS * k, DIGITS * (k + 1))
      .reduceRight((code, answer) => add(mul(code, number(4)), answer)),
  );
}
