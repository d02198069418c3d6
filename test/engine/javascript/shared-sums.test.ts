import { describe, expect, it } from 'vitest';
import { ruleSource } from '../../../src/engine/javascript/functions.ts';
import { javascript } from '../../../src/engine/javascript/javascript.ts';
import { sharedSums } from '../../../src/engine/javascript/shared-sums.ts';
import { STRETCH } from '../../../src/engine/program/layout.ts';
import { wasm } from '../../../src/engine/wasm/wasm.ts';
import type { Graph, Node } from '../../../src/language/graph.ts';
import { draw, noise, randomTies, rule, type Sketch, stateOf } from '../fixture.ts';

const AGENTS = STRETCH + 301;
const yes = (graph: Graph) => graph.flag(true);
const opinion = (graph: Graph, whose: 'own' | 'neighbour') => graph.column(0, whose, 'f32');
const away = (graph: Graph, whose: 'own' | 'neighbour') => graph.column(1, whose, 'bool');

/** The mean opinion of neighbours, for all or for those away; then those away count neighbours who are. */
function world(who: (graph: Graph) => Node, summand: (graph: Graph) => Node): Sketch {
  return {
    agents: AGENTS,
    columns: [
      { kind: 'number', published: true, fill: i => (noise(2, i) >>> 0) / 2 ** 32 },
      { kind: 'flag', published: true, fill: i => noise(3, i) & 1 },
      { kind: 'integer' },
    ],
    networks: [randomTies(AGENTS, 7, 5)],
    plan(graph) {
      const sum = graph.sum(0, yes(graph), summand(graph));
      const mean = graph.div(sum, graph.float(graph.iadd(graph.degree(0), graph.integer(1))));
      const count = graph.count(0, away(graph, 'neighbour'));
      const few = graph.ile(count, graph.integer(1));
      return [
        rule('listen', who(graph), [[yes(graph), { 0: mean }]]),
        rule('leave', who(graph), [[few, { 1: graph.not(away(graph, 'own')) }]]),
        rule('count', away(graph, 'own'), [[yes(graph), { 2: count }]]),
      ];
    },
  };
}

function stateAfter(sketch: Sketch, backend: typeof javascript): Uint8Array {
  const { program, memory: fill } = draw(sketch);
  const memory = fill();
  const machine = backend(program, memory);
  machine.initialise(0, 0, AGENTS);
  for (let week = 0; week < 3; week++) machine.step(0, week, 0, AGENTS);
  return stateOf(program, memory);
}

const sharedIn = (sketch: Sketch) => {
  const { program } = draw(sketch);
  return { program, shared: sharedSums(program.model.plan) };
};

describe('sums over ties that rules share', () => {
  const ofNeighbours = (graph: Graph) => opinion(graph, 'neighbour');
  it('are made before the rules, which then walk no ties', () => {
    const { program, shared } = sharedIn(world(yes, ofNeighbours));
    expect(shared.map(({ op }) => op).sort()).toEqual(['count', 'sum']);
    const sources = program.model.plan.map(one => ruleSource(program, one, shared));
    expect(sources.filter(source => source.includes('const j = '))).toEqual([]);
  });
  it('leave the bytes that WebAssembly leaves, in the last stretch too', () => {
    const sketch = world(yes, ofNeighbours);
    expect(stateAfter(sketch, javascript)).toEqual(stateAfter(sketch, wasm));
  });
  it('are not those that need the agent itself, which a rule may have changed', () => {
    const sketch = world(yes, graph => graph.mul(opinion(graph, 'neighbour'), opinion(graph, 'own')));
    expect(sharedIn(sketch).shared.map(({ op }) => op)).toEqual(['count']);
    expect(stateAfter(sketch, javascript)).toEqual(stateAfter(sketch, wasm));
  });
  it('are not made when no rule needs them of everybody', () => {
    expect(sharedIn(world(graph => away(graph, 'own'), ofNeighbours)).shared).toEqual([]);
  });
});
