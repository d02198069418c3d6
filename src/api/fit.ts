import { DiagnosticError } from '../core/diagnostics.ts';
import type { RunKey } from '../engine/program/run-types.ts';
import type { FitResult } from '../inference/fit-result.ts';
import { type Judgement, judgeFit } from '../inference/judgement.ts';
import type { Outcome } from '../inference/problem/problem.ts';
import { instantiateOnce } from '../simulate/resolve.ts';
import { openTask, type Runner } from '../simulate/simulate.ts';
import { fitKeyOf } from '../workflows/calibrate/fit-key.ts';
import { type FitOptions, type FitPlan, planFit } from '../workflows/calibrate/fit-plan.ts';
import { withSettings } from '../workflows/run/settings.ts';
import type { Columns } from './columns.ts';
import type { Project } from './project.ts';
import { type InlineScenario, readScenario } from './scenario.ts';

export type { FitOptions } from '../workflows/calibrate/fit-plan.ts';

/** How far a fit has come. */
export interface FitStep {
  /** From 0: the round of the prior. */
  round: number;
  runsDone: number;
  /** As far as it is known now: a method may end early or go on for a further check. */
  runs: number;
}

/** What a fit gave. */
export interface Fit {
  /** A row a draw of the posterior: `chain`, `draw`, `weight` (they sum to one), `log_likelihood`, then the parameters by name. */
  draws: Columns;
  /** By parameter: mean, sd and quantiles of the posterior, and how far it is from its prior and from convergence. */
  parameters: FitResult['parameters'];
  /** What speaks against using it. */
  judgement: Judgement;
}

/**
 * Fit the parameters of a scenario's model to the figures of its study, in this thread, run by run: a step after each, and the
 * fit at the end. The draws are those of `rhizome calibrate` with the same settings.
 *
 * @throws DiagnosticError where the fit can't begin, or the budget is too small
 * @example
 * const steps = fit(project, 'baseline', { budget: 300, agents: 500 });
 * let step = steps.next();
 * for (; !step.done; step = steps.next()) progress.value = step.value.runsDone / step.value.runs;
 * const { draws, judgement } = step.value;
 */
export function* fit(
  project: Project,
  scenario: string | InlineScenario,
  { backend = 'wasm', set, ...options }: FitOptions = {},
): Generator<FitStep, Fit, void> {
  const read = readScenario(project, scenario, { parameters: 'defaults' });
  const plan = planFit(withSettings(read, set), { ...options, set });
  const { inputs, question, method, budget } = plan;
  const runner = openTask(instantiateOnce(inputs, { backend, slots: 1 }).task);
  let state = method.start(question, budget);
  let runsDone = 0;
  for (let round = 0; state.stage !== 'done'; round++) {
    const outcomes: Outcome[] = [];
    for (const { id, theta, replicates } of state.pending)
      for (let replicate = 0; replicate < replicates; replicate++) {
        const run = { proposal: id, replicate, theta };
        outcomes.push(outcomeOf(plan, runner, run, fitKeyOf(inputs, question, run)));
        yield { round, runsDone: ++runsDone, runs: Math.max(method.runs(budget), runsDone) };
      }
    state = method.absorb(state, outcomes);
  }
  const result = method.result(state);
  return {
    draws: drawColumns(
      result.draws,
      question.parameters.map(({ name }) => name),
    ),
    parameters: result.parameters,
    judgement: judgeFit(result),
  };
}

function outcomeOf(
  { targets }: FitPlan,
  runner: Runner,
  { proposal, replicate }: { proposal: number; replicate: number },
  key: RunKey,
): Outcome {
  try {
    return { proposal, replicate, status: 'ok', summaries: targets.summaries(runner.run(key, 0)!) };
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    return { proposal, replicate, status: 'failed', summaries: [] };
  }
}

/** Draws of a posterior as named columns. */
export function drawColumns(draws: FitResult['draws'], parameters: readonly string[]): Columns {
  const numbers = (of: (draw: (typeof draws)[number]) => number) => Float64Array.from(draws, of);
  return {
    chain: numbers(({ chain }) => chain),
    draw: numbers(({ draw }) => draw),
    weight: numbers(({ weight }) => weight),
    log_likelihood: numbers(({ logLikelihood }) => logLikelihood),
    ...Object.fromEntries(parameters.map((name, j) => [name, numbers(({ theta }) => theta[j])])),
  };
}
