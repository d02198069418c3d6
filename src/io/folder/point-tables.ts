import { integer, type Table, type TableField, text } from './tables.ts';

/** The tables of `run --points`. */

const point = text('point', 'id of the point, as the table of points has it; else the number of its row');

/** One row a number: as pandas, R and tidyverse tools want it. */
export const POINT_RUNS: Table = {
  name: 'outcomes',
  title: 'Each outcome in each run of each point',
  fields: [
    point,
    integer('replicate', 'number of the run; it addresses chance'),
    text('outcome', 'metric@Monday, item.response@wave or flow:row, with :group among whom'),
    text('kind', 'metric, survey or flow'),
    {
      name: 'date',
      type: 'date',
      description: 'Monday of the week of a metric or an answer; last day of a flow',
    },
    text('wave', 'wave of an answer'),
    text('group', 'among whom: `all`, or `name=label`; of a flow its place'),
    { name: 'value', type: 'number', description: 'empty: nobody in the base, or not reached by the run' },
    text('unit', 'persons, share, or the unit of the metric'),
  ],
  key: ['point', 'replicate', 'outcome'],
};

/** design.csv of points: what was asked of each. @param columns what was set; a date is a text */
export function pointDesign(columns: readonly { name: string; isDate: boolean }[]): Table {
  const own: TableField[] = [
    point,
    integer('runs', 'runs that were done'),
    integer('failed', 'runs that broke'),
    text('error', 'what broke them'),
    text('seed', 'seed text, of people and chance'),
  ];
  const taken = new Set(own.map(({ name }) => name));
  return {
    name: 'design',
    title: 'The points: what was set, and how many runs each has',
    fields: [
      ...own,
      ...columns.map(
        ({ name, isDate }): TableField => ({
          name: taken.has(name) ? `${name}_` : name,
          type: isDate ? 'date' : 'number',
          description: 'value that was set',
        }),
      ),
    ],
    key: ['point'],
  };
}
