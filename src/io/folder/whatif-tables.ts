import { integer, number, type Table, type TableField, text } from './tables.ts';

/** The tables of `sensitivity`, `sweep` and `compare` as data, beside those of tables.ts. */

const outcome = text('outcome', 'metric@Monday of the week, or metric:group@Monday');

export const SENSITIVITY: Table = {
  name: 'sensitivity',
  title: 'What moves each outcome: indices by Morris or Sobol, with a dummy that represents chance',
  fields: [
    outcome,
    text('parameter', 'parameter; `dummy` is what other seeds alone do'),
    number('mu', 'Morris: mean effect of the whole prior, in units of the outcome'),
    number('mu_star', 'Morris: mean size of that effect'),
    number('mu_star_conf', 'half width of the 95 % bootstrap interval of mu_star'),
    number(
      'sigma',
      'Morris: standard deviation of the effects; large: curved, or dependent on other parameters',
    ),
    number('S1', 'Sobol: share of the variance that the parameter explains alone, clipped to 0-1'),
    number('S1_conf', 'half width of the 95 % bootstrap interval of S1_raw'),
    number('ST', 'Sobol: share of the variance that it has a part in, clipped to 0-1'),
    number('ST_conf', 'half width of the 95 % bootstrap interval of ST_raw'),
    number('S1_raw', 'S1 as it came; below 0 by chance of the sample'),
    number('ST_raw', 'ST as it came'),
    number(
      'noise_share',
      'share of the variance of single runs over the design that is between seeds at one point; of the outcome',
    ),
    text('told_from_chance', 'yes: mu_star or ST beyond the dummy, intervals of both counted; else no'),
    text('note', 'a caution'),
  ],
  key: ['outcome', 'parameter'],
};

export const PARAMETERS: Table = {
  name: 'parameters',
  title: 'The parameters that were varied',
  fields: [
    text('parameter', 'name'),
    text('prior', 'of what it was drawn; cut off outside low and high'),
    number('low', 'minimum; empty: none'),
    number('high', 'maximum; empty: none'),
    number('value', 'value in the scenario'),
    text('unit', 'unit'),
    text('text', 'what it is'),
  ],
  key: ['parameter'],
};

/** design.csv: one column a parameter, with its values. */
export function designTable(parameters: readonly string[]): Table {
  return {
    name: 'design',
    title: 'The points at which the model was run',
    fields: [
      integer('point', 'number of the point, from 1'),
      text('design_type', 'morris or sobol: a table of another design has no such indices'),
      integer('block', 'trajectory (Morris) or row (Sobol), from 1'),
      text('seeds', 'own: the same at every point; other: the dummy has moved'),
      ...parameters.map(name => number(name, 'value of the parameter')),
    ],
    key: ['point'],
  };
}

export const POINT_OUTCOMES: Table = {
  name: 'outcomes',
  title: 'Each outcome in each run',
  fields: [
    integer('point', 'number of the point in design.csv'),
    integer('replicate', 'number of the run; it addresses chance'),
    outcome,
    number('value', 'persons, a share 0-1 or a mean; empty: nobody in the base'),
  ],
  key: ['point', 'replicate', 'outcome'],
};

type LeverColumn = { name: string; isDate: boolean };
const leverFields = (levers: readonly LeverColumn[]): TableField[] => [
  integer('point', 'number of the point, from 1'),
  ...levers.map(
    ({ name, isDate }): TableField => ({
      name,
      type: isDate ? 'date' : 'number',
      description: 'value of the lever',
    }),
  ),
];
const date: TableField = {
  name: 'date',
  type: 'date',
  description: 'Monday of the week; the state is that at its end',
};
const whatAndWhen: TableField[] = [
  text('metric', 'what is measured'),
  text('group', 'among whom: `all`, or `name=label`'),
  date,
];

/** outcomes.csv of a sweep: one column a lever. */
export function sweepOutcomesTable(levers: readonly LeverColumn[]): Table {
  return {
    name: 'outcomes',
    title: 'Each outcome in each run at each point',
    fields: [
      ...leverFields(levers),
      integer('replicate', 'number of the run: the same draws at every point'),
      ...whatAndWhen,
      number('value', 'persons, a share 0-1 or a mean; empty: nobody in the base'),
    ],
    key: ['point', 'replicate', 'metric', 'group', 'date'],
  };
}

/** points.csv: what the runs of a point say together. */
export function sweepPointsTable(levers: readonly LeverColumn[]): Table {
  return {
    name: 'points',
    title: 'Each outcome at each point, over its runs',
    fields: [
      ...leverFields(levers),
      ...whatAndWhen,
      integer('n', 'runs that have a value'),
      number('mean', 'mean over the runs'),
      number('sd', 'standard deviation over the runs; empty with fewer than two'),
      number('q05', '5 % quantile (type 7) over the runs'),
      number('q50', 'median'),
      number('q95', '95 % quantile'),
    ],
    key: ['point', 'metric', 'group', 'date'],
  };
}

