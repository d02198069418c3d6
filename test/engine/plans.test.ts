import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromSteps, stepsOver } from '../../src/core/math/quantisation.ts';
import { javascript } from '../../src/engine/javascript/javascript.ts';
import type { Backend } from '../../src/engine/program/compiled-model.ts';
import { groupsOf } from '../../src/engine/wasm/plan/scheduling.ts';
import { wasm } from '../../src/engine/wasm/wasm.ts';
import type { Graph, Node } from '../../src/language/graph.ts';
import { draw, noise, randomTies, rule, type Sketch, stateOf } from './fixture.ts';
import { interpret } from './interpreter.ts';
import { build, condition, integer, number } from './recipes.ts';

const AGENTS = 203;
const LABELS = 5;
const C = { x: 0, y: 1, flag: 2, label: 3, whole: 4, twin: 5, kept: 6 } as const;
const KEPT = stepsOver(-1, 3);
const kept = (graph: Graph) => fromSteps(graph, KEPT, graph.column(C.kept, 'own', 'i32'));

/** Whom a rule concerns: some share terms, so that they are listed together; some are about everybody. */
const WHO: readonly ((graph: Graph) => Node)[] = [
  graph => graph.flag(true),
  graph => graph.column(C.flag, 'own', 'bool'),
  graph => graph.not(graph.column(C.flag, 'own', 'bool')),
  graph => graph.ieq(graph.column(C.label, 'own', 'i32'), graph.integer(0)),
  graph =>
    graph.and(
      graph.column(C.flag, 'own', 'bool'),
      graph.ilt(graph.column(C.whole, 'own', 'i32'), graph.integer(30)),
    ),
  graph => graph.lt(graph.column(C.x, 'own', 'f32'), graph.number(-0.4)),
];

/** A rule: whom it concerns, then columns and what they become; with a choice, a label is drawn among those allowed. */
const rules = fc.array(
  fc.record({
    who: fc.nat(WHO.length - 1),
    when: condition,
    other: condition,
    x: fc.option(number, { nil: undefined }),
    y: fc.option(number, { nil: undefined }),
    kept: fc.option(number, { nil: undefined }),
    whole: fc.option(integer, { nil: undefined }),
    flag: fc.option(condition, { nil: undefined }),
    utility: fc.option(number, { nil: undefined }),
    chooses: fc.boolean(),
  }),
  { minLength: 1, maxLength: 6 },
);
type Rules = typeof rules extends fc.Arbitrary<infer R> ? R : never;

/** Finite for sure, so that most runs go on. */
function tamed(graph: Graph, node: Node): Node {
  const finite = graph.lt(graph.abs(node), graph.number(1e30));
  return graph.select(finite, node, graph.number(0.25));
}

function sketchOf(plan: Rules, isTamed: boolean): Sketch {
  const held = (graph: Graph, node: Node) => (isTamed ? tamed(graph, node) : node);
  const small = (graph: Graph, node: Node) => (isTamed ? graph.iand(node, graph.integer(63)) : node);
  return {
    agents: AGENTS,
    columns: [
      { kind: 'number', range: [-1, 1], fill: i => noise(1, i) / 2 ** 31 },
      { kind: 'number', published: true, fill: i => noise(2, i) / 2 ** 31 },
      { kind: 'flag', fill: i => +((noise(3, i) & 7) === 0) },
      { kind: 'label', labels: LABELS, published: true, fill: i => (noise(4, i) >>> 8) % LABELS },
      { kind: 'integer', range: [0, 40], fill: i => (noise(5, i) >>> 8) % 40 },
      { kind: 'flag', published: true, fill: i => noise(6, i) & 1 },
      { kind: 'number', range: [-1, 3], bits: 16, published: true, fill: i => noise(8, i) & 0x7fff },
    ],
    scalars: [0.3, -7],
    plan: graph =>
      plan.map((recipe, k) => {
        const when = build(graph, recipe.when);
        const writes: Record<number, Node> = {};
        if (recipe.x) writes[C.x] = held(graph, build(graph, recipe.x));
        if (recipe.y) writes[C.y] = held(graph, graph.mul(kept(graph), build(graph, recipe.y)));
        if (recipe.kept) writes[C.kept] = held(graph, graph.add(kept(graph), build(graph, recipe.kept)));
        if (recipe.whole) writes[C.whole] = small(graph, build(graph, recipe.whole));
        if (recipe.flag) writes[C.flag] = build(graph, recipe.flag);
        if (!recipe.chooses) return rule(`r${k}`, WHO[recipe.who](graph), [[when, writes]]);
        const there = graph.candidate();
        const allowed = graph.not(graph.ieq(there, graph.column(C.label, 'own', 'i32')));
        const pull = recipe.utility && graph.mul(build(graph, recipe.utility), graph.float(there));
        const choice = graph.choose(LABELS, allowed, pull, graph.number((k * 0.37) % 1));
        const chosen = graph.and(when, graph.ile(graph.integer(0), choice));
        const other = graph.and(graph.not(when), build(graph, recipe.other));
        return rule(`r${k}`, WHO[recipe.who](graph), [
          [chosen, { ...writes, [C.label]: choice }],
          [other, { [C.twin]: graph.not(graph.column(C.twin, 'own', 'bool')) }],
        ]);
      }),
  };
}

