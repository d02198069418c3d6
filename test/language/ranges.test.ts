import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exp, log, logistic } from '../../src/core/math/exponential.ts';
import { normal, uniform } from '../../src/core/random/variates.ts';
import { evaluate } from '../../src/language/evaluate.ts';
import { createGraph, type Node } from '../../src/language/graph.ts';
import { openRanges } from '../../src/language/ranges.ts';

const graph = createGraph();
const [byte, word] = [0, 1].map(k => graph.float(graph.column(k, 'own', 'i32')));
const number = graph.column(2, 'own', 'f32');
const ends = [[0, 255], undefined, undefined, [0, 1]] as const;
const rangeOf = openRanges(graph, { column: k => ends[k], table: k => (k ? undefined : [-2, 3]) });

const share = graph.column(3, 'own', 'f32');
const known = (node: Node) => {
  const { low, high, nan } = rangeOf(node);
  return nan ? 'maybe NaN' : [low, high];
};

describe('the range of a value', () => {
  it('follows from what is stored', () => {
    const third = graph.number(1 / 3);
    expect(known(byte)).toEqual([0, 255]);
    expect(known(word)).toEqual([0, 65535]);
    expect(known(share)).toEqual([0, 1]);
    expect(known(graph.table(0, graph.column(0, 'own', 'i32')))).toEqual([-2, 3]);
    expect(known(graph.mul(byte, third))).toEqual([0, Math.fround(255 * Math.fround(1 / 3))]);
    expect(known(graph.sub(graph.number(1), byte))).toEqual([-254, 1]);
    expect(known(graph.select(graph.lt(number, byte), byte, graph.number(-7)))).toEqual([-7, 255]);
    expect(known(graph.min(byte, graph.number(3)))).toEqual([0, 3]);
    expect(known(graph.max(byte, graph.number(3)))).toEqual([3, 255]);
    expect(known(graph.div(byte, graph.add(byte, graph.number(1))))).toEqual([0, 255]);
    expect(known(graph.float(graph.week()))).toEqual([0, 65535]);
  });

  it('bounds exp, log, chances and draws', () => {
    const [low, high] = known(logistic(graph, number)) as number[];
    expect(low).toBeGreaterThanOrEqual(0);
    expect(high).toBeCloseTo(1, 5);
    const z = known(normal(graph, [graph.agent(), graph.week()])) as number[];
    expect(Math.max(...z.map(Math.abs))).toBeLessThan(10);
    expect(known(uniform(graph, graph.key(0, 0)))).toEqual([0, 1 - 2 ** -24]);
    expect(known(exp(graph, share))).not.toContain(Number.POSITIVE_INFINITY);
  });

  it('may be NaN only where a NaN can come to be', () => {
    const root = graph.sqrt(number);
    for (const node of [root, graph.div(byte, byte), graph.sub(number, root), exp(graph, root)])
      expect(known(node)).toBe('maybe NaN');
    for (const node of [graph.mul(share, graph.scalar(0)), exp(graph, graph.scalar(0)), graph.abs(number)])
      expect(known(node)).not.toBe('maybe NaN');
    // min and max keep a NaN that comes first and drop one that comes second.
    expect(known(graph.max(root, share))).toBe('maybe NaN');
    expect(known(graph.max(share, root))).toEqual([0, rangeOf(root).high]);
  });

  it('is that of all integers where one may wrap', () => {
    const [own, small] = [graph.column(1, 'own', 'i32'), graph.integer(7)];
    expect(known(graph.iadd(own, small))).toEqual([7, 65542]);
    expect(known(graph.isub(small, own))).toEqual([-65528, 7]);
    expect(known(graph.imul(own, own))).toEqual([-(2 ** 31), 2 ** 31 - 1]);
    expect(known(graph.select(graph.ilt(own, small), own, small))).toEqual([0, 7]);
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
        ...['add', 'sub', 'mul', 'div', 'min', 'max'].map(op =>
          fc.tuple(tie('node'), tie('node')).map(([a, b]) => graph[op as 'add'](a, b)),
        ),
        ...['sqrt', 'abs', 'neg'].map(op => tie('node').map(a => graph[op as 'neg'](a))),
        ...[exp, log, logistic].map(make => tie('node').map(a => make(graph, a))),
        fc
          .tuple(tie('node'), tie('node'), tie('node'))
          .map(([a, b, c]) => graph.select(graph.lt(a, b), b, c)),
      ),
    })).node;
    const stored = [fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 65535 })] as const;
    let numbers = 0;
    fc.assert(
      fc.property(node, ...stored, (asked, ...values) => {
        const { low, high, nan } = rangeOf(asked);
        const leaves = { column: (k: number) => values[k], scalar: () => 0, table: () => 0 };
        const found = evaluate(asked, leaves);
        if (Number.isNaN(found)) {
          expect(nan).toBe(true);
          return;
        }
        numbers++;
        expect(found).toBeGreaterThanOrEqual(low);
        expect(found).toBeLessThanOrEqual(high);
      }),
      { seed: 3, numRuns: 5000 },
    );
    expect(numbers).toBeGreaterThan(3000);
  });
});
