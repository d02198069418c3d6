import { moveEnd } from './aggregates.ts';
import { SPECIAL, type Value } from './builtins.ts';
import { column } from './column.ts';
import { type Lowering, wrong } from './context.ts';
import type { LifeEvent } from './life.ts';
import type { Expression } from './parse.ts';
import { FLAG, PLACE_SET } from './type.ts';

/** `died(PLACE)`, `born(PLACE)` and `entered(PLACE)`: whether that happened to the agent this week, and where. */
export function lifeEvent(
  context: Lowering,
  call: Extract<Expression, { kind: 'call' }>,
  name: LifeEvent,
): Value {
  const { graph, scope } = context;
  if (!context.observing)
    wrong(context, call, 'type', `\`${name}\` looks back on a week: it belongs in metrics and totals`);
  if (!scope.lives)
    return wrong(context, call, 'unknown', `\`${name}\` needs a model in which people come or die`, {
      hint: '`births` or `dies` in a rule, or `entrants` in model.yaml',
    });
  if (call.args.length !== 1)
    wrong(context, call, 'type', `\`${name}\` takes one argument`, {
      found: String(call.args.length),
      expected: SPECIAL[name].signature,
    });
  const place = [...scope.columns].find(([, c]) => c.type.kind === 'label' && c.type.set === PLACE_SET)![0];
  const there = moveEnd(context, call.args[0], column(context, call, place, 'own'));
  return { type: FLAG, node: graph.and(scope.lives[name], there) };
}
