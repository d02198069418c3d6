import { describe, expect, it } from 'vitest';
import { countUses } from '../../../../src/engine/wasm/emit/kernel.ts';
import { createGraph, type Node } from '../../../../src/language/graph.ts';

describe('how often values are needed', () => {
  it('counts what is negated as often as its negation', () => {
    const graph = createGraph();
    const { and, not } = graph;
    const [a, b, c] = [0, 1, 2].map(k => graph.column(k, 'own', 'bool'));
    const uses = new Map<Node, number>();
    countUses(uses, [and(a, not(c)), and(b, not(c))]);
    expect([a, b, not(c), c].map(node => uses.get(node))).toEqual([1, 1, 2, 2]);
  });
});
