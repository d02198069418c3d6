import { throwDiagnostic } from '../../core/diagnostics.ts';
import { log } from '../../core/math/f64-functions.ts';
import { weightedQuantile } from '../../core/math/statistics.ts';
import { effectiveSize, relativeWeights } from '../../core/random/resampling.ts';
import { openDraws } from '../../core/random/sequential-draws.ts';
import {
  checkProblem,
  type InferenceProblem,
  judgeFailures,
  type Outcome,
  pointsOf,
} from '../problem/problem.ts';
import { kernelDensity, kernelOf, logPriorDensity, weightedCloud } from './abc-kernel.ts';
import { cloudOf, proposeMore } from './abc-proposals.ts';
import {
  ABC_DEFAULTS,
  type AbcSettings,
  type AbcState,
  type AbcStop,
  type Generation,
  type Particle,
} from './abc-state.ts';
import { distanceOf, distanceWeights } from './distance.ts';
import { acceptanceOf, devianceOf, nextTolerance } from './figure-kernel.ts';
import { adaptedSize } from './population-size.ts';

/** Above this many parameters a fit by ABC says next to nothing, unless it has this many runs. */
const MANY_PARAMETERS = 8;
const MANY_RUNS = 100_000;

/** Throws a DiagnosticError where the method is known to be hopeless. */
export function startAbc(
  question: InferenceProblem,
  given: Partial<AbcSettings> & { budget: number },
): AbcState {
  const settings = { ...ABC_DEFAULTS, ...given };
  checkProblem(question);
  const dimension = question.parameters.length;
  if (dimension > MANY_PARAMETERS && settings.budget < MANY_RUNS)
    throwDiagnostic({
      kind: 'value',
      message: `abc-smc says next to nothing about ${dimension} parameters`,
      found: `${settings.budget} runs`,
      expected: `at most ${MANY_PARAMETERS} parameters, or ${MANY_RUNS} runs`,
      hint: 'use the method `waves`',
    });
  const least = 2 * settings.population;
  if (settings.budget < least)
    throwDiagnostic({
      kind: 'value',
      message: `the budget is too small for abc-smc with ${settings.population} particles`,
      found: `${settings.budget} runs`,
      expected: `at least ${least}, and several times that to learn anything`,
      hint: 'raise the budget, or use the method `waves`',
    });
  const state: AbcState = {
    method: 'abc-smc',
    question,
    settings,
    stage: 'generation',
    pending: [],
    generation: 0,
    tolerance: settings.tolerances?.[0] ?? Number.POSITIVE_INFINITY,
    reference: Number.POSITIVE_INFINITY,
    distanceWeights: settings.tolerances ? distanceWeights(question.targets, 'survey', []) : [],
    population: settings.population,
    proposed: 0,
    accepted: [],
    scatter: [],
    particles: [],
    generations: [],
    failures: { failed: 0, total: 0 },
    nextId: 0,
    warnings: [],
  };
  return proposeMore(state);
}

/**
 * Take the outcomes of all pending proposals. Runs are accepted in the order of their proposals' ids, never in that of their
 * arrival: else parameters whose runs are short would be preferred.
 */
export function absorb(state: AbcState, outcomes: readonly Outcome[]): AbcState {
  const { targets } = state.question;
  const fresh = pointsOf(state.pending, outcomes, targets.length);
  const { failures, warning } = judgeFailures(state.failures, fresh.failures);
  const runs = fresh.points.map(({ id, u, runs: [run] }) => ({ id, u: [...u], run }));
  const room = MOST_SCATTER * state.settings.population - state.scatter.length;
  const taken: AbcState = {
    ...state,
    failures,
    warnings: warning ? [warning] : [],
    proposed: state.proposed + state.pending.length,
    scatter: [...state.scatter, ...runs.slice(0, Math.max(0, room)).map(({ run }) => run)],
  };
  if (state.generation === 0 && !state.settings.tolerances) return firstGeneration(taken, runs);
  const accepted = [...state.accepted, ...runs.flatMap(openAcceptance(state))];
  if (accepted.length < state.population) return proposeMore({ ...taken, accepted });
  const kept = accepted.slice(0, state.population);
  // Proposals after the last accepted one that counts don't belong to the rate.
  const used = kept[kept.length - 1].id - (state.nextId - taken.proposed) + 1;
  return finish(taken, kept, used);
}

/** Takes a run with its distance and weight, or not. */
function openAcceptance(state: AbcState): (run: Run) => Particle | [] {
  const { question, settings, distanceWeights: weights, tolerance, reference } = state;
  const { targets, seed } = question;
  if (settings.kernel === 'ball')
    return run => {
      const distance = distanceOf(targets, weights, run.run);
      return distance <= tolerance ? { ...run, distance, weight: 1 } : [];
    };
  const draws = openDraws(seed, 'abc/accept');
  return run => {
    const distance = devianceOf(targets, run.run);
    const { probability, factor } = acceptanceOf(distance, tolerance, reference);
    return draws.uniform(run.id, 0) < probability ? { ...run, distance, weight: factor } : [];
  };
}

type Run = Omit<Particle, 'distance' | 'weight'>;

/** Runs to learn the scatter of summaries from, as a multiple of the population. */
const MOST_SCATTER = 10;

