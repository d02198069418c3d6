import type { Diagnostic, Text } from '../core/diagnostics.ts';
import { positionIn } from '../core/diagnostics.ts';
import type { Node } from '../language/graph.ts';
import type { Range } from '../language/ranges.ts';
import type { Group } from './model.ts';

/** Whether a condition is met in no state that the declared ranges allow. Some that never hold are not found. */
function neverHolds(node: Node, rangeOf: (node: Node) => Range): boolean {
  const never = (one: Node) => neverHolds(one, rangeOf);
  const [a, b] = node.args;
  switch (node.op) {
    case 'constant':
      return node.value === 0;
    case 'and':
      return never(a) || never(b);
    case 'or':
      return never(a) && never(b);
    case 'lt':
    case 'ilt':
      return rangeOf(a).low >= rangeOf(b).high;
    case 'le':
    case 'ile':
      return rangeOf(a).low > rangeOf(b).high;
    case 'eq':
    case 'ieq':
      return rangeOf(a).low > rangeOf(b).high || rangeOf(a).high < rangeOf(b).low;
    case 'not': {
      // A comparison with NaN doesn't hold, so its contrary may.
      if (a.op === 'not') return never(a.args[0]);
      if (a.op === 'constant') return a.value !== 0;
      const [x, y] = a.args.map(rangeOf);
      if (!x || !y || x.nan || y.nan) return false;
      if (a.op === 'lt' || a.op === 'ilt') return x.high < y.low;
      return (a.op === 'le' || a.op === 'ile') && x.high <= y.low;
    }
    default:
      return false;
  }
}

/** Groups given by a condition that nobody can meet. */
export function emptyGroups(
  groups: readonly Group[],
  rangeOf: (node: Node) => Range,
  textOf: (name: string) => Text,
): Diagnostic[] {
  return groups.flatMap(({ name, labels, code }): Diagnostic[] => {
    if (labels.join() !== 'no,yes') return [];
    const never = code.op === 'select' ? neverHolds(code.args[0], rangeOf) : neverHolds(code, rangeOf);
    if (!never) return [];
    return [
      {
        kind: 'value',
        message: `nobody can be in the group \`${name}\``,
        at: positionIn(textOf(name), 0),
        hint: 'its condition holds for no value that the ranges of columns allow',
      },
    ];
  });
}
