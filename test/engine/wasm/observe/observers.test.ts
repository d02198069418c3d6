import { describe, expect, it } from 'vitest';
import { javascript } from '../../../../src/engine/javascript/javascript.ts';
import type { Backend, Failure } from '../../../../src/engine/program/compiled-model.ts';
import { wasm } from '../../../../src/engine/wasm/wasm.ts';
import { type Graph, NO_CANDIDATE, NO_WEIGHT, type Node } from '../../../../src/language/graph.ts';
import { draw, noise, rule, type Sketch, tallyOf } from '../../fixture.ts';
import { interpret } from '../../interpreter.ts';

const AGENTS = 3001; // more than one stretch
const BACKENDS: Record<string, Backend> = { interpret, javascript, wasm };

const world = (more: Partial<Sketch>): Sketch => ({
  agents: AGENTS,
  columns: [
    { kind: 'number', fill: i => (i % 97) - 48.5 },
    { kind: 'flag', fill: i => +((noise(1, i) & 15) === 0) },
    { kind: 'label', labels: 7, fill: i => (noise(2, i) >>> 4) % 7 },
  ],
  ...more,
});
const x = (graph: Graph) => graph.column(0, 'own', 'f32');
const rare = (graph: Graph) => graph.column(1, 'own', 'bool');
const label = (graph: Graph) => graph.column(2, 'own', 'i32');

function sums(
  backend: Backend,
  base: (graph: Graph) => Node,
  values: (graph: Graph) => Node[],
): Float64Array | Failure {
  const tallies = (graph: Graph) => [
    tallyOf(graph, { name: 'watch', base: base(graph), cell: label(graph), cells: 7, values: values(graph) }),
  ];
  const { program, memory } = draw(world({ tallies }));
  const found = new Float64Array(7 * program.tallies[0].values.length);
  return backend(program, memory()).tally(0, 0, 3, 0, AGENTS, found) ?? found;
}

describe('tallies', () => {
  const bases: Record<string, (graph: Graph) => Node> = {
    everybody: graph => graph.flag(true),
    many: graph => graph.not(rare(graph)),
    few: rare,
    nobody: graph => graph.lt(graph.number(1000), x(graph)),
    'few or fewer': graph =>
      graph.or(rare(graph), graph.and(rare(graph), graph.lt(x(graph), graph.number(0)))),
  };
  const values = (graph: Graph) => [
    graph.flag(true),
    x(graph),
    graph.lt(x(graph), graph.number(0)),
    graph.neg(x(graph)),
    rare(graph),
  ];

  for (const [who, base] of Object.entries(bases)) {
    it(`of ${who} are the same integers everywhere`, () => {
      const expected = sums(interpret, base, values);
      expect(sums(javascript, base, values)).toEqual(expected);
      expect(sums(wasm, base, values)).toEqual(expected);
    });
  }

  const lessThan = (limit: number) => (graph: Graph) => graph.lt(x(graph), graph.number(limit));
  const scaled = (k: number) => (graph: Graph) => graph.mul(x(graph), graph.number(k / 3));
  const shapes: Record<string, ((graph: Graph) => Node)[]> = {
    'one number': [x],
    'three numbers': [x, scaled(2), scaled(-5)],
    'two conditions': [rare, lessThan(3)],
    'five conditions and a number': [rare, x, ...[-20, -3, 0, 30].map(lessThan)],
    'numbers whose range is known': [0.37, -8, 1000].map(
      k => (graph: Graph) => graph.mul(graph.float(label(graph)), graph.number(k)),
    ),
    'too many for four copies': Array.from({ length: 60 }, (_, k) => (k % 3 ? scaled(k) : lessThan(k - 30))),
  };
  for (const [what, of] of Object.entries(shapes)) {
    it(`of ${what} are the same integers everywhere`, () => {
      const asked = (graph: Graph) => of.map(one => one(graph));
      for (const base of [bases.everybody, bases.few]) {
        const expected = sums(interpret, base, asked);
        expect(sums(javascript, base, asked)).toEqual(expected);
        expect(sums(wasm, base, asked)).toEqual(expected);
      }
    });
  }

  it('of several bases at once are what each is alone', () => {
    const tallies = (graph: Graph) =>
      Object.entries(bases).map(([name, base]) =>
        tallyOf(graph, { name, base: base(graph), cell: label(graph), cells: 7, values: values(graph) }),
      );
    const { program, memory } = draw(world({ tallies }));
    const alone = Object.values(bases).map(base => sums(interpret, base, values));
    for (const backend of Object.values(BACKENDS)) {
      const found = alone.map(() => new Float64Array(7 * program.tallies[0].values.length));
      expect(backend(program, memory()).stepAndTally(0, 3, 0, AGENTS, found)).toBeUndefined();
      expect(found).toEqual(alone);
    }
  });

  it('count everybody once', () => {
    const found = sums(wasm, bases.everybody, graph => [graph.flag(true)]) as Float64Array;
    expect(found.reduce((sum, count) => sum + count)).toBe(AGENTS);
  });

  it('fail on a number that is not finite, but only among those who count', () => {
    // 1 / (x + 48.5) is infinite for every 97th agent.
    const inverse = (graph: Graph) => [
      graph.flag(true),
      graph.div(graph.number(1), graph.add(x(graph), graph.number(48.5))),
    ];
    for (const backend of Object.values(BACKENDS)) {
      const failure = sums(backend, graph => graph.not(rare(graph)), inverse);
      expect(failure).toEqual(sums(interpret, graph => graph.not(rare(graph)), inverse));
      expect(failure).toMatchObject({
        where: 'watch 1',
        column: '',
        week: 3,
        found: Number.POSITIVE_INFINITY,
      });
      expect(sums(backend, graph => graph.lt(graph.number(-48), x(graph)), inverse)).toBeInstanceOf(
        Float64Array,
      );
    }
  });
});

