import { throwDiagnostic } from '../../core/diagnostics.ts';
import type { Point } from '../emulator/noise.ts';
import { type Parameter, type PriorTransform, priorTransformOf } from './prior-transform.ts';
import type { FitTarget, Summary } from './target.ts';

/** What a fit is about: which parameters, against which figures. Plain data. */
export interface InferenceProblem {
  parameters: readonly Parameter[];
  targets: readonly FitTarget[];
  /** Fit all parameters that may be fitted, however many: nobody asks which of them the figures tell. */
  fitAll?: boolean;
  /** Of all random draws of the method itself; runs draw elsewhere. */
  seed: string;
}

/** A point to be simulated. Ids count up through a whole fit; what is proposed depends only on what came back before. */
export interface Proposal {
  id: number;
  round: number;
  /** In the unit cube, and as values of the parameters. */
  u: number[];
  theta: number[];
  /** Runs to be made here: replicates 0 .. replicates - 1. */
  replicates: number;
}

/** What came of one run. */
export interface Outcome {
  proposal: number;
  replicate: number;
  status: 'ok' | 'failed';
  /** One a target, in their order; empty of a failed run. */
  summaries: readonly Summary[];
}

/**
 * Up to this many parameters all are fitted, and every emulator has them all as inputs: leaving one out saves next to nothing.
 */
export const FITTED_UNSEEN = 30;

/** Runs that broke, of all that were made. */
export interface Failures {
  failed: number;
  total: number;
}

/** Above these shares of failed runs there is a warning, and the fit ends. */
const WARN_FAILED = 0.01;
const MOST_FAILED = 0.1;

/** Throws a DiagnosticError where there is nothing to fit, or nothing to fit it to. */
export function checkProblem({ parameters, targets }: InferenceProblem): void {
  if (parameters.length === 0)
    throwDiagnostic({
      kind: 'shape',
      message: 'there is no free parameter to fit',
      expected: 'at least one parameter with `fit` yes and a prior',
    });
  if (targets.length === 0)
    throwDiagnostic({
      kind: 'shape',
      message: 'there is no figure to fit to',
      expected: 'at least one row with `use` calibrate',
    });
}

/** Parameters that a fit may move, as indices. */
export const movableOf = ({ parameters }: Pick<InferenceProblem, 'parameters'>): number[] =>
  parameters.flatMap(({ priorOnly }, j) => (priorOnly ? [] : [j]));

export function coordinatesOf({ parameters }: InferenceProblem): PriorTransform[] {
  return parameters.map(priorTransformOf);
}

/** Values of the parameters at a point of the cube that begins at `from`. */
export function thetaAt(coordinates: readonly PriorTransform[], u: ArrayLike<number>, from = 0): number[] {
  return coordinates.map((coordinate, j) => coordinate.value(u[from + j]));
}

/**
 * Outcomes in any order, brought into the order of their proposals. A proposal none of whose runs succeeded gives no point.
 * Throws when a run is missing, unasked for, or of another number of targets: results of another fit.
 */
export function pointsOf(
  proposals: readonly Proposal[],
  outcomes: readonly Outcome[],
  targets: number,
): { points: Point[]; failures: Failures } {
  const byRun = new Map(outcomes.map(outcome => [`${outcome.proposal}/${outcome.replicate}`, outcome]));
  const wanted = proposals.reduce((sum, proposal) => sum + proposal.replicates, 0);
  if (byRun.size !== outcomes.length || outcomes.length !== wanted)
    throw new RangeError(`${wanted} runs were proposed and ${outcomes.length} came back`);
  const failures: Failures = { failed: 0, total: wanted };
  const points = proposals.flatMap(({ id, round, u, replicates }) => {
    const runs: (readonly Summary[])[] = [];
    for (let replicate = 0; replicate < replicates; replicate++) {
      const outcome = byRun.get(`${id}/${replicate}`);
      if (!outcome) throw new RangeError(`run ${replicate} of proposal ${id} is missing`);
      if (outcome.status === 'failed') failures.failed++;
      else if (outcome.summaries.length !== targets)
        throw new RangeError(
          `proposal ${id} has ${outcome.summaries.length} summaries for ${targets} targets`,
        );
      else runs.push(outcome.summaries);
    }
    return runs.length > 0 ? [{ id, round, u, runs }] : [];
  });
  return { points, failures };
}

/** Add failures up; a warning above 1 %, an error above 10 %. */
export function judgeFailures(before: Failures, now: Failures): { failures: Failures; warning?: string } {
  const failures = { failed: before.failed + now.failed, total: before.total + now.total };
  const share = failures.failed / failures.total;
  if (share > MOST_FAILED)
    throwDiagnostic({
      kind: 'failed',
      message: 'too many runs failed for a fit',
      found: `${failures.failed} of ${failures.total}`,
      expected: `at most ${100 * MOST_FAILED} %`,
      hint: 'narrow the priors to where the model can run',
    });
  const warning =
    share > WARN_FAILED ? `${failures.failed} of ${failures.total} runs failed and were left out` : undefined;
  return { failures, warning };
}
