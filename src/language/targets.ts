import { asFlag, type Lowering, wrong } from './context.ts';
import type { Node } from './graph.ts';
import { parse } from './parse.ts';
import { FLAG } from './type.ts';

/**
 * A field's value for this agent: what acts on everybody, and of what acts on some (`who` of an event) what acts on it. Named
 * steps come last, in the order in which they begin: on the days on which one holds for this agent, nothing else does.
 * @param extra the week's value of those events, by index among the scalars or tables
 */
export function withTargets(
  context: Lowering,
  field: string,
  base: Node,
  extra: (index: number) => Node,
): Node {
  const { graph, scope } = context;
  const targets = scope.targets?.get(field) ?? [];
  return targets.reduce((sum, { who, index, step }) => {
    if (step?.part === 'kept') return sum;
    const asked: Lowering = {
      ...context,
      ...{ text: who, lets: new Map(), there: undefined, candidate: undefined, facing: false },
      ...{ draws: undefined, observing: false, supposed: undefined },
    };
    const expression = parse(who);
    if (context.common && !context.counting)
      wrong(
        asked,
        expression,
        'type',
        `\`${field}\` acts here on some only, and ${context.common} that reads it is one for all`,
        {
          hint: 'leave out `who`',
        },
      );
    if (/\bmy\b/.test(who.text))
      wrong(asked, expression, 'type', 'bare names in `who` are those of the agent on whom the event acts', {
        hint: 'leave out `my.`',
      });
    const met = asFlag(asked, expression, context.lower(asked, expression, FLAG));
    if (step) return graph.select(met, graph.add(extra(index), graph.mul(sum, extra(step.kept))), sum);
    return graph.add(sum, graph.select(met, extra(index), graph.number(0)));
  }, base);
}
