import type { Node } from '../../language/graph.ts';
import type { Column } from '../../model/model.ts';

/** Between which finite numbers a value lies. */
export type Range = readonly [low: number, high: number];

/** The largest f32, and the largest i32 as one. */
const [LARGEST, WHOLE] = [3.4028234663852886e38, 0x80000000];

/**
 * Between which numbers a value lies in every state, as far as the widths of columns tell; undefined when that isn't known, or
 * not to be finite. Rounding is monotonic, so that the ends of an operation's values are those of its arguments' ends.
 */
export function openRanges(columns: readonly Column[]): (node: Node) => Range | undefined {
  const known = new Map<Node, Range | undefined>();
  function rangeOf(node: Node): Range | undefined {
    if (!known.has(node)) known.set(node, find(node));
    return known.get(node);
  }
  function find(node: Node): Range | undefined {
    if (node.op === 'constant') return hull([node.value]);
    if (node.op === 'column') {
      // Numbers are finite: they were looked at when they were written.
      if (node.machine === 'f32') return [-LARGEST, LARGEST];
      return [0, columns[node.column].width === 1 ? 0xff : 0xffff];
    }
    if (node.op === 'float') return rangeOf(node.args[0]) ?? [-WHOLE, WHOLE];
    const parts = node.op === 'select' ? node.args.slice(1) : node.args;
    const [a, b] = parts.map(rangeOf);
    if (!a || !b) return undefined;
    const corners = (of: (x: number, y: number) => number) => hull(a.flatMap(x => b.map(y => of(x, y))));
    switch (node.op) {
      case 'select':
        return hull([...a, ...b]);
      case 'min':
        return corners(Math.min);
      case 'max':
        return corners(Math.max);
      case 'add':
        return corners((x, y) => x + y);
      case 'sub':
        return corners((x, y) => x - y);
      case 'mul':
        return corners((x, y) => x * y);
      default:
        return undefined;
    }
  }
  return rangeOf;
}

function hull(values: readonly number[]): Range | undefined {
  const rounded = values.map(Math.fround);
  return rounded.every(Number.isFinite) ? [Math.min(...rounded), Math.max(...rounded)] : undefined;
}
