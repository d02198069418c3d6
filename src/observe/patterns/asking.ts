import { didYouMean } from '../../core/diagnostics.ts';
import { type Context, coerce, wrong } from '../../language/context.ts';
import type { Node } from '../../language/graph.ts';
import { lowerExpression } from '../../language/lower.ts';
import type { Expression } from '../../language/parse.ts';
import { FLAG } from '../../language/type.ts';
import type { Asking } from './pattern-statistics.ts';

/** How the arguments of a statistic are typed in a context. */
export function askingOf(context: Context, peers: (label: Node) => void): Asking {
  const { graph, scope } = context;
  function network(expression: Expression): number {
    const index = expression.kind === 'name' ? scope.networks.get(expression.name) : undefined;
    if (index !== undefined) return index;
    const names = [...scope.networks.keys()];
    const name = context.text.text.slice(expression.at, expression.end);
    return wrong(context, expression, 'unknown', `unknown network \`${name}\``, {
      expected: names.join(', '),
      hint: didYouMean(name, names),
    });
  }
  function label(expression: Expression) {
    const { type, node } = lowerExpression(context, expression);
    if (type.kind === 'label') return { node: graph.float(node), labels: type.labels.length };
    return wrong(context, expression, 'type', 'labels are wanted here', { found: type.kind });
  }
  return {
    context,
    flag: expression => coerce(context, expression, lowerExpression(context, expression), FLAG),
    number(expression) {
      if (expression.kind === 'call' && expression.name === 'peers' && expression.args.length === 1) {
        const { node } = label(expression.args[0]);
        peers(node);
        return node;
      }
      const { type, node } = lowerExpression(context, expression);
      if (type.kind === 'label')
        return wrong(context, expression, 'type', 'a label is no number', { hint: 'compare it by ==' });
      return type.kind === 'number' || type.kind === 'flag' ? node : graph.float(node);
    },
    label,
    network(expression) {
      if (expression.kind !== 'where') return { index: network(expression), where: undefined };
      return { index: network(expression.set), where: expression.condition };
    },
    plainNetwork: network,
    part(expression) {
      if (expression.kind === 'number' && expression.value >= 0 && expression.value < 1)
        return expression.value;
      return wrong(context, expression, 'value', 'the best connected part is a share', {
        expected: '0 or more, less than 1',
      });
    },
  };
}
