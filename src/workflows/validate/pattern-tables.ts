import type { Band } from '../../core/math/statistics.ts';
import { compare } from '../../io/folder/rows.ts';
import type { Table } from '../../io/folder/tables.ts';
import type { Cell } from '../../io/text/csv-writer.ts';
import type { Relation } from '../../survey/study.ts';

/** The table of a judgement: what the sources say of directions. */

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