/** effects.csv of a sweep. */
export const SWEEP_EFFECTS: Table = {
  name: 'effects',
  title: 'What each lever does to each outcome: differences from its smallest value, pair by pair',
  fields: [
    text('lever', 'name of the lever'),
    text('value_a', 'its smallest value; of many values, the mean of the smallest ones'),
    text('value_b', 'the value that it is compared with'),
    ...whatAndWhen,
    integer('n_pairs', 'pairs of runs that share draw and chance and have a value on both sides'),
    number('mean_a', 'mean at value_a, over all values of the other levers'),
    number('mean_diff', 'mean of b - a over the pairs'),
    number('se', 'standard error of that mean; runs of one posterior draw count as one'),
    number('ci_low', '5 % quantile (type 7) of the pairs: parameters and chance are both in the interval'),
    number('ci_high', '95 % quantile'),
    number(
      'p_adj',
      "p of no difference in the mean (paired t, two-sided), by Holm's method over all outcomes at this value",
    ),
    number('parameter_share', 'share of the variance of the differences that is between draws of parameters'),
    number('chance_share', 'share of it that is between seeds; empty: unknown'),
  ],
  key: ['lever', 'value_a', 'value_b', 'metric', 'group', 'date'],
};

const sides: TableField[] = [
  text('metric', 'what is measured'),
  date,
  text('group', 'among whom: `all`, or `name=label`'),
  text('scenario_a', 'the scenario that the other is compared with'),
  text('scenario_b', 'the other'),
];

export const COMPARE: Table = {
  name: 'compare',
  title: 'Differences between scenarios, pair by pair, at the end of each month',
  fields: [
    ...sides,
    integer('n_pairs', 'pairs of runs that share draw and chance and have a value on both sides'),
    number('mean_a', 'mean of a over the pairs'),
    number('mean_diff', 'mean of b - a over the pairs'),
    number('se', 'standard error of that mean; runs of one posterior draw count as one'),
    number('ci_low', '5 % quantile (type 7) of the pairs: parameters and chance are both in the interval'),
    number('ci_high', '95 % quantile'),
    number('p_greater', 'share of the pairs in which b is greater than a'),
    number(
      'p_adj',
      "p of no difference in the mean (paired t, two-sided), by Holm's method over all metrics of the group at the date",
    ),
    number('correlation', 'of a and b over the pairs; what pairing gains'),
    number('parameter_share', 'share of the variance of the differences that is between draws of parameters'),
    number('chance_share', 'share of it that is between seeds; empty: unknown'),
  ],
  key: ['metric', 'date', 'group', 'scenario_a', 'scenario_b'],
};

export const COMPARE_PLACES: Table = {
  name: 'places',
  title: 'Differences between scenarios at each place, pair by pair, at the end of each month',
  fields: [
    text('place', 'id of the place'),
    date,
    text('scenario_a', 'the scenario that the other is compared with'),
    text('scenario_b', 'the other'),
    integer('n_pairs', 'pairs of runs that share draw and chance'),
    number('living_a', 'persons who live there more than at the start, in a, mean over the pairs'),
    number('living_diff', 'persons who live there, b - a, mean over the pairs'),
    number('living_se', 'standard error of that mean; runs of one posterior draw count as one'),
    number('living_low', '5 % quantile (type 7) of the pairs'),
    number('living_high', '95 % quantile'),
    number('living_p_adj', "p of no difference in the mean, by Holm's method over all places at the date"),
    number('entered_diff', 'arrivals since the start of the run in persons, b - a, mean over the pairs'),
    number('entered_se', 'its standard error'),
    number('entered_low', '5 % quantile of the pairs'),
    number('entered_high', '95 % quantile'),
  ],
  key: ['place', 'date', 'scenario_a', 'scenario_b'],
};

export const WEEKLY: Table = {
  name: 'weekly',
  title: 'Differences in the headlines week by week',
  fields: [
    text('metric', 'what is measured, among all'),
    date,
    text('scenario_a', 'the scenario that the other is compared with'),
    text('scenario_b', 'the other'),
    number('mean_diff', 'mean of b - a over the pairs'),
    number('ci_low', '5 % quantile (type 7) of the pairs'),
    number('ci_high', '95 % quantile'),
  ],
  key: ['metric', 'date', 'scenario_a', 'scenario_b'],
};

export const PAIRS: Table = {
  name: 'pairs',
  title: 'The headlines of each pair of runs, at the end of each year and in the week that is quoted',
  fields: [
    ...sides,
    integer('replicate', 'number of both runs'),
    integer('draw', 'posterior draw of both; empty: default parameters'),
    number('value_a', 'value in scenario_a; empty: nobody in the base'),
    number('value_b', 'value in scenario_b'),
  ],
  key: ['metric', 'date', 'group', 'scenario_a', 'scenario_b', 'replicate'],
};
