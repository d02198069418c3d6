import { isoDay } from '../../core/calendar.ts';
import { QUANTILE_LEVELS } from '../../inference/scoring/forecast.ts';
import type { FurtherTable } from '../../io/folder/outputs.ts';
import { sortRows } from '../../io/folder/small-tables.ts';
import { number, type Table, type TableField, text, withStructure } from '../../io/folder/tables.ts';
import type { Cell } from '../../io/text/csv-writer.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { ProjectedFigure } from './projected.ts';

const date = (name: string, description: string): TableField => ({ name, type: 'date', description });
const percent = (level: number) => Number((100 * level).toFixed(1));

const PROJECTED: Table = {
  name: 'projected',
  title: 'Figures later than the fit, with what the model may be wrong about',
  fields: [
    text('scenario', 'name of the scenario'),
    text('wave', 'wave of the study; empty: a count or stock'),
    text('item', 'question; of counts the place and the measure'),
    text('subgroup', 'among whom'),
    text('response', 'answer, or unit of a count'),
    date('date', 'day that it describes'),
    text('scale', 'share: 0 to 1; count: persons'),
    number(
      'last_value',
      'last fitted figure of the same, from which the projection goes on; empty: there is none',
    ),
    date('last_date', 'its day'),
    number('model_q50', 'median of the runs alone'),
    ...QUANTILE_LEVELS.map(level =>
      number(
        `q${percent(level)}`.replace('.', '_'),
        `${percent(level)} % quantile with the discrepancy that the study declares, without the error of a survey`,
      ),
    ),
    number(
      'parameter_share',
      'share of the variance (on the logit or log scale) from not knowing the parameters',
    ),
    number('chance_share', 'from chance'),
    number('discrepancy_share', 'from what the model may be wrong about'),
    number('printed', 'what was printed, where it is known'),
    text('use', 'calibrate, context or holdout'),
  ],
  key: ['scenario', 'wave', 'item', 'subgroup', 'response', 'date'],
};

/** The table of projected figures; none where nothing is projected. */
export function projectedTable(
  { name }: Scenario,
  projected: readonly ProjectedFigure[],
  isOfTheories = false,
): FurtherTable[] {
  if (projected.length === 0) return [];
  const rows = projected.map((one): Cell[] => [
    ...[name, one.wave, one.item, one.subgroup, one.response, isoDay(one.day), one.scale],
    ...[one.last?.printed, one.last && isoDay(one.last.day), one.modelled, ...one.quantiles],
    ...[one.shares.parameters, one.shares.chance, one.shares.discrepancy],
    ...[one.printed, one.use],
    ...(isOfTheories ? [one.shares.structure] : []),
  ]);
  return [{ table: withStructure(PROJECTED, isOfTheories), rows: sortRows(rows, 6) }];
}
