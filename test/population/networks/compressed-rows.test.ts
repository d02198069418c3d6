import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addEdge,
  compressedRows,
  edgeList,
  withEdges,
} from '../../../src/population/networks/compressed-rows.ts';

const AGENTS = 12;
const edge = fc.tuple(fc.nat(AGENTS - 1), fc.nat(AGENTS - 1)).filter(([a, b]) => a !== b);

describe('ties added to rows', () => {
  it('give the rows that all edges together give', () => {
    fc.assert(
      fc.property(fc.array(edge, { maxLength: 30 }), fc.array(edge, { maxLength: 8 }), (some, more) => {
        const edges = edgeList(1);
        for (const [a, b] of some) addEdge(edges, a, b);
        const before = compressedRows(AGENTS, edges);
        const further = edgeList(1);
        for (const [a, b] of more) {
          addEdge(edges, a, b);
          addEdge(further, a, b);
        }
        const expected = compressedRows(AGENTS, edges);
        const { starts, neighbours } = withEdges(before, further);
        expect([...starts]).toEqual([...expected.starts]);
        expect([...neighbours]).toEqual([...expected.neighbours]);
      }),
      { seed: 20231201, numRuns: 300 },
    );
  });
});
