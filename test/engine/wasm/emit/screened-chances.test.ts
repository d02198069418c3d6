import { describe, expect, it } from 'vitest';
import { exp, logistic } from '../../../../src/core/math/exponential.ts';
import { javascript } from '../../../../src/engine/javascript/javascript.ts';
import { screenedChances } from '../../../../src/engine/wasm/emit/screened-chances.ts';
import { createGraph, type Graph, type Node } from '../../../../src/language/graph.ts';
import { draw } from '../../fixture.ts';

type Chance = (graph: Graph, x: Node) => Node;
const CHANCES: Record<string, Chance> = {
  'a logistic function': (graph, x) => logistic(graph, x),
  'a hazard': (graph, x) => graph.sub(graph.number(1), exp(graph, graph.neg(x))),
  'one or the other': (graph, x) =>
    graph.select(graph.lt(x, graph.number(-4)), logistic(graph, x), graph.number(0.25)),
};

const SPECIAL = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 1e-30, 3e38, -3e38];
const xs = [...Array.from({ length: 12_001 }, (_, k) => (k - 6000) / 40 + k * 1e-7), ...SPECIAL];

/** Of each x the chance and its bound, as computed in f32. */
function answers(chance: Chance): [chances: Float32Array, bounds: Float32Array] {
  const { program, memory } = draw({
    agents: xs.length,
    columns: [{ kind: 'number', fill: i => xs[i] }],
    extracts(graph) {
      const made = chance(graph, graph.column(0, 'own', 'f32'));
      const comes = graph.le(made, graph.number(0.5));
      return [{ name: 'both', outputs: [made, screenedChances(graph, [comes]).get(made)!.bound] }];
    },
  });
  const outputs: [Float32Array, Float32Array] = [new Float32Array(xs.length), new Float32Array(xs.length)];
  javascript(program, memory()).extract(0, 0, 0, 0, xs.length, outputs);
  return outputs;
}

describe('the bound of a chance in f32', () => {
  for (const [name, chance] of Object.entries(CHANCES))
    it(`is never below ${name}, and no number where that is none`, () => {
      const [chances, bounds] = answers(chance);
      const wrong = xs.filter((_, i) =>
        Number.isNaN(chances[i]) ? !Number.isNaN(bounds[i]) : !(chances[i] <= bounds[i]),
      );
      expect(wrong).toEqual([]);
    });
  it('is near a small chance', () => {
    const [chances, bounds] = answers(CHANCES['a logistic function']);
    const near = xs.findIndex(x => x > -4);
    expect(bounds[near]).toBeLessThan(2.1 * chances[near]);
  });
});

describe('a chance', () => {
  const graph = createGraph();
  const x = graph.column(0, 'own', 'f32');
  const chance = logistic(graph, x);
  const comes = graph.not(graph.le(chance, graph.column(1, 'own', 'f32')));
  it('is screened when it is compared with one draw and looked at, with all that only it needs', () => {
    const screened = screenedChances(graph, [comes, graph.eq(chance, chance)]).get(chance);
    expect(screened?.own.size).toBeGreaterThan(20);
    expect(screened?.own.has(x)).toBe(false);
  });
  it('is not screened when something else depends on it', () => {
    expect(screenedChances(graph, [comes, graph.mul(chance, x)]).size).toBe(0);
    expect(screenedChances(graph, [comes, chance]).size).toBe(0);
    expect(screenedChances(graph, [comes, graph.le(chance, graph.number(0.5))]).size).toBe(0);
  });
  it('is not screened when it is the same for everybody: it is computed before any draw', () => {
    const same = logistic(graph, graph.scalar(0));
    expect(screenedChances(graph, [graph.not(graph.le(same, x))]).size).toBe(0);
  });
  it('is not screened when it takes no exponential', () => {
    expect(screenedChances(graph, [graph.le(graph.mul(x, x), graph.number(0.5))]).size).toBe(0);
  });
});