describe('extracts', () => {
  it('answer from the first agent of the range on', () => {
    const extracts = (graph: Graph) => [{ name: 'asked', outputs: [x(graph), rare(graph), label(graph)] }];
    const { program, memory } = draw(world({ extracts }));
    const [expected, ...others] = [interpret, javascript, wasm].map(backend => {
      const outputs = [0, 1, 2].map(() => new Float32Array(AGENTS - 256));
      backend(program, memory()).extract(0, 0, 3, 256, AGENTS, outputs);
      return outputs;
    });
    for (const found of others) expect(found).toEqual(expected);
    expect(expected[0][0]).toBe((256 % 97) - 48.5);
  });

  it('answer for some agents what they answer for all', () => {
    const extracts = (graph: Graph) => [{ name: 'asked', outputs: [x(graph), rare(graph), label(graph)] }];
    const { program, memory } = draw(world({ extracts }));
    const answers = (agents: number) => [0, 1, 2].map(() => new Float32Array(agents));
    // More than one stretch of them, not whole fours, out of order.
    const some = Uint32Array.from({ length: 2050 }, (_, k) => (k * 1009) % AGENTS);
    for (const backend of Object.values(BACKENDS)) {
      const machine = backend(program, memory());
      const [all, found] = [answers(AGENTS), answers(some.length)];
      machine.extract(0, 0, 3, 0, AGENTS, all);
      machine.extractOf(0, 0, 3, some, found);
      expect(found).toEqual(all.map(values => Float32Array.from(some, agent => values[agent])));
      machine.extractOf(0, 0, 3, some.subarray(0, 0), found);
    }
  });
});

describe('initial values', () => {
  const initial = (graph: Graph, value: Node) => [
    rule('initial/c0', graph.flag(true), [[graph.flag(true), { 0: value }]]),
  ];

  it('fail like those of a rule, and not for agents that only fill up a block', () => {
    const agentOf = (graph: Graph) => graph.float(graph.agent());
    for (const backend of Object.values(BACKENDS)) {
      const broken = draw(
        world({
          initial: graph =>
            initial(graph, graph.div(agentOf(graph), graph.sub(agentOf(graph), graph.number(7)))),
        }),
      );
      expect(backend(broken.program, broken.memory()).initialise(0, 0, AGENTS)).toEqual({
        where: 'initial/c0',
        column: 'c0',
        agent: 7,
        week: 0,
        found: Number.POSITIVE_INFINITY,
      });
      // Storage behind the last agent is 0, and 0 / 0 not a number: nobody's number.
      const fine = draw(world({ initial: graph => initial(graph, graph.div(x(graph), x(graph))) }));
      expect(backend(fine.program, fine.memory()).initialise(0, 0, AGENTS)).toBeUndefined();
    }
  });
});

describe('choices', () => {
  const ODD = [
    0,
    -0,
    1,
    -1,
    80,
    -80,
    1e30,
    -1e30,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ].map(Math.fround);

  it('are the same for every kind of utility, allowed or not, whatever is drawn', () => {
    const size = 9;
    const extracts = (graph: Graph) => {
      const there = graph.candidate();
      const at = (stretch: number) =>
        graph.iadd(graph.imul(graph.iand(graph.agent(), graph.integer(63)), graph.integer(stretch)), there);
      const utility = graph.table(0, at(size));
      const allowed = graph.lt(graph.table(1, at(size)), graph.number(0.6));
      const draws = [0, 0.25, 0.5, 0.999, 1 - 2 ** -24].map(graph.number);
      return [
        {
          name: 'chosen',
          outputs: draws.flatMap(u => [
            graph.choose(size, allowed, utility, u),
            graph.choose(size, allowed, undefined, u),
          ]),
        },
      ];
    };
    const { program, memory } = draw(
      world({
        tables: [
          Array.from({ length: 64 * size }, (_, k) =>
            k % 3 ? (noise(5, k) >>> 8) / 2 ** 22 : ODD[(noise(6, k) >>> 8) % ODD.length],
          ),
          Array.from({ length: 64 * size }, (_, k) =>
            Math.floor(k / size) % 8 === 5 ? 1 : (noise(7, k) >>> 8) / 2 ** 24,
          ),
        ],
        extracts,
      }),
    );
    const [expected, ...others] = [interpret, javascript, wasm].map(backend => {
      const outputs = program.extracts[0].outputs.map(() => new Float32Array(AGENTS));
      backend(program, memory()).extract(0, 0, 0, 0, AGENTS, outputs);
      return outputs;
    });
    for (const found of others) expect(found).toEqual(expected);
    expect(new Set(expected[0])).toContain(NO_CANDIDATE);
    expect(new Set(expected[0])).toContain(NO_WEIGHT);
    expect(new Set(expected[1])).not.toContain(NO_WEIGHT);
    expect(new Set(expected[0]).size).toBeGreaterThan(5);
  });
});
