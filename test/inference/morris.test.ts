import { describe, expect, it } from 'vitest';
import { DELTA, morrisDesign, morrisEffects } from '../../src/inference/sensitivity/morris.ts';
import { ishigami } from './functions.ts';

describe('Morris designs', () => {
  it('move one parameter at a time, each once, on a grid of four levels', () => {
    const { u } = morrisDesign(['a', 'b', 'c', 'd'], 20, 'morris');
    expect(u).toHaveLength(20 * 5);
    for (let t = 0; t < 20; t++) {
      const moved = [1, 2, 3, 4].map(step => {
        const changes = [0, 1, 2, 3].filter(j => u[t * 5 + step][j] !== u[t * 5 + step - 1][j]);
        expect(changes).toHaveLength(1);
        const [j] = changes;
        expect(Math.abs(u[t * 5 + step][j] - u[t * 5 + step - 1][j])).toBeCloseTo(DELTA, 15);
        return j;
      });
      expect(new Set(moved).size).toBe(4);
    }
    const levels = new Set(u.flat().map(value => (value * 3).toFixed(6)));
    expect([...levels].sort()).toEqual(['0.000000', '1.000000', '2.000000', '3.000000']);
  });

  it('hit every level equally often', () => {
    const { u } = morrisDesign(['a', 'b'], 3000, 'levels');
    const counts = [0, 1, 2, 3].map(level => u.filter(point => Math.round(point[0] * 3) === level).length);
    for (const count of counts) expect(Math.abs(count / 9000 - 0.25)).toBeLessThan(0.02);
  });
});

describe('elementary effects', () => {
  it('know Ishigami', () => {
    const design = morrisDesign(['x1', 'x2', 'x3'], 10_000, 'ishigami');
    const rows = morrisEffects(design, design.u.map(ishigami), 'ishigami');
    const close = (found: number, exact: number) => expect(Math.abs(found / exact - 1)).toBeLessThan(0.02);
    close(rows[0].mu, 7.704054);
    close(rows[0].muStar, 7.704054);
    close(rows[0].sigma, 6.248796);
    expect(rows[1].muStar).toBeCloseTo(7.875, 9);
    close(rows[1].sigma, 7.875);
    expect(Math.abs(rows[1].mu)).toBeLessThan(0.25);
    close(rows[2].muStar, 6.248796);
    close(rows[2].sigma, 8.837132);
    expect(rows[2].muStarConf).toBeGreaterThan(0.05);
    expect(rows[2].muStarConf).toBeLessThan(0.25);
  });

  it('of a linear function are its slopes', () => {
    const slopes = [3, -2, 0, 0.5];
    const design = morrisDesign(['a', 'b', 'c', 'd'], 8, 'linear');
    const y = design.u.map(u => u.reduce((sum, value, j) => sum + slopes[j] * value, 0));
    morrisEffects(design, y, 'linear').forEach((row, j) => {
      expect(Math.abs(row.mu - slopes[j])).toBeLessThan(1e-9);
      expect(Math.abs(row.muStar - Math.abs(slopes[j]))).toBeLessThan(1e-9);
      expect(row.sigma).toBeLessThan(1e-9);
    });
  });

  it('of groups have a size and no sign', () => {
    const design = morrisDesign(['odd', 'x2', 'odd'], 200, 'groups');
    expect(design.u).toHaveLength(200 * 3);
    const [odd, x2] = morrisEffects(design, design.u.map(ishigami), 'groups');
    expect([odd.mu, odd.sigma]).toEqual([Number.NaN, Number.NaN]);
    expect(odd.muStar).toBeGreaterThan(5);
    expect(x2.muStar).toBeCloseTo(7.875, 9);
  });

  it('refuse values of another number or design', () => {
    const design = morrisDesign(['a', 'b'], 4, 's');
    expect(() => morrisEffects(design, new Array(11).fill(0), 's')).toThrow('12 points has 11');
    expect(() => morrisEffects({ ...design, type: 'lhs' } as never, new Array(12).fill(0), 's')).toThrow(
      'not lhs',
    );
  });
});
