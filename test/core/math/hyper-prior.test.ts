import { describe, expect, it } from 'vitest';
import { nodesOf } from '../../../src/core/math/hyper-prior.ts';
import { meanOf } from '../../../src/core/math/statistics.ts';

describe('nodesOf', () => {
  it('gives the number itself when it is fixed', () => {
    expect(nodesOf({ kind: 'fixed', value: 0.87 })).toEqual([0.87]);
  });

  it('gives ascending values with the root mean square of a half-normal law', () => {
    const nodes = nodesOf({ kind: 'half_normal', scale: 0.5 });
    expect(nodes).toEqual([...nodes].sort((a, b) => a - b));
    expect(Math.sqrt(meanOf(nodes.map(node => node ** 2)))).toBeCloseTo(0.5, 12);
    // Half of the mass of |z| lies below 0.6745.
    expect(nodes[5]).toBeLessThan(0.5 * 0.6745 * 1.03);
    expect(nodes[6]).toBeGreaterThan(0.5 * 0.6745);
  });

  it('spreads a uniform law evenly between its ends', () => {
    const nodes = nodesOf({ kind: 'uniform', low: 0, high: 1 });
    expect(nodes[0]).toBeCloseTo(1 / 24, 12);
    expect(meanOf(nodes)).toBeCloseTo(0.5, 12);
  });
});