function run(backend: Backend, sketch: Sketch) {
  const { program, memory: fill } = draw(sketch);
  const memory = fill();
  const machine = backend(program, memory);
  for (let week = 0; week < 3; week++) {
    const failure = machine.step(0, week, 0, AGENTS);
    if (failure) return { failure };
  }
  return { state: stateOf(program, memory) };
}

describe('random plans', () => {
  it('leave the same state, whatever is fused, listed or narrowed', () => {
    let [listed, narrowed] = [0, 0];
    fc.assert(
      fc.property(rules, plan => {
        const groups = groupsOf(draw(sketchOf(plan, true)).program.model.plan);
        listed += groups.filter(group => group.terms.length).length;
        narrowed += groups.flatMap(group => group.steps).filter(step => step.guard).length;
        const expected = run(interpret, sketchOf(plan, true));
        expect(run(javascript, sketchOf(plan, true))).toEqual(expected);
        expect(run(wasm, sketchOf(plan, true))).toEqual(expected);
      }),
      { seed: 20220224, numRuns: 25 },
    );
    expect(listed).toBeGreaterThan(10);
    expect(narrowed).toBeGreaterThan(10);
  });

  it('fail at the same rule, column, agent, week and value', () => {
    let failures = 0;
    fc.assert(
      fc.property(rules, plan => {
        const expected = run(interpret, sketchOf(plan, false));
        if (expected.failure) failures++;
        expect(run(javascript, sketchOf(plan, false))).toEqual(expected);
        expect(run(wasm, sketchOf(plan, false))).toEqual(expected);
      }),
      { seed: 20220921, numRuns: 25 },
    );
    expect(failures).toBeGreaterThan(10);
  });

  it('sum over ties what neighbours are, on four lanes or one by one', () => {
    const alike = fc.array(fc.record({ when: condition, x: number, slots: fc.boolean() }), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(alike, sums => {
        const sketch: Sketch = {
          agents: AGENTS,
          columns: [
            { kind: 'number', published: true, fill: i => noise(1, i) / 2 ** 31 },
            { kind: 'number', published: true, fill: i => noise(2, i) / 2 ** 28 },
            { kind: 'flag', published: true, fill: i => noise(3, i) & 1 },
          ],
          scalars: [0.3, -7],
          networks: [randomTies(AGENTS, 6, 5), randomTies(AGENTS, 3, 9)],
          plan: graph =>
            sums.map(({ when, x, slots }, k) => {
              const met = build(graph, when, 'neighbour');
              const of = build(graph, x, 'neighbour');
              const most = tamed(graph, graph.greatest(+slots, met, of));
              const sum = graph.add(tamed(graph, graph.sum(+slots, met, of)), most);
              const count = graph.float(graph.count(+slots, met));
              return rule(`r${k}`, WHO[k % 2](graph), [
                [
                  graph.flag(true),
                  { 0: tamed(graph, sum), 1: graph.add(count, graph.float(graph.degree(+slots))) },
                ],
              ]);
            }),
        };
        const expected = run(interpret, sketch);
        expect(run(javascript, sketch)).toEqual(expected);
        expect(run(wasm, sketch)).toEqual(expected);
        expect(run((program, memory) => wasm(program, memory, 'scalar'), sketch)).toEqual(expected);
      }),
      { seed: 20230301, numRuns: 25 },
    );
  });
});
