import { describe, expect, it } from 'vitest';
import { numbers } from '../../../src/core/math/arithmetic.ts';
import { exp, logistic } from '../../../src/core/math/exponential.ts';
import { threefry } from '../../../src/core/math/threefry.ts';
import { uniform } from '../../../src/core/random/variates.ts';
import { ruleSource } from '../../../src/engine/javascript/functions.ts';
import { javascript } from '../../../src/engine/javascript/javascript.ts';
import { mostOfHazard, mostOfLogistic } from '../../../src/engine/javascript/screens.ts';
import { wasm } from '../../../src/engine/wasm/wasm.ts';
import type { Graph, Node } from '../../../src/language/graph.ts';
import { draw, noise, rule, type Sketch, stateOf } from '../fixture.ts';

const AGENTS = 500;
const WEEKS = 12;
const at = { file: 'sketch', line: 1, column: 1 };

type Chance = (graph: Graph, x: Node) => Node;

const logisticOf: Chance = (graph, x) => logistic(graph, x);
const hazardOf: Chance = (graph, x) => graph.sub(graph.number(1), exp(graph, graph.neg(x)));

/** A rule that counts in column 1 how often its chance, of the number in column 0, has come. */
function world(chance: Chance, x: (i: number) => number): Sketch {
  return {
    agents: AGENTS,
    columns: [{ kind: 'number', fill: x }, { kind: 'integer' }, { kind: 'flag', fill: i => i & 1 }],
    streams: 1,
    plan(graph) {
      const found = chance(graph, graph.column(0, 'own', 'f32'));
      const [word] = threefry(graph, [graph.key(0, 0), graph.key(0, 1)], [graph.agent(), graph.week()]);
      const comes = graph.not(graph.le(found, uniform(graph, word)));
      const count = graph.iadd(graph.column(1, 'own', 'i32'), graph.integer(1));
      const bad = graph.not(graph.eq(found, found));
      return [
        {
          ...rule('comes', graph.flag(true), [[comes, { 1: count }]]),
          checks: [{ what: 'the chance', found, bad, at }],
        },
      ];
    },
  };
}

/** The states after some weeks, and the first failure. */
function liveIn(sketch: Sketch, backend: typeof javascript) {
  const { program, memory: fill } = draw(sketch);
  const memory = fill();
  const machine = backend(program, memory);
  machine.initialise(0, 0, AGENTS);
  for (let week = 0; week < WEEKS; week++) {
    const failure = machine.step(0, week, 0, AGENTS);
    if (failure) return { failure };
  }
  return { state: stateOf(program, memory) };
}

const isScreened = (sketch: Sketch) => {
  const { program } = draw(sketch);
  return ruleSource(program, program.model.plan[0]).includes(') continue;');
};

describe('a bound of a chance', () => {
  it('is never below the chance', () => {
    const tooLow: number[] = [];
    for (let k = -6000; k <= 6000; k++) {
      const x = Math.fround(k / 50 + k * 1e-7);
      const hazard = Math.fround(1 - exp(numbers, x));
      if (!(mostOfLogistic(x) > logistic(numbers, -x) && mostOfHazard(x) > hazard)) tooLow.push(x);
    }
    expect(tooLow).toEqual([]);
  });
  it('is near a small chance', () => {
    expect(mostOfLogistic(4)).toBeLessThan(2.1 * logistic(numbers, -4));
    expect(mostOfHazard(-0.01)).toBeLessThan(0.0101);
  });
  it('excludes nothing when the chance is no number', () => {
    expect(mostOfLogistic(Number.NaN)).toBeNaN();
    expect(mostOfHazard(Number.NaN)).toBeNaN();
  });
});

describe('a rule whose chance is mostly out of reach', () => {
  const spread = (i: number) => (6 * noise(1, i)) / 2 ** 31;
  const chances: [string, Chance][] = [
    ['a logistic function', logisticOf],
    ['a hazard', hazardOf],
    ['either', (graph, x) => graph.select(graph.column(2, 'own', 'bool'), x, logisticOf(graph, x))],
  ];
  for (const [name, chance] of chances)
    it(`has the same bytes as in WebAssembly when its chance is ${name}`, () => {
      const sketch = world(chance, spread);
      expect(isScreened(sketch)).toBe(true);
      const { state } = liveIn(sketch, javascript);
      expect(state).toBeDefined();
      expect(state).toEqual(liveIn(sketch, wasm).state);
      expect(state).not.toEqual(
        liveIn(
          world(chance, () => -100),
          javascript,
        ).state,
      );
    });
  it('fails for the first agent whose chance is no number', () => {
    const sketch = world(logisticOf, i => (i === 7 ? Number.NaN : -20));
    const { failure } = liveIn(sketch, javascript);
    expect(failure).toMatchObject({ where: 'comes', column: 'the chance', week: 0, agent: AGENTS - 1 - 7 });
    expect(failure).toEqual(liveIn(sketch, wasm).failure);
  });
  it('is computed at once when its chance takes no exponential', () => {
    expect(isScreened(world((graph, x) => graph.mul(x, graph.number(0.5)), spread))).toBe(false);
  });
});
