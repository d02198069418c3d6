import { integer, number, type Table, text } from '../folder/tables.ts';

/** The tables of a fit's folder, as data. */

const columns = (names: readonly string[], description: string) =>
  names.map(name => number(name, description));

/** Every run that was made, with its values and what it said to each target. */
export const fitRuns = (parameters: readonly string[], targets: readonly string[]): Table => ({
  name: 'runs',
  title: 'Every run of the fit',
  fields: [
    integer('proposal', 'number of the point'),
    integer('replicate', 'number of the run at this point'),
    integer('round', 'round of the fit; points of round 0 are spread like the prior'),
    text('status', 'ok or failed'),
    number('misfit', 'sum over targets of squared differences in standard errors'),
    ...columns(parameters, 'value of the parameter'),
    ...columns(targets, 'what the run says to the target; empty: nobody in the base'),
    number('wall_s', 'seconds it took'),
    text('error', 'what broke it'),
  ],
  key: ['proposal', 'replicate'],
});

export const FIT_ROUNDS: Table = {
  name: 'rounds',
  title: 'The rounds of the fit',
  fields: [
    integer('round', 'number'),
    text('kind', 'wave, step (ensemble), check (runs at draws of the posterior) or generation'),
    integer('points', 'points of the parameter space that were simulated'),
    integer('runs', 'runs, replicates included'),
    integer('failed', 'runs that broke'),
    number('best_misfit', 'smallest sum of squared differences in standard errors so far'),
    number('log_volume', 'ln of the share of the prior that is still looked at afterwards'),
    number(
      'tolerance',
      'largest accepted distance (abc-smc); what the variance of the figures is multiplied by in the step (ensemble)',
    ),
    number('k_hat', 'of a check: shape of the tail of its weights; below 0.7 the posterior has settled'),
    number(
      'worth',
      'of a check: share of its draws that its weights are worth; from 0.9 on it has settled, too',
    ),
    text('unguided', 'targets whose emulator was not good enough to guide the next wave'),
  ],
  key: ['round'],
};

export const fitPosterior = (parameters: readonly string[]): Table => ({
  name: 'posterior',
  title: 'Draws from the posterior',
  fields: [
    integer('chain', 'independent repeat of the sampler'),
    integer('draw', 'number in its chain'),
    number('weight', 'they sum to one'),
    number('log_lik', 'log likelihood of the figures; empty: the method has none'),
    ...columns(parameters, 'value of the parameter'),
  ],
  key: ['chain', 'draw'],
});

export const FIT_PARAMETERS: Table = {
  name: 'parameters',
  title: 'What was learnt of each parameter',
  fields: [
    text('name', 'parameter'),
    number('mean', 'of the posterior'),
    number('sd', 'standard deviation of the posterior'),
    ...['q05', 'q25', 'q50', 'q75', 'q95'].map(name => number(name, 'quantile of the posterior')),
    number('ess', 'independent draws that the chains are worth'),
    number('r_hat', 'agreement of the chains; 1 is perfect, above 1.01 is not enough'),
    number('prior_mean', 'of the prior'),
    number('prior_sd', 'standard deviation of the prior'),
    ...['q05', 'q50', 'q95'].map(name => number(`prior_${name}`, 'quantile of the prior')),
    number('shrinkage', '1 - (sd / prior sd)^2: 1 all is known, 0 the figures say nothing'),
    text('moved', 'yes, or no: the figures leave it where its prior has it'),
  ],
  key: ['name'],
};

export const FIT_CORRELATIONS: Table = {
  name: 'correlations',
  title: 'Parameters that the figures can hardly tell apart',
  fields: [
    text('a', 'parameter'),
    text('b', 'parameter'),
    number('correlation', 'over draws of the posterior'),
  ],
  key: ['a', 'b'],
};

export const FIT_CHECK: Table = {
  name: 'ppc',
  title: 'Posterior predictive check: the figures beside runs at draws of the posterior',
  fields: [
    text('target', 'row of the study'),
    number('observed', 'printed figure; empty: a range'),
    number('low', 'lower end of a range'),
    number('high', 'upper end of a range'),
    number('se', 'standard error: sampling, rounding, discrepancy'),
    number('mean', 'simulated mean'),
    ...['q05', 'q25', 'q50', 'q75', 'q95'].map(name => number(name, 'simulated quantile')),
    number('p', 'chance that a survey of the simulated world prints at most the figure'),
    number('z', '(simulated median - printed) / se; inside a range 0'),
  ],
  key: ['target'],
};

/** Only where there were so many that a fit looked first. */
export const FIT_SCREENING: Table = {
  name: 'screening',
  title: 'Which parameters the figures tell something of',
  fields: [
    text('name', 'parameter'),
    text('target', 'the figure that it moves most; where none is sure, most clearly'),
    number('size', 'standard deviation that its prior gives to the figure, in standard errors of the figure'),
    number('t', 'the estimate over its own standard error'),
    text('fitted', 'yes, or no: it keeps its prior'),
  ],
  key: ['name'],
};

export const FIT_THETA = (parameters: readonly string[]): Table => ({
  name: 'theta',
  title: 'Parameters of all runs, for the package sbi',
  fields: columns(parameters, 'value of the parameter'),
  key: [],
});

export const FIT_X = (targets: readonly string[]): Table => ({
  name: 'x',
  title: 'What these runs said to the targets, row by row as in theta.csv',
  fields: columns(targets, 'simulated value'),
  key: [],
});

/** Of `rhizome regress`. */
export const regressPosterior = (parameters: readonly string[]): Table => ({
  name: 'posterior',
  title: 'Runs moved to where they would be had they said exactly the figures',
  fields: [
    integer('draw', 'number'),
    number('weight', 'they sum to one'),
    ...columns(parameters, 'value of the parameter'),
  ],
  key: ['draw'],
});

export const REGRESSED: Table = {
  ...FIT_PARAMETERS,
  fields: FIT_PARAMETERS.fields.filter(({ name }) => name !== 'ess' && name !== 'r_hat'),
};
