import { stepsIn } from '../core/calendar.ts';
import { SPECIAL, type Value } from './builtins.ts';
import { asNumber, type Lowering, unknownName, wrong } from './context.ts';
import type { Node } from './graph.ts';
import type { Expression } from './parse.ts';
import { NUMBER } from './type.ts';

type Call = Extract<Expression, { kind: 'call' }>;

/** `ago(weeks, x)` and `mean_over(weeks, x)`: in weeks, whatever the model's step; the run keeps the values for the steps in which a wave is asked. */
export function lookBack(context: Lowering, call: Call, how: 'ago' | 'mean_over'): Value {
  const { args } = call;
  if (!context.recall || context.whose === 'neighbour')
    return wrong(context, call, 'type', `\`${how}\` looks back: it belongs in survey operators only`);
  const [weeks, x] = args;
  if (args.length !== 2 || weeks.kind !== 'number' || !weeks.whole || weeks.value < 1)
    return wrong(context, call, 'type', `\`${how}\` takes a number of weeks and a value`, {
      expected: SPECIAL[how].signature,
    });
  const steps = stepsIn(weeks.value, context.scope);
  if (steps < 1)
    wrong(context, weeks, 'value', `${weeks.value} weeks are less than half a step of this model`, {
      expected: `a time of at least a ${context.scope.step}`,
    });
  const value = context.lower(context, x);
  if (how === 'ago') return { type: value.type, node: context.recall('ago', steps, value) };
  const number = { type: NUMBER, node: asNumber(context, x, value) };
  return { type: NUMBER, node: context.recall('mean_over', steps, number) };
}

/** `so_far(x)`, of an event's size: the sum of x as of the end of each week since the event began. */
export function soFar(context: Lowering, call: Call): Value {
  if (!context.accumulate || context.counting)
    return wrong(context, call, 'type', '`so_far` adds up over weeks: it belongs in sizes of events only', {
      hint: context.counting
        ? 'add up the total: `so_far(total(...))`'
        : 'let a rule add to a column of its own',
    });
  if (call.args.length !== 1)
    wrong(context, call, 'type', '`so_far` takes one value', {
      found: String(call.args.length),
      expected: SPECIAL.so_far.signature,
    });
  const [x] = call.args;
  const value = asNumber(context, x, context.lower(context, x, NUMBER));
  return { type: NUMBER, node: context.accumulate(value) };
}

/** `given(field = value, x)`: the same agent, but a field replaced; filters in x see the replaced one, too. */
export function suppose(context: Lowering, call: Call): Value {
  const [first, x] = call.args;
  if (context.draws)
    return wrong(
      context,
      call,
      'type',
      '`given` supposes: it belongs in survey operators, metrics and groups',
    );
  if (call.args.length !== 2 || first.kind !== 'assign')
    return wrong(context, call, 'type', '`given` takes a field with its value, and an expression', {
      expected: SPECIAL.given.signature,
    });
  const { fields, tables } = context.scope;
  const byPlace = [...tables].filter(([, table]) => table.field).map(([name]) => name);
  const names = [...fields.keys(), ...byPlace];
  if (!names.includes(first.name)) return unknownName(context, first, first.name, 'field', names);
  const value: Node = asNumber(context, first.value, context.lower(context, first.value, NUMBER));
  return context.lower(
    { ...context, supposed: new Map([...(context.supposed ?? []), [first.name, value]]) },
    x,
  );
}
