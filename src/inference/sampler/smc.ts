import { relativeWeights, sizeOfLogs, systematic } from '../../core/random/resampling.ts';
import { openDraws } from '../../core/random/sequential-draws.ts';
import { type Density, valuesAt } from '../emulator/density.ts';
import { FITTED_UNSEEN } from '../problem/problem.ts';
import type { Cloud, Stretch } from './particles.ts';
import { openWalker } from './walker.ts';

export interface SmcSettings {
  seed: string;
  /** Name of the random stream, and the number of this repeat. */
  stream: string;
  repeat: number;
  dimension: number;
  particles: number;
  /** Metropolis sweeps at each temperature. */
  moves: number;
}

const MOVES = 5;
const LAST_SWEEPS = 40;

/**
 * Metropolis sweeps at each temperature, and at the end. A random walk needs as many steps as there are coordinates times a constant (Roberts,
 * Gelman & Gilks 1997), so that with many of them there are more.
 */
export function sweepsOf(dimension: number): { moves: number; last: number } {
  const times = Math.max(1, dimension / FITTED_UNSEEN);
  return { moves: Math.ceil(MOVES * times), last: Math.ceil(LAST_SWEEPS * times) };
}

/**
 * Adaptively tempered sequential Monte Carlo (Del Moral, Doucet & Jasra 2006; Jasra et al. 2011) on the unit cube, where the
 * prior is uniform. From a cloud of the prior each step goes as far as leaves an effective sample of half the cloud,
 * resamples systematically, and moves every particle by the Metropolis sweeps of `openWalker`.
 */
export function temperedSmc(stretches: readonly Stretch[], settings: SmcSettings): Cloud {
  const { seed, stream, repeat, dimension, particles, moves } = settings;
  const start = openDraws(seed, `${stream}/prior`, repeat);
  const walk = openDraws(seed, `${stream}/walk`, repeat);
  const resample = openDraws(seed, `${stream}/resample`, repeat);
  const u = new Float64Array(particles * dimension);
  for (let i = 0; i < particles; i++)
    for (let j = 0; j < dimension; j++) u[i * dimension + j] = start.uniform(i, j);
  const cloud: Cloud = {
    count: particles,
    dimension,
    u,
    logEvidence: 0,
    levels: 0,
    acceptance: 1,
    steps: { across: 1, around: 1 },
  };
  const walker = openWalker(cloud, walk);
  for (const stretch of stretches) {
    const terms = stretch.terms.map(term => valuesOf(term, cloud));
    let at = 0;
    while (at < 1) {
      const next = nextPlace(stretch, terms, at);
      const { weights, logMean } = relativeWeights(increments(stretch, terms, at, next));
      cloud.logEvidence += logMean;
      take(cloud, terms, systematic(weights, resample.uniform(cloud.levels, 0)));
      at = next;
      cloud.levels++;
      walker.adaptCovariance();
      for (let sweep = 0; sweep < moves; sweep++) walker.sweep(stretch, terms, at);
    }
    if (stretch.sweeps > 0) walker.adaptCovariance();
    for (let sweep = 0; sweep < stretch.sweeps; sweep++) walker.sweep(stretch, terms, 1);
    stretch.watch?.(cloud);
  }
  return cloud;
}

/** Go on moving a finished cloud where the last stretch ended; `attempt` tells apart the draws of one such bout and the next. */
export function sweepOn(
  cloud: Cloud,
  { terms, end }: Pick<Stretch, 'terms' | 'end'>,
  { seed, stream, repeat }: SmcSettings,
  attempt: number,
  sweeps: number,
): void {
  const stretch: Stretch = { terms, start: end, end, sweeps };
  const values = terms.map(term => valuesOf(term, cloud));
  const walker = openWalker(cloud, openDraws(seed, `${stream}/walk/${attempt}`, repeat));
  walker.adaptCovariance();
  for (let sweep = 0; sweep < sweeps; sweep++) walker.sweep(stretch, values, 1);
}

function valuesOf(term: Density, { count, dimension, u }: Cloud): Float64Array {
  const values = new Float64Array(count);
  valuesAt(term, u, dimension, count, values);
  return values;
}

/** What a stretch adds to the log weights of a cloud between two of its places; fills `sums`. */
function increments(
  stretch: Stretch,
  terms: readonly Float64Array[],
  from: number,
  to: number,
  sums = new Float64Array(terms[0].length),
): Float64Array {
  sums.fill(0);
  terms.forEach((values, k) => {
    const step = (to - from) * (stretch.end[k] - stretch.start[k]);
    if (step !== 0) for (let i = 0; i < sums.length; i++) sums[i] += step * values[i];
  });
  return sums;
}

/** The farthest place of the stretch at which the effective sample is still half the cloud; by bisection. */
function nextPlace(stretch: Stretch, terms: readonly Float64Array[], at: number): number {
  const half = terms[0].length / 2;
  const logs = new Float64Array(terms[0].length);
  const sizeAt = (to: number) => sizeOfLogs(increments(stretch, terms, at, to, logs));
  if (sizeAt(1) >= half) return 1;
  let low = at;
  let high = 1;
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2;
    if (sizeAt(middle) < half) high = middle;
    else low = middle;
  }
  // A cloud of a few good particles among many hopeless ones would otherwise not move.
  return Math.max(low, at + (1 - at) * 1e-6);
}

function take(cloud: Cloud, terms: readonly Float64Array[], picked: Uint32Array): void {
  const { dimension, u } = cloud;
  const before = u.slice();
  picked.forEach((from, i) => {
    for (let j = 0; j < dimension; j++) u[i * dimension + j] = before[from * dimension + j];
  });
  for (const values of terms) {
    const old = values.slice();
    for (let i = 0; i < picked.length; i++) values[i] = old[picked[i]];
  }
}
