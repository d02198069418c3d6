/** The tables of an output folder as data: their headers, and what datapackage.json says of them. */

export interface TableField {
  name: string;
  type: 'string' | 'number' | 'integer' | 'date' | 'yearmonth';
  description: string;
}

export interface Table {
  /** Name of the file without `.csv`. */
  name: string;
  title: string;
  fields: readonly TableField[];
  /** Fields by which rows are told apart and sorted. */
  key: readonly string[];
}

const text = (name: string, description: string): TableField => ({ name, type: 'string', description });
const number = (name: string, description: string): TableField => ({ name, type: 'number', description });
const integer = (name: string, description: string): TableField => ({ name, type: 'integer', description });

const scenario = text('scenario', 'name of the scenario file');
const replicate = integer(
  'replicate',
  'number of the run; each has chance of its own (runs.csv tells its parameters)',
);
const date: TableField = {
  name: 'date',
  type: 'date',
  description: 'Monday of the week; the state is that at its end',
};
const metric = text('metric', 'what is measured');
const group = text('group', 'among whom: `all`, or `name=label`');
const mean = number('mean', 'mean over the runs');
const q05 = number('q05', '5 % quantile (type 7) over the runs');
const q25 = number('q25', '25 % quantile');
const q50 = number('q50', 'median');
const q75 = number('q75', '75 % quantile');
const q95 = number('q95', '95 % quantile');

/** Which rows trajectories.csv has: all, those of all persons together, or none, and then there is no such file. */
export const TRAJECTORY_ROWS = ['all', 'total', 'none'] as const;
export type TrajectoryRows = (typeof TRAJECTORY_ROWS)[number];

export const TRAJECTORIES: Table = {
  name: 'trajectories',
  title: 'Weekly metrics of every run',
  fields: [
    scenario,
    replicate,
    date,
    metric,
    group,
    number('value', 'persons or a share 0-1; empty: nobody in the base'),
  ],
  key: ['scenario', 'replicate', 'date', 'metric', 'group'],
};

export const SUMMARY: Table = {
  name: 'summary',
  title: 'Weekly metrics over all runs',
  fields: [
    scenario,
    date,
    metric,
    group,
    integer('n', 'runs that have a value'),
    mean,
    number('sd', 'standard deviation over the runs; empty with fewer than two'),
    q05,
    q25,
    q50,
    q75,
    q95,
  ],
  key: ['scenario', 'date', 'metric', 'group'],
};

/** The same of runs on a posterior. */
export const SUMMARY_OF_DRAWS: Table = {
  ...SUMMARY,
  fields: [
    ...SUMMARY.fields,
    number(
      'parameter_share',
      'share of the variance over runs that comes from not knowing the parameters; empty: one seed only, or all runs agree',
    ),
    number('chance_share', 'share that comes from chance; the two add up to 1'),
  ],
};

export const FLOWS: Table = {
  name: 'flows',
  title: 'Changes of place by month',
  fields: [
    scenario,
    replicate,
    { name: 'month', type: 'yearmonth', description: 'a week belongs to the month of its Thursday' },
    text('from', 'place before'),
    text('to', 'place after'),
    number('persons', 'persons who changed place'),
  ],
  key: ['scenario', 'replicate', 'month', 'from', 'to'],
};

export const SURVEY: Table = {
  name: 'survey',
  title: 'The survey asked in the simulation, beside the printed figures',
  fields: [
    scenario,
    text('wave', 'wave of the study'),
    text('item', 'question'),
    text('subgroup', 'among whom'),
    text('response', 'answer'),
    text(
      'mode',
      'drawn: a sample of the printed size; expected: without sampling noise; empty: not reached by the model',
    ),
    number('respondents', 'mean number of respondents in the base'),
    mean,
    q05,
    q50,
    q95,
    number('target', 'printed share'),
    number('target_se', 'its standard error: sampling, rounding, discrepancy'),
    number('target_low', 'lower end of a figure given as a range'),
    number('target_high', 'upper end of a figure given as a range'),
    number('z', '(median - target) / se; inside a range 0, outside it the distance to the nearer end'),
    text('use', 'calibrate, context or holdout'),
  ],
  key: ['scenario', 'wave', 'item', 'subgroup', 'response', 'mode'],
};

export const POPULATION: Table = {
  name: 'population',
  title: 'The margins of the population, as given and as met',
  fields: [
    text('margin', 'margin of the model'),
    text('category', 'category, with its condition'),
    number('given', 'share as given'),
    number('used', 'share after reconciliation with the other margins'),
    number('fitted', 'share in the fitted table'),
    number('integer', 'share among the agents'),
    number('z', 'difference from the given share in its standard errors'),
  ],
  key: ['margin', 'category'],
};

const RUN_FIELDS: readonly TableField[] = [
  scenario,
  replicate,
  integer('draw', 'row of the posterior that gave the parameters, from 1; empty: defaults'),
  text('seed', 'seed text'),
  text('status', 'ok or failed'),
  integer('weeks', 'weeks simulated'),
  integer('agents', 'agents'),
  number('wall_s', 'seconds it took'),
  text('error', 'what broke it'),
];

/** runs.csv, with a column for each parameter that has a value of its own in each run. */
export function runsTable(parameters: readonly string[]): Table {
  const taken = new Set(RUN_FIELDS.map(({ name }) => name));
  const columns = parameters.map(name =>
    number(taken.has(name) ? `${name}_` : name, `value of the parameter \`${name}\` in this run`),
  );
  return {
    name: 'runs',
    title: 'Every run',
    fields: [...RUN_FIELDS, ...columns],
    key: ['scenario', 'replicate'],
  };
}
