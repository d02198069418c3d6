import { throwDiagnostic } from '../../core/diagnostics.ts';
import { openDraws } from '../../core/random/sequential-draws.ts';
import { spreadSubset } from '../design/spread-subset.ts';
import type { Density } from '../emulator/density.ts';
import { canRefit, likelihoodAgain } from '../emulator/fit.ts';
import type { Point } from '../emulator/noise.ts';
import {
  checkProblem,
  type Failures,
  FITTED_UNSEEN,
  type InferenceProblem,
  judgeFailures,
  movableOf,
  type Outcome,
  type Proposal,
  pointsOf,
} from '../problem/problem.ts';
import { type Tally, tallyOf } from '../problem/tally.ts';
import { type Posterior, posteriorOf } from '../sampler/posterior.ts';
import { type Check, checkOf, hasSettled } from './check.ts';
import { type Effect, effectsOf, tells } from './screening.ts';
import {
  firstWave,
  fittedProposalsAt,
  HISTORY_MATCHING_DEFAULTS,
  type HistoryMatchingSettings,
  mostFitted,
  planWaves,
} from './wave-design.ts';
import { CUTOFF, type Search, searchAfter } from './wave-search.ts';

/** One round: a wave, or a check of the posterior. */
interface Round extends Tally {
  kind: 'wave' | 'check';
  /** What the wave led to; of a wave after which the posterior was drawn, and of checks, undefined. */
  search?: Search;
}

/**
 * A fit by waves of emulators, as plain data. `proposals` says what to simulate; `absorb` takes what came of it and gives the
 * next state. The same outcomes give the same states, byte for byte, in whatever order and place they were simulated.
 */
export interface HistoryMatchingState {
  method: 'waves';
  question: InferenceProblem;
  settings: HistoryMatchingSettings;
  stage: 'wave' | 'check' | 'done';
  pending: Proposal[];
  /** Indices of the parameters that are fitted, once it is known that some are not; those of the points' coordinates. Absent: all. */
  fitted?: number[];
  /** What the parameters were found to do, where that was looked at. */
  effects?: Effect[];
  points: Point[];
  failures: Failures;
  rounds: Round[];
  posterior?: Posterior;
  checks: Check[];
  warnings: string[];
}

/** Throws a DiagnosticError when the budget is too small. */
export function startHistoryMatching(
  question: InferenceProblem,
  given: Partial<HistoryMatchingSettings> & { budget: number },
): HistoryMatchingState {
  checkProblem(question);
  const settings = { ...HISTORY_MATCHING_DEFAULTS, ...given };
  const plan = planOf(question, settings.budget);
  return {
    method: 'waves',
    question,
    settings,
    stage: 'wave',
    pending: firstWave(question, plan),
    points: [],
    failures: { failed: 0, total: 0 },
    rounds: [],
    checks: [],
    warnings: [],
  };
}

/** What is to be simulated now; nothing when the fit is done. */
export function proposals(state: HistoryMatchingState): readonly Proposal[] {
  return state.pending;
}

/** Take the outcomes of all pending proposals. Throws a DiagnosticError when more than a tenth of all runs failed. */
export function absorb(state: HistoryMatchingState, outcomes: readonly Outcome[]): HistoryMatchingState {
  const { question, stage, rounds } = state;
  const fresh = pointsOf(state.pending, outcomes, question.targets.length);
  const { failures, warning } = judgeFailures(state.failures, fresh.failures);
  const points = [...state.points, ...fresh.points];
  const { round: number, ...tally } = tallyOf(question.targets, fresh, rounds);
  const round: Round = { round: number, kind: stage === 'check' ? 'check' : 'wave', ...tally };
  const warnings = [
    ...state.warnings.filter(text => !/^\d+ of \d+ runs failed/.test(text)),
    ...(warning ? [warning] : []),
  ];
  const learnt: HistoryMatchingState = { ...state, points, failures, warnings, rounds: [...rounds, round] };
  const next = round.round === 0 ? screened(learnt) : learnt;
  return stage === 'check' ? afterCheck(next, state.points, fresh.points) : afterWave(next, round);
}

const planOf = (question: InferenceProblem, budget: number) =>
  planWaves(movableOf(question).length, budget, question.fitAll);

/** After the first wave: leave out the parameters that keep their prior, and their coordinates of all points. */
function screened(state: HistoryMatchingState): HistoryMatchingState {
  const { question, settings, points } = state;
  const candidates = movableOf(question);
  const looked = candidates.length > FITTED_UNSEEN && !question.fitAll;
  if (!looked && candidates.length === question.parameters.length) return state;
  const effects = looked ? effectsOf(question.targets, points, candidates) : undefined;
  const most = mostFitted(planOf(question, settings.budget));
  const fitted = effects
    ? effects
        .filter(tells)
        .slice(0, most)
        .map(({ parameter }) => parameter)
        .sort((a, b) => a - b)
    : candidates;
  if (fitted.length === 0)
    throwDiagnostic({
      kind: 'conflict',
      message: `no figure tells anything of ${candidates.length} parameters`,
      expected: 'at least one parameter that moves a figure by a quarter of its standard error',
      hint: 'name those to be fitted with --parameters, or fit to other figures',
    });
  return {
    ...state,
    fitted,
    ...(effects && { effects }),
    points: points.map(point => ({ ...point, u: fitted.map(j => point.u[j]) })),
  };
}

