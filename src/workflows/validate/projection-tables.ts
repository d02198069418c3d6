import { FIT_CHECK } from '../../io/fit/fit-tables.ts';
import { sortRows } from '../../io/folder/small-tables.ts';
import { integer, number, type Table, type TableField, text } from '../../io/folder/tables.ts';
import type { Cell } from '../../io/text/csv-writer.ts';

/** What a posterior projects and how it was met, as tables. */

export const PREDICTIVE: Table = { ...FIT_CHECK, name: 'predictive' };

const asked: readonly TableField[] = [
  text('wave', 'wave of the study'),
  text('item', 'question'),
  text('subgroup', 'among whom'),
  text('response', 'answer'),
];

const QUANTILES: readonly TableField[] = [
  number(
    'q025',
    '2.5 % quantile of what the wave would print: draws, chance, sampling, rounding, discrepancy',
  ),
  ...[
    ['q10', '10 %'],
    ['q25', '25 %'],
    ['q75', '75 %'],
    ['q90', '90 %'],
    ['q975', '97.5 %'],
  ].map(([name, level]) => number(name, `${level} quantile of the same`)),
];

const NAIVE_FIELDS: readonly TableField[] = [
  number('last_kept', 'naive forecast: the last printed value stays; empty: none is printed'),
  number(
    'straight_line',
    'naive forecast: a straight line through the last two printed values, cut at 0 and 1',
  ),
  number('without_networks', 'the same model on the same draws where nobody knows anybody'),
  number('nobody_moves', 'of items on residence: what the model had in the last observed wave'),
];

export const PROJECTIONS: Table = {
  name: 'projections',
  title: 'What planned waves would print, beside naive forecasts',
  fields: [
    ...asked,
    number('respondents', 'in the base; INF: all are asked'),
    number('median', 'over the runs, of the share as it is'),
    ...QUANTILES,
    ...NAIVE_FIELDS,
  ],
  key: ['wave', 'item', 'subgroup', 'response'],
};

export const HOLDOUT: Table = {
  name: 'holdout',
  title: 'Rows held out of the fit, against their projection',
  fields: [
    text('row', 'row of marginals.csv'),
    ...asked,
    number('observed', 'printed share; empty: a range'),
    number('low', 'lower end of a range'),
    number('high', 'upper end of a range'),
    number('se', 'standard error: sampling, rounding, discrepancy'),
    number('median', 'projected'),
    ...QUANTILES,
    number('error', 'projected - printed; of a range the distance to its nearer end'),
    number('z', 'error in standard errors'),
    integer('inside_50', '1: the 50 % interval holds the printed share'),
    integer('inside_80', '1: the 80 % interval does'),
    integer('inside_95', '1: the 95 % interval does'),
    ...NAIVE_FIELDS.flatMap(field => [
      field,
      number(
        `skill_${field.name}`,
        '1 - (error / error of this forecast)^2: 1 perfect, 0 no better, below 0 worse',
      ),
    ]),
  ],
  key: ['row'],
};

/** Forecasts, or skills against them, in the order of the columns. */
interface ByForecast {
  lastKept: number | undefined;
  straightLine: number | undefined;
  withoutNetworks: number | undefined;
  nobodyMoves: number | undefined;
}

interface Projected {
  wave: { id: string };
  item: string;
  subgroup: string;
  response: string;
  respondents: number;
  median: number;
  quantiles: readonly number[];
  naive: ByForecast;
}

interface Scored extends Projected {
  margin: { row: string };
  target: { observed: number | undefined; low: number | undefined; high: number | undefined; se: number };
  error: number;
  z: number;
  inside: readonly boolean[];
  skill: ByForecast;
}

/** Rows of projections.csv. */
export function projectionRows(projections: readonly Projected[]): Cell[][] {
  const rows = projections.map(({ respondents, median, quantiles, naive, ...one }): Cell[] => [
    ...askedCells(one),
    respondents,
    median,
    ...quantiles,
    ...inOrder(naive),
  ]);
  return sortRows(rows, asked.length);
}

/** Rows of holdout.csv. */
export function holdoutRows(scores: readonly Scored[]): Cell[][] {
  const rows = scores.map(
    ({ margin, target, median, quantiles, error, z, inside, naive, skill, ...one }): Cell[] => {
      const skills = inOrder(skill);
      return [
        margin.row,
        ...askedCells(one),
        ...[target.observed, target.low, target.high, target.se],
        median,
        ...quantiles,
        ...[error, z],
        ...inside.map(Number),
        ...inOrder(naive).flatMap((value, k) => [value, skills[k]]),
      ];
    },
  );
  return sortRows(rows, 1);
}

const askedCells = ({
  wave,
  item,
  subgroup,
  response,
}: Pick<Projected, 'wave' | 'item' | 'subgroup' | 'response'>) => [wave.id, item, subgroup, response];

const inOrder = ({ lastKept, straightLine, withoutNetworks, nobodyMoves }: ByForecast) => [
  lastKept,
  straightLine,
  withoutNetworks,
  nobodyMoves,
];
