import { isoDay } from '../../core/calendar.ts';
import type { FurtherTable } from '../../io/folder/outputs.ts';
import { compare } from '../../io/folder/rows.ts';
import type { Table } from '../../io/folder/tables.ts';
import type { Cell } from '../../io/text/csv-writer.ts';
import { unreachedPart } from '../../observe/series/flow-targets.ts';
import type { FlowLine } from './flow-lines.ts';

const text = (name: string, description: string) => ({ name, type: 'string' as const, description });
const number = (name: string, description: string) => ({ name, type: 'number' as const, description });

/** figures.csv, where the study has printed counts. */
export const figuresTable = (lines: readonly FlowLine[], startDay: number): FurtherTable[] =>
  lines.length ? [{ table: FIGURES, rows: figureRows(lines, startDay) }] : [];

const FIGURES: Table = {
  name: 'figures',
  title: 'Printed counts of persons, as the runs give them',
  fields: [
    text('row', 'row of flows.csv of the study'),
    text('place', 'place, or `all`'),
    { name: 'from', type: 'date', description: 'first day of the window' },
    { name: 'to', type: 'date', description: 'last day' },
    text('measure', 'left, entries, exits, net or stock'),
    text('operator', 'what was counted in the runs'),
    number('mean', 'mean over the runs; persons'),
    number('q05', '5 % quantile'),
    number('q50', 'median'),
    number('q95', '95 % quantile'),
    number('value', 'printed; persons'),
    number('value_low', 'lower end of a figure given as a range'),
    number('value_high', 'upper end'),
    number('se', 'standard error of the printed figure'),
    number('z', '(median - printed) / se; inside a range 0, outside it the distance to the nearer end'),
    text('use', 'calibrate, context or holdout'),
    text('note', 'of the study, and whether the window was cut or not reached'),
  ],
  key: ['row'],
};

/** @param startDay Monday of the model's first week: windows that begin before are cut there, which the note says */
function figureRows(lines: readonly FlowLine[], startDay: number): Cell[][] {
  return lines
    .map(({ figure, band, z }): Cell[] => {
      const note = unreachedPart(figure, startDay, Number.isNaN(band.q50));
      return [
        ...[figure.row, figure.place, isoDay(figure.startDay), isoDay(figure.endDay), figure.measure],
        ...[figure.operator?.text ?? '', band.mean, band.q05, band.q50, band.q95],
        ...[figure.value, figure.low, figure.high, figure.se, z, figure.use],
        [note, figure.note].filter(Boolean).join('; '),
      ];
    })
    .sort((a, b) => compare(String(a[0]), String(b[0])));
}
