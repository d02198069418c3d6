import { log } from '../../arithmetic/double.ts';
import { fail } from '../../problem.ts';
import { openDraws } from '../numbers/draws.ts';
import { effectiveSize, relativeWeights } from '../numbers/resampling.ts';
import {
  checkQuestion,
  judgeFailures,
  type Outcome,
  type Proposal,
  pointsOf,
  type Question,
} from '../question/proposal.ts';
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
import { adaptedSize } from './population-size.ts';

/** Above this many parameters a fit by ABC says next to nothing, unless it has this many runs. */
const MANY_PARAMETERS = 8;
const MANY_RUNS = 100_000;

/** Throws a ProblemError where the method is known to be hopeless. */
export function startAbc(question: Question, given: Partial<AbcSettings> & { budget: number }): AbcState {
  const settings = { ...ABC_DEFAULTS, ...given };
  checkQuestion(question);
  const dimension = question.parameters.length;
  if (dimension > MANY_PARAMETERS && settings.budget < MANY_RUNS)
    fail({
      kind: 'value',
      message: `abc-smc says next to nothing about ${dimension} parameters`,
      found: `${settings.budget} runs`,
      expected: `at most ${MANY_PARAMETERS} parameters, or ${MANY_RUNS} runs`,
      hint: 'use the method `waves`',
    });
  const least = 2 * settings.population;
  if (settings.budget < least)
    fail({
      kind: 'value',
      message: `the budget is too small for abc-smc with ${settings.population} particles`,
      found: `${settings.budget} runs`,
      expected: `at least ${least}, and some times that to learn anything`,
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

/** What is to be simulated now; nothing when the fit is done. */
export function proposals(state: AbcState): readonly Proposal[] {
  return state.pending;
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
  if (state.distanceWeights.length === 0) return firstGeneration(taken, runs);
  const accepted = [...state.accepted];
  for (const run of runs) {
    const distance = distanceOf(targets, state.distanceWeights, run.run);
    if (distance <= state.tolerance) accepted.push({ ...run, distance, weight: 0 });
  }
  if (accepted.length < state.population) return proposeMore({ ...taken, accepted });
  const kept = accepted.slice(0, state.population);
  // Proposals after the last accepted one that counts don't belong to the rate.
  const used = kept[kept.length - 1].id - (state.nextId - taken.proposed) + 1;
  return finish(taken, kept, used);
}

/** Runs to learn the scatter of summaries from, as a multiple of the population. */
const MOST_SCATTER = 10;

/** Without a tolerance the nearer half of twice as many draws from the prior is kept. */
function firstGeneration(state: AbcState, runs: Omit<Particle, 'distance' | 'weight'>[]): AbcState {
  const { question, settings, population } = state;
  const weights = distanceWeights(question.targets, settings.weighing, state.scatter);
  const nearest = runs
    .map(run => ({ ...run, distance: distanceOf(question.targets, weights, run.run), weight: 0 }))
    .sort((a, b) => a.distance - b.distance || a.id - b.id)
    .slice(0, population);
  const tolerance = nearest[nearest.length - 1].distance;
  return finish({ ...state, distanceWeights: weights, tolerance }, nearest, state.proposed);
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
  const adaptive = settings.weighing === 'adaptive' && !settings.tolerances;
  const weights = adaptive
    ? distanceWeights(question.targets, 'adaptive', state.scatter)
    : state.distanceWeights;
  // Old particles are looked at with the new weights before the tolerance is chosen (Prangle 2017).
  const again = particles.map(p => ({ ...p, distance: distanceOf(question.targets, weights, p.run) }));
  const tolerance = settings.tolerances?.[generation + 1] ?? weightedQuantile(again, settings.alpha);
  const cloud = cloudOf(particles);
  const population = settings.adaptPopulation
    ? adaptedSize(cloud, openDraws(question.seed, 'abc/size', generation))
    : settings.population;
  return proposeMore({
    ...full,
    particles: again,
    generation: generation + 1,
    tolerance,
    distanceWeights: weights,
    population,
    proposed: 0,
    accepted: [],
    scatter: [],
  });
}

/** Importance weights: prior over the density of the proposals. */
function weighed(state: AbcState, accepted: readonly Particle[]): Particle[] {
  if (state.generation === 0) return accepted.map(particle => ({ ...particle, weight: 1 / accepted.length }));
  const kernel = kernelOf(cloudOf(state.particles));
  const { z, dimension } = weightedCloud(
    accepted.map(p => p.u),
    accepted.map(() => 1),
  );
  const logs = accepted.map(({ u }, i) => logPriorDensity(u) - log(kernelDensity(kernel, z, i * dimension)));
  const { weights } = relativeWeights(logs);
  const total = weights.reduce((sum, w) => sum + w, 0);
  return accepted.map((particle, i) => ({ ...particle, weight: weights[i] / total }));
}

function reasonToStop({ settings, question, generations, failures }: AbcState): AbcStop | undefined {
  const now = generations[generations.length - 1];
  const last = settings.tolerances?.length ?? settings.mostGenerations;
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
/** Twice in a row a smaller relative fall than this, and the tolerance stands still. */
const STILL = 0.02;
function weightedQuantile(particles: readonly Particle[], alpha: number): number {
  const sorted = [...particles].sort((a, b) => a.distance - b.distance);
  let sum = 0;
  for (const { distance, weight } of sorted) {
    sum += weight;
    if (sum >= alpha) return distance;
  }
  return sorted[sorted.length - 1].distance;
}
