import type { Diagnostic } from '../../core/diagnostics.ts';
import { MAKER } from '../../core/maker.ts';
import type { Inputs } from '../../engine/program/run-types.ts';
import type { MethodName } from '../../inference/fit.ts';
import type { FitResult } from '../../inference/fit-result.ts';
import type { Judgement } from '../../inference/judgement.ts';
import { misfitOf } from '../../inference/problem/prior-predictive-check.ts';
import type { InferenceProblem } from '../../inference/problem/problem.ts';
import type { ParameterSummary } from '../../inference/sampler/summary.ts';
import { fitConditions } from '../../project/fit-conditions.ts';
import type { FitRun } from '../checkpoint/fit-log.ts';
import type { About } from '../folder/page-data.ts';
import type { Reporter } from '../folder/report.ts';
import { writeFolder } from '../folder/write-folder.ts';
import { packageVersion } from '../package-root.ts';
import { inputsHash } from '../project/inputs-bytes.ts';
import type { Cell } from '../text/csv-writer.ts';
import { sha256 } from '../text/text.ts';
import {
  FIT_CHECK,
  FIT_CORRELATIONS,
  FIT_PARAMETERS,
  FIT_ROUNDS,
  FIT_SCREENING,
  FIT_THETA,
  FIT_X,
  fitPosterior,
  fitRuns,
} from './fit-tables.ts';

/** A finished fit: what was asked, every run, what was learnt. */
export interface Fit extends FitResult {
  inputs: Inputs;
  question: InferenceProblem;
  leftOut: readonly { row: string; reason: string }[];
  /** `fitIdentity` of the inputs. */
  identity: string;
  method: MethodName;
  budget: number;
  agents: number;
  outcomes: readonly FitRun[];
  judgement: Judgement;
}

/** Of all that makes the tables of a fit: its inputs (agents, weeks and seed among them) and how it is fitted. */
export function fitHash(
  inputs: Inputs,
  {
    method,
    budget,
    question,
  }: { method: MethodName; budget: number; question: Pick<InferenceProblem, 'parameters'> },
): string {
  const how = [method, budget, ...question.parameters.map(({ name }) => name)];
  return sha256(new TextEncoder().encode([inputsHash(inputs), ...how].join('\n'))).slice(0, 32);
}

/**
 * Write the folder of a fit, whole or not at all; returns the names of its files. All but manifest.json and runs.csv have
 * the same bytes for the same inputs and seed.
 */
export function writeFit(
  path: string,
  fit: Fit,
  seconds: Readonly<Record<string, number>>,
  page: { words?: About; reporter?: Reporter; warnings?: readonly Diagnostic[] } = {},
): Promise<string[]> {
  const { inputs, question, draws, emulators, outcomes } = fit;
  const names = question.parameters.map(({ name }) => name);
  const targets = question.targets.map(({ id }) => id);
  const finished = outcomes.filter(({ status }) => status === 'ok');
  const more = { asked: fitHash(inputs, fit) };
  return writeFolder(path, { inputs, metrics: [], warnings: [], ...page, seconds, more }, async to => {
    await to.table(fitRuns(names, targets), runRows(fit));
    await to.table(FIT_ROUNDS, roundRows(fit));
    await to.table(fitPosterior(names), posteriorRows(draws));
    await to.table(FIT_PARAMETERS, parameterRows(fit));
    if (fit.effects) await to.table(FIT_SCREENING, screeningRows(fit.effects));
    await to.table(FIT_CORRELATIONS, correlationRows(fit));
    await to.table(FIT_CHECK, checkRows(fit));
    await to.table(
      FIT_THETA(names),
      finished.map(({ theta }) => theta),
    );
    await to.table(
      FIT_X(targets),
      finished.map(({ summaries }) => summaries.map(({ value }) => value)),
    );
    to.text('posterior.json', json(posteriorNote(fit)));
    to.text('prior.json', json(priorOf(fit)));
    if (emulators) to.text('emulators.json', json(emulators));
    to.text('idata.json', json(inferenceData(fit)));
  });
}

const json = (value: unknown) => `${JSON.stringify(value, undefined, 1)}\n`;

