/** The tables of an output folder as data: their headers, and what datapackage.json says of them. */

export interface TableField {
  name: string;
  type: 'string' | 'number' | 'integer' | 'date' | 'yearmonth';
  description: string;
  /** A whole number that a row may lack; a number may always be missing. */
  optional?: true;
}

export interface Table {
  /** Name of the file without its ending. */
  name: string;
  title: string;
  fields: readonly TableField[];
  /** Fields by which rows are told apart and sorted. */
  key: readonly string[];
}

export const text = (name: string, description: string): TableField => ({
  name,
  type: 'string',
  description,
});
export const number = (name: string, description: string): TableField => ({
  name,
  type: 'number',
  description,
});
export const integer = (name: string, description: string): TableField => ({
  name,
  type: 'integer',
  description,
});

export const scenario = text('scenario', 'name of the scenario file');
export const replicate = integer(
  'replicate',
  'number of the run; each has chance of its own (runs.csv tells its parameters)',
);
export const dateField: TableField = {
  name: 'date',
  type: 'date',
  description: 'first day of the step, a Monday where steps are weeks; the state is that at its end',
};
const metric = text('metric', 'what is measured');
const mean = number('mean', 'mean over the runs');
const q05 = number('q05', '5 % quantile (type 7) over the runs');
const q25 = number('q25', '25 % quantile');
const q50 = number('q50', 'median');
const q75 = number('q75', '75 % quantile');
const q95 = number('q95', '95 % quantile');

/** Whose trajectories are written: all groups, all persons together, or none, and then there are no such files. */
export const TRAJECTORY_ROWS = ['all', 'total', 'none'] as const;
export type TrajectoryRows = (typeof TRAJECTORY_ROWS)[number];

/** What the large tables have as CSV: what is read by eye, rounded, or every group, pair of places and digit. */
export const CSV_ROWS = ['small', 'full'] as const;
export type CsvRows = (typeof CSV_ROWS)[number];

/** What of a metric its column tells. */
export interface MetricField {
  name: string;
  unit?: string;
  text?: string;
}

const groupField = (name: string) => text(name, `label of the group \`${name}\`; \`all\`: all together`);

/** trajectories.csv and trajectories.parquet: a column a group, then a column a metric. */
export function trajectoryTable(groups: readonly string[], metrics: readonly MetricField[]): Table {
  const first = [scenario, replicate, dateField, ...groups.map(groupField)];
  return {
    name: 'trajectories',
    title: 'Weekly metrics of every run',
    fields: withColumns(
      first,
      metrics.map(one =>
        number(
          one.name,
          [one.text, one.unit ?? ''].filter(Boolean).join('; ') || 'empty: nobody in the base',
        ),
      ),
    ),
    key: first.map(({ name }) => name),
  };
}

/** Of tables of runs of several theories. */
const STRUCTURE_SHARE = number(
  'structure_share',
  'share that lies between the means of the theories: from not knowing which of them is right',
);

/** The same table with this column at its end. */
export const withStructure = (table: Table, isOfTheories: boolean): Table =>
  isOfTheories ? { ...table, fields: [...table.fields, STRUCTURE_SHARE] } : table;

/**
 * summary.csv and summary.parquet, with a column a group.
 * @param isOfDraws runs are draws of a posterior: the table tells where their spread comes from
 * @param isOfTheories and of several theories that are projected together
 */
export function summaryTable(groups: readonly string[], isOfDraws: boolean, isOfTheories = false): Table {
  const shares = [
    number(
      'parameter_share',
      'share of the variance over runs that comes from not knowing the parameters; empty: one seed only, or all runs agree',
    ),
    number(
      'chance_share',
      `share that comes from chance; ${isOfTheories ? 'with structure_share all' : 'the two'} add up to 1`,
    ),
    ...(isOfTheories ? [STRUCTURE_SHARE] : []),
  ];
  const first = [scenario, dateField, metric, ...groups.map(groupField)];
  const bands = [
    integer('n', 'runs that have a value'),
    mean,
    number('sd', 'standard deviation over the runs; empty with fewer than two'),
    ...[q05, q25, q50, q75, q95],
    ...(isOfDraws ? shares : []),
  ];
  return {
    name: 'summary',
    title: 'Weekly metrics over all runs',
    fields: withColumns(first, bands),
    key: first.map(({ name }) => name),
  };
}

/** The groups that have a column in a summary. */
export const groupsOf = ({ key }: Table): readonly string[] =>
  key.slice(['scenario', 'date', 'metric'].length);

/** Fields and others behind them; a name that is taken gets an underscore. */
export function withColumns(first: readonly TableField[], more: readonly TableField[]): TableField[] {
  const fields = [...first];
  const taken = new Set(first.map(({ name }) => name));
  for (const field of more) {
    let { name } = field;
    while (taken.has(name)) name += '_';
    taken.add(name);
    fields.push({ ...field, name });
  }
  return fields;
}

const month: TableField = {
  name: 'month',
  type: 'yearmonth',
  description: 'a week belongs to the month of its Thursday, another step to that in which it begins',
};

export const FLOWS: Table = {
  name: 'flows',
  title: 'Changes of place by month',
  fields: [
    scenario,
    replicate,
    month,
    text('from', 'place before'),
    text('to', 'place after'),
    number('persons', 'persons who changed place; pairs of places and months without any may be left out'),
  ],
  key: ['scenario', 'replicate', 'month', 'from', 'to'],
};

export const VITALS: Table = {
  name: 'vitals',
  title: 'Entries, births and deaths by month',
  fields: [
    scenario,
    replicate,
    month,
    text('place', 'place at the end of the step'),
    text('event', 'entered: came from outside; born; died'),
    number('persons', 'persons to whom it happened'),
  ],
  key: ['scenario', 'replicate', 'month', 'place', 'event'],
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
  integer('weeks', 'steps simulated'),
  integer('agents', 'agents'),
  number('wall_s', 'seconds it took'),
  text('error', 'what broke it'),
];

const RUN_THEORY = text('theory', 'which of the theories that are projected together it is of');

/** runs.csv, with a column for each parameter that has a value of its own in each run. */
export function runsTable(parameters: readonly string[], isOfTheories = false): Table {
  const columns = parameters.map(name => number(name, `value of the parameter \`${name}\` in this run`));
  return {
    name: 'runs',
    title: 'Every run',
    fields: withColumns(isOfTheories ? [...RUN_FIELDS, RUN_THEORY] : RUN_FIELDS, columns),
    key: ['scenario', 'replicate'],
  };
}
