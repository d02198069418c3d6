import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { javascript } from '../../../src/engine/javascript/javascript.ts';
import { wasm } from '../../../src/engine/wasm/wasm.ts';
import type { Graph, Node } from '../../../src/language/graph.ts';
import { draw } from '../fixture.ts';
import { interpret } from '../interpreter.ts';
import { build, condition, integer, number, SPECIAL } from '../recipes.ts';

const AGENTS = SPECIAL.length ** 2;

/** A node as numbers that f32 holds exactly. */
function shown(graph: Graph, node: Node): Node[] {
  if (node.machine !== 'i32') return [node];
  return [graph.float(graph.iand(node, graph.integer(0xffff))), graph.float(graph.ishru(node, 16))];
}

describe('values', () => {
  it('have the bits of the arithmetic, for random expressions over special values', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(number, integer, condition), { minLength: 1, maxLength: 4 }), recipes => {
        const { program, memory } = draw({
          agents: AGENTS,
          columns: [
            { kind: 'number', fill: i => SPECIAL[i % SPECIAL.length] },
            { kind: 'number', fill: i => SPECIAL[Math.floor(i / SPECIAL.length)] },
            { kind: 'flag', fill: i => (i >> 1) & 1 },
          ],
          scalars: [0.3, -7],
          extracts: graph => [
            { name: 'all', outputs: recipes.flatMap(recipe => shown(graph, build(graph, recipe))) },
          ],
        });
        const outputs = [interpret, javascript, wasm].map(backend => {
          const made = program.extracts[0].outputs.map(() => new Float32Array(AGENTS));
          backend(program, memory()).extract(0, 0, 5, 0, AGENTS, made);
          return made;
        });
        expect(outputs[1]).toEqual(outputs[0]);
        expect(outputs[2]).toEqual(outputs[0]);
      }),
      { seed: 20220924, numRuns: 80 },
    );
  });
});
