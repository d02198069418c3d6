import type { Point } from '../emulator/noise.ts';
import { noiseOf, pooled } from '../emulator/noise.ts';
import { responseOf, slopeAt } from '../emulator/response.ts';
import { ridgeFits, standardErrors } from '../emulator/ridge.ts';
import { anchorOf, type FitTarget, varianceAt } from '../problem/target.ts';

/** What a parameter does to the figure that it moves most. */
export interface Effect {
  /** Index of the parameter. */
  parameter: number;
  /** The figure; of a parameter that moves none for certain, the one that it moves most clearly. */
  target: string;
  /** Standard deviation that its prior gives to the figure, in standard errors of the figure. */
  size: number;
  /** The estimate over its own standard error. */
  t: number;
}

/** Standard errors of a figure. A parameter that moves none by so much can at most lose 6 % of its prior variance to one. */
const LEAST_SIZE = 0.25;
/** Of 10 000 pairs of a parameter and a figure chance takes five beyond this. */
const LEAST_T = 3.5;

/** Whether the figure tells something of the parameter. */
export const tells = ({ size, t }: Effect) => size >= LEAST_SIZE && t >= LEAST_T;

/**
 * What each parameter does to the figures, those that do most first: a linear regression of each figure on all parameters together
 * over points of the whole cube, weighted by chance and by what it leaves unexplained (main effects of a saturated design, as in
 * Vernon, Goldstein & Bower 2010). What is left out becomes part of the emulators' unexplained variance.
 * @param candidates indices of the coordinates that may be fitted
 */
export function effectsOf(
  targets: readonly FitTarget[],
  points: readonly Point[],
  candidates: readonly number[],
): Effect[] {
  const { dispersion } = noiseOf(targets, points);
  const most = candidates.map((parameter): Effect => ({ parameter, target: '', size: 0, t: 0 }));
  const size = 1 + candidates.length;
  targets.forEach((target, k) => {
    const rows = points.flatMap(({ u, runs }) => {
      const { g, noise } = responseOf(target.kind, pooled(target, runs, k));
      return Number.isFinite(g) ? [{ u, g, noise: noise * dispersion[k] }] : [];
    });
    if (rows.length <= size) return;
    const x = new Float64Array(rows.length * size);
    rows.forEach(({ u }, i) => {
      x[i * size] = 1;
      candidates.forEach((j, c) => {
        x[i * size + 1 + c] = SCALE * (u[j] - 0.5);
      });
    });
    const g = Float64Array.from(rows, row => row.g);
    const noise = Float64Array.from(rows, row => row.noise);
    const [fit] = ridgeFits({ count: rows.length, size, x, g, noise }, [1]);
    const anchor = anchorOf(target);
    const error = Math.sqrt(varianceAt(target, anchor)) / slopeAt(target.kind, anchor);
    const errors = standardErrors(fit);
    most.forEach((effect, c) => {
      const slope = Math.abs(fit.coefficients[1 + c]);
      const [own, t] = [slope / error, slope / errors[1 + c]];
      const found = { parameter: effect.parameter, target: target.id, size: own, t };
      const clearer = t >= LEAST_T || effect.t >= LEAST_T ? own > effect.size && t >= LEAST_T : t > effect.t;
      if (clearer || (t >= LEAST_T && effect.t < LEAST_T)) Object.assign(effect, found);
    });
  });
  return most.sort(
    (a, b) => Number(tells(b)) - Number(tells(a)) || b.size - a.size || a.parameter - b.parameter,
  );
}

/** Coordinates get a variance of one: the root of 12. */
const SCALE = Math.sqrt(12);
