import { describe, expect, it } from 'vitest';
import {
  addMixing,
  assortativityOf,
  heldByBest,
  largestComponent,
  noMixing,
  type Rows,
} from '../../../src/observe/patterns/network.ts';

/** Rows of undirected ties among `agents`. */
function rowsOf(agents: number, ties: readonly (readonly [number, number])[]): Rows {
  const lists = Array.from({ length: agents }, (_, i) =>
    ties.flatMap(([a, b]) => (a === i ? [b] : b === i ? [a] : [])),
  );
  const starts = [0];
  for (const list of lists) starts.push(starts[starts.length - 1] + list.length);
  return { starts, neighbours: lists.flat() };
}

const all = (agents: number) => new Float32Array(agents).fill(1);

describe('the largest component', () => {
  const path = rowsOf(6, [
    [0, 1],
    [1, 2],
    [3, 4],
  ]);

  it('counts who can reach each other', () => {
    expect(largestComponent([path], all(6), 0)).toBe(3);
    expect(largestComponent([path], Float32Array.of(1, 0, 1, 1, 1, 1), 0), 'others lead nowhere').toBe(2);
    expect(largestComponent([path], new Float32Array(6), 0)).toBe(0);
  });

  it('joins the ties of several networks', () => {
    expect(largestComponent([path, rowsOf(6, [[2, 3]])], all(6), 0)).toBe(5);
  });

  it('falls apart without its hub, a ring does not', () => {
    const star = rowsOf(
      10,
      Array.from({ length: 9 }, (_, k) => [0, k + 1] as const),
    );
    expect(largestComponent([star], all(10), 0.1)).toBe(1);
    const ring = rowsOf(
      10,
      Array.from({ length: 10 }, (_, k) => [k, (k + 1) % 10] as const),
    );
    expect(largestComponent([ring], all(10), 0.1)).toBe(9);
  });
});

describe('ties held by the best connected', () => {
  it('is half of all in a star, an even share in a ring', () => {
    const star = rowsOf(
      5,
      [1, 2, 3, 4].map(k => [0, k] as const),
    );
    expect(heldByBest([star], all(5), 0.2)).toBe(0.5);
    const ring = rowsOf(
      4,
      [0, 1, 2, 3].map(k => [k, (k + 1) % 4] as const),
    );
    expect(heldByBest([ring], all(4), 0.25)).toBe(0.25);
    expect(heldByBest([rowsOf(3, [])], all(3), 0.1)).toBeNaN();
  });
});

describe('assortativity', () => {
  function assortativity(rows: Rows, codes: readonly number[], members = all(codes.length), met = members) {
    const mixing = noMixing(3);
    addMixing(mixing, rows, members, met, codes);
    return assortativityOf(mixing);
  }
  const square = rowsOf(4, [
    [0, 1],
    [1, 2],
    [2, 3],
    [3, 0],
  ]);

  it('is 1 where equals meet, -1 where two kinds meet only each other', () => {
    const pairs = rowsOf(4, [
      [0, 1],
      [2, 3],
    ]);
    expect(assortativity(pairs, [0, 0, 1, 1])).toBe(1);
    expect(assortativity(square, [0, 1, 0, 1])).toBe(-1);
  });

  it('is 0 where labels are independent, and undefined where all are one', () => {
    expect(assortativity(square, [0, 0, 1, 1])).toBe(0);
    expect(assortativity(square, [2, 2, 2, 2])).toBeNaN();
  });

  it('looks from members at those who are met only', () => {
    // 0 sees 1 and 3; 2 sees 1 and 3; only 1 and 3 are met.
    const value = assortativity(
      square,
      [0, 0, 1, 1],
      Float32Array.of(1, 0, 1, 0),
      Float32Array.of(0, 1, 0, 1),
    );
    expect(value).toBe(0);
    expect(
      assortativity(square, [0, 0, 1, 1], Float32Array.of(1, 0, 0, 0), Float32Array.of(0, 1, 0, 0)),
    ).toBeNaN();
  });
});
