import type { Csv, CsvRow } from '../../core/located-document.ts';
import type { Inputs } from '../../engine/program/run-types.ts';
import type { Figure } from './printed-figures.ts';

/** Figures as a fit of a day uses them: what was held out and had ended by then is fitted. */
export const figuresKnown = (figures: readonly Figure[], day: number): Figure[] =>
  figures.map(one => (isReleased(one, day) ? { ...one, use: 'calibrate' } : one));

const isReleased = ({ use, endDay }: Figure, day: number) => use === 'holdout' && endDay <= day;

/**
 * The inputs as they were known on a day: without the figures of later, except those from which the population is made, and with what
 * was held out before as figures to fit.
 */
export function asOf(inputs: Inputs, figures: readonly Figure[], day: number): Inputs {
  const { study, model } = inputs;
  const made = new Set(model.margins?.rows.map(row => row.cells.survey_row).filter(Boolean));
  const later = new Set(figures.filter(({ endDay }) => endDay > day).map(({ row }) => row));
  const released = new Set(figures.filter(one => isReleased(one, day)).map(({ row }) => row));
  const isGone = (row: string) => later.has(row) && !made.has(row);
  const known = (row: CsvRow): CsvRow =>
    released.has(row.cells.row_id) ? { ...row, cells: { ...row.cells, use: 'calibrate' } } : row;
  const part = <T extends Csv | undefined>(csv: T, gone: boolean): T =>
    csv && { ...csv, rows: csv.rows.filter(({ cells }) => isGone(cells.row_id) === gone).map(known) };
  const withheld = [study.marginals, study.flows].flatMap(csv => part(csv, true) ?? []);
  const [marginals, flows] = [part(study.marginals, false), part(study.flows, false)];
  return {
    ...inputs,
    study: { ...study, marginals, flows, withheld: [...(study.withheld ?? []), ...withheld] },
  };
}
