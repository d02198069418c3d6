import type { Text } from '../core/diagnostics.ts';
import type { Context, Draws } from '../language/context.ts';
import type { Node } from '../language/graph.ts';
import { compileExpression } from '../language/lower.ts';
import type { Column, Rule } from './model.ts';
import { choicesIn, openSoundness, stored } from './soundness.ts';
import type { Workshop } from './workshop.ts';

type Bench = Pick<Workshop, 'graph' | 'scope' | 'stream'>;

/** The initial value of a column as a rule that fires for everybody; its draws belong to the population. */
export function compileInitial(workshop: Bench, column: Column, index: number, text: Text): Rule {
  const { graph, scope } = workshop;
  return firstValue(workshop, column, index, text, {
    name: `initial/${column.name}`,
    who: scope.lives?.alive ?? graph.flag(true),
    week: graph.integer(0),
  });
}

/** The first value of a column for those who come; `name`: of the rule, and of its streams. */
export function firstValue(
  workshop: Bench,
  column: Column,
  index: number,
  text: Text,
  { name, who, week }: { name: string; who: Node; week: Node },
): Rule {
  const { graph, scope } = workshop;
  const streams = new Set<number>();
  const draws: Draws = {
    prefix: name,
    named: new Map(),
    choice: { stream: name },
    week,
    stream(stream) {
      const found = workshop.stream(stream);
      streams.add(found);
      return found;
    },
  };
  const context: Context = { graph, scope, text, lets: new Map(), whose: 'own', draws };
  const value = compileExpression(context, column.type);
  const soundness = openSoundness(workshop);
  soundness.refuseUnfit(column, value, context);
  const always = graph.flag(true);
  const choices = choicesIn([value]);
  const trouble = scope.troubleIn(value);
  const checks = [
    // Everybody needs a first value.
    ...choices.map(node =>
      soundness.trouble('a candidate of its choice', graph.ilt(node, graph.integer(0)), context),
    ),
    ...(trouble ? [soundness.trouble('the first value', trouble, context)] : []),
  ];
  return {
    id: name,
    title: column.text,
    why: '',
    mechanism: 'initial',
    at: column.at,
    equations: [{ label: column.name, text }],
    who,
    checks,
    alarm: undefined,
    branches: [
      {
        label: 'initial',
        when: always,
        checks: [],
        writes: [{ column: index, value: stored(graph, column, value), at: column.at }],
      },
    ],
    streams: [...streams],
  };
}