function afterWave(state: HistoryMatchingState, round: Round): HistoryMatchingState {
  const { question, settings, points, rounds } = state;
  const plan = planOf(question, settings.budget);
  const wanted = plan.later[round.round];
  if (wanted === undefined) return drawPosterior(state);
  const particles = Math.max(samplerOf(state).particles, 2 * wanted);
  const { search, cloud } = searchAfter(question, points, round.round, particles);
  const searched = { ...state, rounds: [...rounds.slice(0, -1), { ...round, search }] };
  if (search.blockers.length > 0)
    searched.warnings = [
      ...state.warnings,
      `no point comes within ${CUTOFF} standard deviations after wave ${round.round}: the nearest is ` +
        `${search.leastImplausibility.toFixed(1)} off, because of ${search.blockers.join(', ')}`,
    ];
  if (settled(searched)) return drawPosterior(searched);
  const draws = openDraws(question.seed, 'waves/spread', round.round);
  return propose(searched, 'wave', spreadSubset(cloud, wanted, draws));
}

/**
 * Waves end early when emulators are far more certain than the figures, or the region no longer shrinks; but not before the
 * posterior can do without the first wave.
 */
function settled({ points, rounds }: HistoryMatchingState): boolean {
  const searches = rounds.flatMap(round => round.search ?? []);
  const [last, before] = [searches[searches.length - 1], searches[searches.length - 2]];
  if (!before || !canRefit(points)) return false;
  return last.emulatorShare < 0.25 || last.logVolume > before.logVolume + LOG_SHRINKAGE;
}

/** ln 0.9: a wave that takes less than a tenth of the volume away has found nothing. */
const LOG_SHRINKAGE = -0.10536051565782628;

function propose(
  state: HistoryMatchingState,
  stage: HistoryMatchingState['stage'],
  u: number[][],
): HistoryMatchingState {
  const { question, rounds } = state;
  const last = state.pending[state.pending.length - 1];
  const pending = fittedProposalsAt(question, fittedOf(state), u, rounds.length, last.id + 1);
  return { ...state, stage, pending };
}

/** Indices of the parameters that are fitted. */
export function fittedOf({ question, fitted }: HistoryMatchingState): readonly number[] {
  return fitted ?? question.parameters.map((_, j) => j);
}

/** A cloud of fewer particles than six a parameter knows too little of its own covariance to move, and collapses. */
const PARTICLES_PER_PARAMETER = 6;

function samplerOf(state: HistoryMatchingState): HistoryMatchingSettings {
  const many = fittedOf(state).length;
  const least = many > FITTED_UNSEEN ? PARTICLES_PER_PARAMETER * many : 0;
  return { ...state.settings, particles: Math.max(state.settings.particles, least) };
}

/** Draw the posterior of all that is known now, and end or check it. Draws to be checked needn't come from several repeats. */
function drawPosterior(state: HistoryMatchingState): HistoryMatchingState {
  const { question, settings, points, rounds } = state;
  const stream = `posterior/${rounds.length}`;
  if (settings.checks === 0)
    return done({
      ...state,
      posterior: posteriorOf(question, points, samplerOf(state), stream, guideOf(state)).posterior,
    });
  const once = { ...samplerOf(state), repeats: 1 };
  const { posterior } = posteriorOf(question, points, once, stream, guideOf(state));
  return proposeCheck({ ...state, posterior }, posterior);
}

/** The likelihood of the latest search: it knows the whole cube. */
function guideOf({ question, points, rounds }: HistoryMatchingState): Density | undefined {
  const last = rounds.findLast(round => round.search);
  if (!last?.search) return undefined;
  const seen = points.filter(point => point.round <= last.round);
  return likelihoodAgain(question.targets, seen, last.search.emulators, false);
}

/** Some draws of the posterior are simulated. */
function proposeCheck(state: HistoryMatchingState, { dimension, u }: Posterior): HistoryMatchingState {
  const draws = openDraws(state.question.seed, 'waves/check', state.rounds.length);
  const picked = Array.from({ length: state.settings.checks }, (_, i) => {
    const at = draws.below(u.length / dimension, i, 0) * dimension;
    return u.slice(at, at + dimension);
  });
  return propose(state, 'check', picked);
}

/** How the warning of a check that failed begins. */
export const STILL_MOVING = 'the posterior still moved at the last check';

/** Runs at posterior draws are one more wave, in the best of all places: learn from them, and see whether that moves it. */
function afterCheck(
  state: HistoryMatchingState,
  before: readonly Point[],
  fresh: readonly Point[],
): HistoryMatchingState {
  const { question, settings, points, rounds } = state;
  const { emulators, local } = state.posterior!;
  const old = likelihoodAgain(question.targets, before, emulators, local);
  const stream = `posterior/${rounds.length}`;
  const { posterior, density } = posteriorOf(question, points, samplerOf(state), stream, guideOf(state));
  const check = checkOf(rounds.length - 1, fresh, old, density);
  const checked: HistoryMatchingState = { ...state, posterior, checks: [...state.checks, check] };
  if (hasSettled(check)) return done(checked);
  if (checked.checks.length < settings.mostChecks) return proposeCheck(checked, posterior);
  const { kHat, worth } = check;
  const warning = `${STILL_MOVING} (k-hat ${kHat.toFixed(2)}, its draws are worth ${(100 * worth).toFixed(0)} %): give a larger budget`;
  return done({ ...checked, warnings: [...state.warnings, warning] });
}

function done(state: HistoryMatchingState): HistoryMatchingState {
  return { ...state, stage: 'done', pending: [] };
}
