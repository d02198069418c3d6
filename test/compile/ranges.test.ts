import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openRanges } from '../../src/compile/wasm/ranges.ts';
import { evaluate } from '../../src/language/evaluate.ts';
import { createGraph, type Node } from '../../src/language/graph.ts';
import type { Column } from '../../src/model/model.ts';

const graph = createGraph();
const columns = [1, 2, 4].map(width => ({ width })) as Column[];
const [byte, word] = [0, 1].map(k => graph.float(graph.column(k, 'own', 'i32')));
const number = graph.column(2, 'own', 'f32');
const rangeOf = openRanges(columns);

describe('the range of a value', () => {
  it('follows from the widths of columns', () => {
    const third = graph.number(1 / 3);
    expect(rangeOf(byte)).toEqual([0, 255]);
    expect(rangeOf(word)).toEqual([0, 65535]);
    expect(rangeOf(graph.mul(byte, third))).toEqual([0, Math.fround(255 * Math.fround(1 / 3))]);
    expect(rangeOf(graph.sub(graph.number(1), byte))).toEqual([-254, 1]);
    expect(rangeOf(graph.select(graph.lt(number, byte), byte, graph.number(-7)))).toEqual([-7, 255]);
    expect(rangeOf(graph.min(byte, graph.number(3)))).toEqual([0, 3]);
    expect(rangeOf(graph.max(byte, graph.number(3)))).toEqual([3, 255]);
    expect(rangeOf(graph.float(graph.week()))).toEqual([-(2 ** 31), 2 ** 31]);
  });

  it('is finite of what is stored, and unknown of what may not be', () => {
    expect(rangeOf(number)!.every(Number.isFinite)).toBe(true);
    for (const unknown of [
      graph.add(number, number),
      graph.mul(number, graph.number(2)),
      graph.div(byte, word),
      graph.scalar(0),
      graph.number(Number.NaN),
    ])
      expect(rangeOf(unknown)).toBeUndefined();
  });

  it('holds of every value', () => {
    const leaf = fc.oneof(
      fc.constantFrom(byte, word),
      fc.float({ noNaN: true, min: -300, max: 300 }).map(graph.number),
    );
    const node: fc.Arbitrary<Node> = fc.letrec<{ node: Node }>(tie => ({
      node: fc.oneof(
        { maxDepth: 5 },
        leaf,
        fc
          .tuple(fc.constantFrom('add', 'sub', 'mul', 'min', 'max'), tie('node'), tie('node'))
          .map(([op, a, b]) => graph[op as 'add'](a, b)),
        fc
          .tuple(tie('node'), tie('node'), tie('node'))
          .map(([a, b, c]) => graph.select(graph.lt(a, b), b, c)),
      ),
    })).node;
    const stored = [fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 65535 })] as const;
    fc.assert(
      fc.property(node, ...stored, (asked, ...values) => {
        const range = rangeOf(asked);
        if (!range) return;
        const leaves = { column: (k: number) => values[k], scalar: () => 0, table: () => 0 };
        const found = evaluate(asked, leaves);
        expect(found).toBeGreaterThanOrEqual(range[0]);
        expect(found).toBeLessThanOrEqual(range[1]);
      }),
      { seed: 3, numRuns: 2000 },
    );
  });
});