/** Without a tolerance the nearer half of twice as many draws from the prior is kept; with the kernel `figures`, all. */
function firstGeneration(state: AbcState, runs: Run[]): AbcState {
  const { question, settings, population } = state;
  if (settings.kernel === 'figures') {
    const all = runs.map(run => ({ ...run, distance: devianceOf(question.targets, run.run), weight: 1 }));
    return finish(
      state,
      refuseEmpty(all.filter(({ distance }) => distance < Number.POSITIVE_INFINITY)),
      state.proposed,
    );
  }
  const weights = distanceWeights(question.targets, settings.weighing, state.scatter);
  const nearest = runs
    .map(run => ({ ...run, distance: distanceOf(question.targets, weights, run.run), weight: 1 }))
    .sort((a, b) => a.distance - b.distance || a.id - b.id)
    .slice(0, population);
  const tolerance = nearest[nearest.length - 1].distance;
  return finish({ ...state, distanceWeights: weights, tolerance }, nearest, state.proposed);
}

function refuseEmpty(particles: Particle[]): Particle[] {
  if (particles.length > 0) return particles;
  return throwDiagnostic({
    kind: 'value',
    message: 'no run has a value for every target',
    hint: 'use the method `waves`, or leave out targets whose base is empty in most runs',
  });
}

/** A generation is full: weigh its particles, and stop or lay out the next. */
function finish(state: AbcState, accepted: readonly Particle[], used: number): AbcState {
  const { question, settings, generation } = state;
  const particles = weighed(state, accepted);
  const acceptance = accepted.length / used;
  const effective = effectiveSize(particles.map(particle => particle.weight));
  const row: Generation = {
    generation,
    tolerance: state.tolerance,
    proposed: state.proposed,
    acceptance,
    effective,
  };
  const full: AbcState = { ...state, particles, generations: [...state.generations, row] };
  const stopped = reasonToStop(full);
  if (stopped) return { ...full, stage: 'done', pending: [], stopped };
  const cloud = cloudOf(particles);
  const population = settings.adaptPopulation
    ? adaptedSize(cloud, openDraws(question.seed, 'abc/size', generation))
    : settings.population;
  const next: AbcState = {
    ...full,
    generation: generation + 1,
    population,
    proposed: 0,
    accepted: [],
    scatter: [],
  };
  if (settings.kernel === 'figures')
    return proposeMore({ ...next, ...nextTolerance(particles, state.tolerance) });
  const adaptive = settings.weighing === 'adaptive' && !settings.tolerances;
  const weights = adaptive
    ? distanceWeights(question.targets, 'adaptive', state.scatter)
    : state.distanceWeights;
  // Old particles are looked at with the new weights before the tolerance is chosen (Prangle 2017).
  const again = particles.map(p => ({ ...p, distance: distanceOf(question.targets, weights, p.run) }));
  const tolerance = settings.tolerances?.[generation + 1] ?? toleranceAt(again, settings.alpha);
  return proposeMore({ ...next, particles: again, tolerance, distanceWeights: weights });
}

/** Importance weights: prior over the density of the proposals, times what their acceptance left over. */
function weighed(state: AbcState, accepted: readonly Particle[]): Particle[] {
  if (state.generation === 0) return accepted.map(particle => ({ ...particle, weight: 1 / accepted.length }));
  const kernel = kernelOf(cloudOf(state.particles));
  const { z, dimension } = weightedCloud(
    accepted.map(p => p.u),
    accepted.map(() => 1),
  );
  const logs = accepted.map(
    ({ u, weight }, i) => log(weight) + logPriorDensity(u) - log(kernelDensity(kernel, z, i * dimension)),
  );
  const { weights } = relativeWeights(logs);
  const total = weights.reduce((sum, w) => sum + w, 0);
  return accepted.map((particle, i) => ({ ...particle, weight: weights[i] / total }));
}

function reasonToStop({ settings, question, generations, failures }: AbcState): AbcStop | undefined {
  const now = generations[generations.length - 1];
  const last = settings.tolerances?.length ?? settings.mostGenerations;
  if (settings.kernel === 'figures' && now.tolerance === 1) return 'figures';
  if (generations.length > 1 && now.acceptance < settings.leastAcceptance) return 'acceptance';
  if (now.effective < LEAST_EFFECTIVE * question.parameters.length) return 'effective';
  if (generations.length >= last) return 'generations';
  if (failures.total >= settings.budget) return 'budget';
  const still = generations
    .slice(-2)
    .every(
      ({ generation, tolerance }) =>
        generation > 0 && 1 - tolerance / generations[generation - 1].tolerance < STILL,
    );
  return !settings.tolerances && generations.length > 2 && still ? 'tolerance' : undefined;
}

/** Fewer effective particles a parameter than this, and the cloud has collapsed. */
const LEAST_EFFECTIVE = 10;
/** Twice in a row a smaller relative fall than this, and the tolerance has stalled. */
const STILL = 0.02;

/** The distance within which this share of the weight lies. */
const toleranceAt = (particles: readonly Particle[], alpha: number): number =>
  weightedQuantile(
    particles.map(({ distance, weight }) => ({ value: distance, weight })).sort((a, b) => a.value - b.value),
    alpha,
  );
