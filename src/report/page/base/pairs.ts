import { compare } from '../../../io/folder/rows.ts';
import type { Difference } from '../../quote/difference-sentence.ts';
import type { Row } from './csv.ts';
import type { View } from './view.ts';

/** Two scenarios that were run on the same draws, and their rows of compare.csv. */
export interface Pair {
  a: string;
  b: string;
  rows: readonly Row[];
}

/** One pair for each scenario after the first. */
export function pairsOf({ folder }: View): Pair[] {
  const rows = folder.rows('compare');
  const keys = [...new Set(rows.map(row => `${row.scenario_a}\n${row.scenario_b}`))];
  return keys.map(key => {
    const [a, b] = key.split('\n');
    return { a, b, rows: rows.filter(row => row.scenario_a === a && row.scenario_b === b) };
  });
}

/** Differences of one metric among all, by time. */
export function courseOf({ rows }: Pair, metric: string): Row[] {
  return rows
    .filter(row => row.metric === metric && row.group === 'all' && row.mean_diff !== '')
    .sort((x, y) => compare(x.date, y.date));
}

/** The row that figures are quoted of: of the date that was asked for, else the last. */
export function quotedRow(rows: readonly Row[], { about }: View): Row | undefined {
  return rows.find(row => row.date === about.quoted_date) ?? rows.at(-1);
}

/** A row of compare.csv as the sentences read it. */
export function differenceIn(row: Row, view: View): Difference {
  const { title, measure } = view.metric(row.metric);
  return {
    ...{ title, measure, date: row.date },
    pairs: Number(row.n_pairs),
    mean: Number(row.mean_diff),
    se: Number(row.se),
    low: Number(row.ci_low),
    high: Number(row.ci_high),
    adjusted: row.p_adj === '' ? Number.NaN : Number(row.p_adj),
  };
}
