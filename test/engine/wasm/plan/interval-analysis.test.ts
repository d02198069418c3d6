import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exp } from '../../../../src/core/math/exponential.ts';
import { uniform } from '../../../../src/core/random/variates.ts';
import { javascript } from '../../../../src/engine/javascript/javascript.ts';
import { openIntervals, screenFor } from '../../../../src/engine/wasm/plan/interval-analysis.ts';
import { wasm } from '../../../../src/engine/wasm/wasm.ts';
import type { Graph, Node } from '../../../../src/language/graph.ts';
import { draw, noise, randomTies, rule, type Sketch, stateOf } from '../../fixture.ts';
import { build, condition } from '../../recipes.ts';

const AGENTS = 150;
const world: Sketch = {
  agents: AGENTS,
  columns: [
    { kind: 'number', published: true, fill: i => noise(1, i) / 2 ** 31 },
    { kind: 'flag', published: true, fill: i => noise(3, i) & 1 },
    { kind: 'flag', published: true, fill: i => noise(4, i) & 1 },
    { kind: 'label', labels: 3, published: true },
  ],
  scalars: [0.3, -7],
  streams: 1,
  networks: [randomTies(AGENTS, 4, 5)],
};

const met = (graph: Graph) => graph.count(0, graph.column(1, 'neighbour', 'bool'));

function share(graph: Graph): Node {
  const [none, size] = [graph.ieq(graph.degree(0), graph.integer(0)), graph.float(graph.degree(0))];
  return graph.select(none, graph.number(0), graph.div(graph.float(met(graph)), size));
}

/** The same graph, but column 1 is a count and scalar 1 a share of neighbours. */
const overTies = (graph: Graph): Graph => ({
  ...graph,
  column: (column, whose, machine) =>
    column === 1 ? graph.float(met(graph)) : graph.column(column, whose, machine),
  scalar: scalar => (scalar === 1 ? share(graph) : graph.scalar(scalar)),
});

describe('what can be told before ties are walked', () => {
  it('never excludes what happens', () => {
    let excluded = 0;
    fc.assert(
      fc.property(condition, recipe => {
        const { program, memory } = draw({
          ...world,
          extracts: graph => {
            const node = build(overTies(graph), recipe);
            return [{ name: 'bounds', outputs: [node, openIntervals(graph)(node)] }];
          },
        });
        const [real, possible] = [0, 0].map(() => new Float32Array(AGENTS));
        javascript(program, memory()).extract(0, 0, 0, 0, AGENTS, [real, possible]);
        const [node, bound] = program.extracts[0].outputs;
        for (let i = 0; i < AGENTS; i++) {
          expect(real[i]).toBeLessThanOrEqual(possible[i]);
          if (bound !== node && !possible[i]) excluded++;
        }
      }),
      { seed: 20231123, numRuns: 800 },
    );
    expect(excluded).toBeGreaterThan(500);
  });

  it('bounds a chance by its hazard', () => {
    const hazards = [-3, -0.5, 0, 1e-8, 1e-4, 0.03, 0.7, 5, 90];
    const { program, memory } = draw({
      ...world,
      extracts: graph => [
        {
          name: 'chances',
          outputs: hazards.flatMap(hazard => {
            const x = graph.mul(graph.number(-hazard), share(graph));
            const happens = (draw: number) =>
              graph.lt(graph.number(draw), graph.sub(graph.number(1), exp(graph, x)));
            return [0, 1e-7, 0.02, 0.5].map(happens).flatMap(node => [node, openIntervals(graph)(node)]);
          }),
        },
      ],
    });
    const answers = program.extracts[0].outputs.map(() => new Float32Array(AGENTS));
    javascript(program, memory()).extract(0, 0, 0, 0, AGENTS, answers);
    for (let k = 0; k < answers.length; k += 2)
      for (let i = 0; i < AGENTS; i++) expect(answers[k][i]).toBeLessThanOrEqual(answers[k + 1][i]);
    const total = (parity: number) =>
      answers.filter((_, k) => k % 2 === parity).reduce((sum, all) => sum + all.reduce((a, b) => a + b), 0);
    expect(total(0)).toBeGreaterThan(1000);
    expect(total(1)).toBeLessThan((answers.length / 2) * AGENTS * 0.9);
  });

  it('screens draws by the greatest chance there is', () => {
    const chance = (graph: Graph) => graph.mul(graph.scalar(0), share(graph));
    const { program } = draw(world);
    const { graph } = program.model;
    const happens = graph.lt(uniform(graph, graph.key(0, 0)), chance(graph));
    const [[screen]] = screenFor(graph, [[happens]])!;
    expect(screen).toBe(
      graph.not(
        graph.le(
          graph.max(graph.mul(graph.scalar(0), graph.number(0)), graph.mul(graph.scalar(0), graph.number(1))),
          uniform(graph, graph.key(0, 0)),
        ),
      ),
    );
    expect(screenFor(graph, [[graph.lt(graph.number(0.5), share(graph))]])).toBeUndefined();
    expect(screenFor(graph, [[graph.lt(uniform(graph, graph.key(0, 0)), graph.scalar(0))]])).toBeUndefined();
  });

  it('leaves the state as it would be', () => {
    const sketch: Sketch = {
      ...world,
      plan: graph => {
        const word = graph.iadd(graph.imul(graph.agent(), graph.integer(0x9e3779b1)), graph.key(0, 0));
        const happens = graph.lt(uniform(graph, word), graph.mul(graph.scalar(0), share(graph)));
        const other = graph.not(graph.ieq(graph.candidate(), graph.column(3, 'own', 'i32')));
        const choice = graph.choose(3, other, undefined, uniform(graph, word));
        return [
          rule('go', graph.column(2, 'own', 'bool'), [
            [graph.and(happens, graph.ile(graph.integer(0), choice)), { 3: choice }],
          ]),
        ];
      },
    };
    const [js, simd] = [javascript, wasm].map(backend => {
      const { program, memory: fill } = draw(sketch);
      const memory = fill();
      const before = stateOf(program, memory);
      const machine = backend(program, memory);
      for (let week = 0; week < 4; week++) expect(machine.step(0, week, 0, AGENTS)).toBeUndefined();
      return { before, after: stateOf(program, memory) };
    });
    expect(simd).toEqual(js);
    expect(js.after).not.toEqual(js.before);
  });
});
