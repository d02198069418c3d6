import { exp } from '../../core/math/f64-functions.ts';
import { effectiveSize } from '../../core/random/resampling.ts';
import { logFigure } from '../emulator/likelihood.ts';
import type { FitTarget, Summary } from '../problem/target.ts';
import { varianceAt } from '../problem/target.ts';
import type { Particle } from './abc-state.ts';

/** Of a figure's variance at least this share is left to the kernel, however few agents answer. */
const LEAST_LEFT = 0.1;
/** A generation is laid out so that its predecessor, weighed for it, is worth this share of its particles. */
const WORTH = 0.5;
/** Share of the wanted runs that are better than the reference. */
const BETTER = 0.1;

/**
 * -2 ln of the density of the figures, given what a run says; Infinity when a value is missing. The same law of errors as in
 * the method `waves`. A run is itself a draw of finitely many agents: the variance of that is taken off the figure's own, so
 * that it doesn't count twice.
 */
export function devianceOf(targets: readonly FitTarget[], run: readonly Summary[]): number {
  let sum = 0;
  targets.forEach((target, k) => {
    const { value } = run[k];
    const whole = varianceAt(target, value) + populationChance(target, value);
    const v = Math.max(whole - chanceOf(target, run[k]), LEAST_LEFT * whole);
    sum -= 2 * logFigure(target, value, v);
  });
  return Number.isNaN(sum) ? Number.POSITIVE_INFINITY : sum;
}

/** Variance that finitely many independent agents give a run's value; of a mean it isn't known, and 0. */
function chanceOf({ kind }: FitTarget, { value, size }: Summary): number {
  if (kind === 'proportion') return (value * (1 - value)) / size;
  return kind === 'count' ? value * size : 0;
}

/** What the real population's own chance adds to the figure. */
function populationChance({ kind, population }: FitTarget, value: number): number {
  return kind === 'proportion' && population ? (value * (1 - value)) / population : 0;
}

/** How a run is taken at a tolerance: with which probability, and with what factor to its weight. */
export function acceptanceOf(deviance: number, tolerance: number, reference: number) {
  const ratio = exp((reference - deviance) / (2 * tolerance * tolerance));
  return { probability: Math.min(1, ratio), factor: Math.max(1, ratio) };
}

/** The next tolerance, the reference that goes with it, and the particles weighed for it. */
export interface NextTolerance {
  tolerance: number;
  reference: number;
  particles: Particle[];
}

/** The smallest tolerance from 1 up at which the particles, weighed for it, are still worth half of what they are now. */
export function nextTolerance(particles: readonly Particle[], tolerance: number): NextTolerance {
  const least = particles.reduce((so, { distance }) => Math.min(so, distance), Number.POSITIVE_INFINITY);
  const now = inverse(tolerance);
  const weightsAt = (power: number) =>
    particles.map(({ weight, distance }) => weight * exp(-0.5 * (power - now) * (distance - least)));
  const wanted = WORTH * effectiveSize(particles.map(({ weight }) => weight));
  let [low, high] = [now, 1];
  if (effectiveSize(weightsAt(1)) >= wanted) low = 1;
  else
    for (let step = 0; step < 50; step++) {
      const middle = (low + high) / 2;
      if (effectiveSize(weightsAt(middle)) < wanted) high = middle;
      else low = middle;
    }
  const weights = weightsAt(low);
  const total = weights.reduce((sum, w) => sum + w, 0);
  const weighed = particles.map((particle, i) => ({ ...particle, weight: weights[i] / total }));
  return { tolerance: 1 / Math.sqrt(low), reference: betterThan(weighed), particles: weighed };
}

/** 1 / tolerance^2, the power of the likelihood. */
const inverse = (tolerance: number) => (Number.isFinite(tolerance) ? 1 / (tolerance * tolerance) : 0);

/** The deviance that the best tenth of the particles, by weight, stays below. */
function betterThan(particles: readonly Particle[]): number {
  const sorted = [...particles].sort((a, b) => a.distance - b.distance || a.id - b.id);
  let sum = 0;
  for (const { distance, weight } of sorted) {
    sum += weight;
    if (sum >= BETTER) return distance;
  }
  return sorted[sorted.length - 1].distance;
}