/** What is said beside a table of draws: whose they are. Model and study must be the same when scenarios use it. */
function posteriorNote(fit: Fit) {
  const { inputs, identity, method, outcomes, draws, question, budget, agents, judgement, kept } = fit;
  const { scenario } = inputs;
  const parameters = question.parameters.map(({ name }) => name);
  return {
    made_by: MAKER,
    version: packageVersion(),
    model: identity,
    study: scenario.study.split('/').at(-1),
    scenario: scenario.name,
    conditions: fitConditions(inputs, parameters),
    method,
    seed: scenario.seed,
    budget,
    agents,
    runs: outcomes.length,
    draws: draws.length,
    judgement,
    targets: question.targets.map(({ id }) => id),
    parameters,
    // In the table, too, but with values of their priors.
    ...(kept.length > 0 && { kept }),
  };
}

function screeningRows(effects: NonNullable<Fit['effects']>): Cell[][] {
  return effects.map(({ name, target, size, t, fitted }) => [name, target, size, t, fitted ? 'yes' : 'no']);
}

function posteriorRows(draws: Fit['draws']): Cell[][] {
  return draws.map(({ chain, draw, weight, logLikelihood, theta }) => [
    chain,
    draw,
    weight,
    logLikelihood,
    ...theta,
  ]);
}

function runRows({ outcomes, question }: Fit): Cell[][] {
  return outcomes.map(({ proposal, replicate, round, status, summaries, theta, seconds, error }) => [
    proposal,
    replicate,
    round,
    status,
    status === 'ok' ? misfitOf(question.targets, [summaries]) : undefined,
    ...theta,
    ...question.targets.map((_, k) => summaries[k]?.value),
    Math.round(seconds * 1000) / 1000,
    error ?? '',
  ]);
}

function roundRows({ rounds }: Fit): Cell[][] {
  return rounds.map(one => [
    one.round,
    one.kind,
    one.points,
    one.runs,
    one.failed,
    one.bestMisfit,
    one.logVolume,
    one.tolerance,
    one.kHat,
    one.worth,
    one.unguided.join(' '),
  ]);
}

function parameterRows({ parameters }: Fit): Cell[][] {
  return parameters.map(one => [...summaryCells(one), one.ess, one.rHat, ...priorCells(one)]);
}

/** What is said of a posterior: cells of FIT_PARAMETERS before those of its chains. */
export function summaryCells({ name, mean, sd, q05, q25, q50, q75, q95 }: ParameterSummary): Cell[] {
  return [name, mean, sd, q05, q25, q50, q75, q95];
}

/** What is said of it beside its prior: cells of FIT_PARAMETERS after those of its chains. */
export function priorCells(one: ParameterSummary): Cell[] {
  const { priorMean, priorSd, priorQ05, priorQ50, priorQ95, shrinkage, moved } = one;
  return [priorMean, priorSd, priorQ05, priorQ50, priorQ95, shrinkage, moved ? 'yes' : 'no'];
}

function correlationRows({ parameters, correlations }: Fit): Cell[][] {
  return parameters.flatMap((a, i) =>
    parameters.slice(i + 1).map((b, j): Cell[] => [a.name, b.name, correlations[i][i + 1 + j]]),
  );
}

/** Rows of the predictive check; also of runs on a posterior that is long there. */
export function checkRows({
  predictive,
  question,
}: Pick<Fit, 'predictive'> & { question: Pick<InferenceProblem, 'targets'> }): Cell[][] {
  return predictive.map((one, k) => [
    one.target,
    one.observed,
    question.targets[k].low,
    question.targets[k].high,
    one.se,
    one.mean,
    one.q05,
    one.q25,
    one.q50,
    one.q75,
    one.q95,
    one.p,
    one.z,
  ]);
}

/** Parameters with their priors and targets with their figures: what `theta.csv` and `x.csv` are to be read with. */
function priorOf({ question, leftOut, method }: Fit) {
  return {
    method,
    parameters: question.parameters.map(({ name, prior, low, high }) => ({ name, prior, low, high })),
    targets: question.targets,
    left_out: leftOut,
  };
}

/** For ArviZ: `arviz.from_dict(**json.load(file))`; each variable is an array of chains of draws. */
function inferenceData({ draws, question, predictive }: Fit) {
  const chains = [...Map.groupBy(draws, ({ chain }) => chain).values()];
  const variable = (of: (draw: Fit['draws'][number]) => number) => chains.map(chain => chain.map(of));
  return {
    posterior: Object.fromEntries(
      question.parameters.map(({ name }, j) => [name, variable(({ theta }) => theta[j])]),
    ),
    sample_stats: { weight: variable(({ weight }) => weight), lp: variable(draw => draw.logLikelihood) },
    observed_data: Object.fromEntries(
      predictive.map(({ target, observed }) => [target, observed === undefined ? [] : [observed]]),
    ),
  };
}
