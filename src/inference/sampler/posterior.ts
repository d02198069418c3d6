import type { Density } from '../emulator/density.ts';
import type { Emulators } from '../emulator/emulator.ts';
import { finalFit } from '../emulator/fit.ts';
import type { Point } from '../emulator/noise.ts';
import type { InferenceProblem } from '../problem/problem.ts';
import { type Convergence, convergenceOf } from './convergence.ts';
import type { Cloud, Stretch } from './particles.ts';
import { sweepOn, sweepsOf, temperedSmc } from './smc.ts';

/** Draws from a posterior, of several independent repeats; plain data. */
export interface Posterior {
  dimension: number;
  repeats: number;
  /** Draws of each repeat. */
  count: number;
  /** Repeat by repeat, draw by draw: coordinates in the unit cube. */
  u: number[];
  logLikelihood: number[];
  logEvidence: number[];
  /** R-hat and effective draws of each parameter. */
  convergence: Convergence[];
  /** Whether its emulators were fitted on later waves alone. */
  local: boolean;
  emulators: Emulators;
}

export interface SamplerSettings {
  particles: number;
  repeats: number;
}

/** T = 9 is the square of the cutoff of three standard deviations; T = 3 the square root of that. */
export const TEMPERATURES = [9, 3];

const LARGEST_R_HAT = 1.01;
const LEAST_ESS = 400;
/** Few draws: they needn't be worth more than half of them, and R-hat is 1 + chi-squared / draws by chance alone. */
const LEAST_SHARE = 0.5;
const CHANCE = 5;
/** Further sweeps, as multiples of the first ones, made until the repeats agree. */
const PATIENCE = [3, 12];

/**
 * The posterior of emulated targets. Its sampler goes from the prior through `guide`, a likelihood of points all over the
 * cube, tempered; a local fit takes over only inside the region that its points come from, so that what it promises
 * elsewhere is never asked.
 */
export function posteriorOf(
  { targets, seed }: InferenceProblem,
  points: readonly Point[],
  settings: SamplerSettings,
  stream: string,
  guide: Density | undefined,
): { posterior: Posterior; density: Density } {
  const { fit, local } = finalFit(targets, points);
  const last = fit.posterior;
  const dimension = points[0].u.length;
  const [first, second] = TEMPERATURES.map(t => 1 / t);
  const whole = local && guide ? guide : last;
  const path: Stretch[] = [
    { terms: [whole], start: [0], end: [first], sweeps: 0 },
    { terms: [whole], start: [first], end: [second], sweeps: 0 },
  ];
  const end: Stretch = local
    ? { terms: [whole, last], start: [second, 0], end: [0, 1], sweeps: sweepsOf(dimension).last }
    : { terms: [last], start: [second], end: [1], sweeps: sweepsOf(dimension).last };
  const sample = sampleRepeats([...path, end], { ...settings, seed, stream, dimension });
  const posterior = { ...sample, local, emulators: fit.emulators };
  const u = posterior.u;
  posterior.logLikelihood = Array.from({ length: u.length / posterior.dimension }, (_, i) =>
    last(u, i * posterior.dimension),
  );
  return { posterior, density: last };
}

/** Independent repeats of one path, with more sweeps at its end until they agree. */
export function sampleRepeats(
  path: readonly Stretch[],
  given: SamplerSettings & { seed: string; stream: string; dimension: number },
): Omit<Posterior, 'local' | 'emulators'> {
  const { repeats, particles, dimension, seed, stream } = given;
  const settings = { seed, stream, dimension, particles, moves: sweepsOf(dimension).moves };
  const clouds = Array.from({ length: repeats }, (_, repeat) => temperedSmc(path, { ...settings, repeat }));
  const last = path[path.length - 1];
  const draws = repeats * particles;
  const least = Math.min(LEAST_ESS, LEAST_SHARE * draws);
  const most = Math.max(LARGEST_R_HAT, 1 + CHANCE / draws);
  let convergence = convergenceOfClouds(clouds);
  PATIENCE.forEach((times, attempt) => {
    if (convergence.every(({ rHat, ess }) => rHat < most && ess > least)) return;
    clouds.forEach((cloud, repeat) => {
      sweepOn(cloud, last, { ...settings, repeat }, attempt, times * last.sweeps);
    });
    convergence = convergenceOfClouds(clouds);
  });
  return {
    dimension,
    repeats,
    count: particles,
    u: clouds.flatMap(cloud => Array.from(cloud.u)),
    logLikelihood: [],
    logEvidence: clouds.map(cloud => cloud.logEvidence),
    convergence,
  };
}

/** Of each coordinate, with the particles of a repeat in their order as one chain. */
function convergenceOfClouds(clouds: readonly Cloud[]): Convergence[] {
  const { dimension, count } = clouds[0];
  return Array.from({ length: dimension }, (_, j) =>
    convergenceOf(
      clouds.map(({ u }) => Float64Array.from({ length: count }, (_, i) => u[i * dimension + j])),
    ),
  );
}
