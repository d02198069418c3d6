import { type Step, WEEKS_IN } from '../core/calendar.ts';
import { throwDiagnostic } from '../core/diagnostics.ts';
import { type Document, positionOf } from '../core/located-document.ts';
import { exp, log } from '../core/math/exponential.ts';
import { type Context, placeOf } from '../language/context.ts';
import type { Graph, Node } from '../language/graph.ts';
import { reachable } from '../language/graph.ts';
import type { Scope } from '../language/scope.ts';
import type { Parameter } from './model.ts';

/**
 * How long a time the chances of a rule are for. A chance p in a time T is taken for a constant hazard -ln(1 - p) / T: over a step of
 * length s it is 1 - (1 - p)^(s / T). Nothing else makes the chances of seven days that of their week.
 */

/** What a rule may say of its chance or its utilities: `step` is a step, however long. */
export const PACES = ['step', 'day', 'week', 'month', 'year'] as const;
export type Pace = (typeof PACES)[number];

/** Steps of a model in the time that a rule's chances are for; 1: they are those of a step. */
const stepsOf = (pace: Pace | undefined, { step = 'week' }: Pick<Scope, 'step'>): number =>
  pace === undefined || pace === 'step' ? 1 : WEEKS_IN[pace] / WEEKS_IN[step];

/** The chance in a step. What is no number stays none. */
export function chanceInStep(graph: Graph, chance: Node, pace: Pace | undefined, scope: Scope): Node {
  const steps = stepsOf(pace, scope);
  if (steps === 1) return chance;
  const one = graph.number(1);
  const held = graph.min(graph.max(chance, graph.number(0)), one);
  const stays = exp(graph, graph.mul(log(graph, graph.sub(one, held)), graph.number(1 / steps)));
  return graph.sub(one, stays);
}

/** The smallest chance that anything happens, so that a sum of weights may be divided by it. */
const LEAST_CHANCE = 1e-9;

/**
 * What a uniform draw is multiplied by before it falls among the weights of options, of which doing nothing has 1. With hazards in
 * proportion to the weights, the chance that anything happens in a step is 1 - (1 + weights)^(-s / T).
 */
export function spreadOf(
  graph: Graph,
  weights: readonly Node[],
  total: Node,
  pace: Pace | undefined,
  scope: Scope,
): Node {
  const steps = stepsOf(pace, scope);
  if (steps === 1) return total;
  const sum = weights.reduce(graph.add, graph.number(0));
  const stays = exp(graph, graph.mul(log(graph, total), graph.number(-1 / steps)));
  const happens = graph.max(graph.sub(graph.number(1), stays), graph.number(LEAST_CHANCE));
  return graph.div(sum, happens);
}

/**
 * In a model whose step isn't a week, a chance says for how long it is: by `per:`, or by hazards in `per_year(..)` and the like. Problem
 * `shape`: it doesn't, or does so twice.
 * @param values what the chance or the utilities are computed from
 */
export function checkPace(
  scope: Scope,
  document: Document,
  key: 'chance' | 'dies' | 'one_of',
  pace: Pace | undefined,
  values: readonly Node[],
): void {
  const isConverted = key !== 'one_of' && reachable(values).some(node => scope.paced?.has(node));
  const { step = 'week' } = scope;
  if (pace !== undefined && isConverted)
    throwDiagnostic({
      kind: 'conflict',
      message: `\`${key}\` is converted to a step by \`per\` and within itself`,
      at: positionOf(document, ['per']),
      expected: 'one of both',
    });
  const isCertain = values.every(node => node.op === 'constant' && (node.value === 0 || node.value === 1));
  if (step === 'week' || pace !== undefined || isConverted || (key !== 'one_of' && isCertain)) return;
  throwDiagnostic({
    kind: 'shape',
    message: `\`${key}\` doesn't say for how long a time it is, and a step of this model is a ${step}`,
    at: positionOf(document, [key]),
    expected:
      key === 'one_of'
        ? '`per: week` beside it (or step, day, month, year)'
        : '`per: week` beside it (or step, day, month, year), or a hazard in per_week(..), per_month(..)',
    hint: `\`per: step\` takes it as it is; \`per: week\` makes what belongs to a week that of a ${step}`,
  });
}

/** A unit of a parameter that is a rate: `per week`, `persons per month`. */
const RATE = /\bper (day|week|month|year)\b/;

/**
 * A parameter that is a rate in another unit than the model's step counts only in what converts it. Problem `value`: an expression
 * reads it bare.
 */
export function refuseBareRates(
  context: Context,
  node: Node,
  parameters: readonly Parameter[],
  pace: Pace | undefined,
): void {
  const { scope } = context;
  const { step = 'week' } = scope;
  if (step === 'week') return;
  const seen = new Set<Node>([node]);
  for (const one of seen) {
    if (scope.paced?.has(one)) continue;
    const parameter = one.op === 'scalar' ? parameters[one.scalar] : undefined;
    const unit = parameter && (RATE.exec(parameter.unit)?.[1] as Step | undefined);
    if (unit && unit !== step && unit !== pace)
      throwDiagnostic({
        kind: 'value',
        message: `\`${parameter.name}\` is ${parameter.unit}, and a step of this model is a ${step}`,
        at: placeOf(context, { at: 0 }),
        expected: `per_${unit}(${parameter.name}), a chance or a share that is approached; or each_${unit}(${parameter.name}), an amount`,
      });
    for (const arg of one.args) seen.add(arg);
  }
}
