import { openDraws } from '../../core/random/sequential-draws.ts';
import { coordinatesOf, type Proposal, thetaAt } from '../problem/problem.ts';
import { kernelOf, type ProposalKernel, perturbed, weightedCloud } from './abc-kernel.ts';
import type { AbcState, AbcStop, Particle } from './abc-state.ts';

/** Enough proposals to know that acceptance is too low: this many accepted would have been expected. */
const EXPECTED = 20;

/** The next proposals of a generation, or its end when it costs more than it may. */
export function proposeMore(state: AbcState): AbcState {
  const { settings, proposed, accepted, population, generation, failures, nextId } = state;
  const end = (stopped: AbcStop): AbcState => ({ ...state, stage: 'done', pending: [], stopped });
  const left = settings.budget - failures.total;
  if (left <= 0) return end('budget');
  const hopeless =
    proposed >= EXPECTED / settings.leastAcceptance && accepted.length / proposed < settings.leastAcceptance;
  if (generation > 0 && hopeless) return end('acceptance');
  const rate = proposed === 0 ? 0.5 : Math.max(accepted.length / proposed, settings.leastAcceptance);
  const missing = population - accepted.length;
  const count = Math.min(left, Math.max(LEAST_BATCH, Math.ceil(missing / rate)));
  const draw = openProposer(state);
  const coordinates = coordinatesOf(state.question);
  const pending = Array.from({ length: count }, (_, i): Proposal => {
    const u = draw(proposed + i);
    return { id: nextId + i, round: generation, u, theta: thetaAt(coordinates, u), replicates: 1 };
  });
  return { ...state, pending, nextId: nextId + count };
}

const LEAST_BATCH = 50;

/** Proposal i of a generation, a function of (generation, i) alone. */
function openProposer({ question, generation, particles }: AbcState): (index: number) => number[] {
  const draws = openDraws(question.seed, 'abc/proposal', generation);
  if (generation === 0) return index => question.parameters.map((_, j) => draws.uniform(index, j));
  const kernel: ProposalKernel = kernelOf(cloudOf(particles));
  return index => perturbed(kernel, draws, index);
}

/** A generation as a weighted cloud. */
export function cloudOf(particles: readonly Particle[]) {
  return weightedCloud(
    particles.map(p => p.u),
    particles.map(p => p.weight),
  );
}
