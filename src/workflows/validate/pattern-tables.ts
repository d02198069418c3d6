import { isoDay } from '../../core/calendar.ts';
import type { Band } from '../../core/math/statistics.ts';
import { compare } from '../../io/folder/rows.ts';
import type { Table } from '../../io/folder/tables.ts';
import type { Cell } from '../../io/text/csv-writer.ts';
import { unreachedPart } from '../../observe/series/flow-targets.ts';
import type { FlowFigure, Relation } from '../../survey/study.ts';

/** The tables of a judgement: printed flows, and what the sources say of directions. */

const text = (name: string, description: string) => ({ name, type: 'string' as const, description });
const number = (name: string, description: string) => ({ name, type: 'number' as const, description });

export const RELATIONS: Table = {
  name: 'relations',
  title: 'Directions that the sources state, as the runs show them',
  fields: [
    text('rel_id', 'relation of the study'),
    text('cause', 'what, in words'),
    text('effect', 'on what, in words'),
    text('expected', '+, -, 0 (no effect), timing or selection'),
    text('found', 'as expected; or the sign beyond the interval, 0: neither; or `not reached`'),
    number('value', 'median over the runs of the statistic in relations.csv of the study'),
    number('low', '5 % quantile'),
    number('high', '95 % quantile'),
    number('without_mechanism', 'median with its own mechanism off, by the same draws'),
    text(
      'caused',
      'whether it comes from that mechanism: yes, in part, no; empty: nothing to switch off, or it does not hold',
    ),
    text('mechanism', 'what was off'),
    text('note', 'why it was not reached'),
  ],
  key: ['rel_id'],
};

export interface RelationRow {
  relation: Relation;
  found: string;
  band: Pick<Band, 'q05' | 'q50' | 'q95'>;
  without: Pick<Band, 'q50'>;
  caused: string | undefined;
  reason: string;
}

export function relationRows(lines: readonly RelationRow[]): Cell[][] {
  return lines
    .map(({ relation, found, band, without, caused, reason }): Cell[] => [
      ...[relation.id, relation.cause, relation.effect, relation.sign, found],
      ...[band.q50, band.q05, band.q95, without.q50],
      ...[caused ?? '', relation.mechanism?.text ?? '', reason],
    ])
    .sort((a, b) => compare(String(a[0]), String(b[0])));
}

export const FIGURES: Table = {
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

export interface FigureRow {
  figure: FlowFigure;
  band: Pick<Band, 'mean' | 'q05' | 'q50' | 'q95'>;
  z: number;
}

/** @param startDay Monday of the model's first week: windows that begin before are cut there, which the note says */
export function figureRows(lines: readonly FigureRow[], startDay: number): Cell[][] {
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
