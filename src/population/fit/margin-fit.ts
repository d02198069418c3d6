import { categoryName, standardError } from '../margins/margins.ts';
import type { MarginFit } from '../population.ts';
import { marginShares, type Shares } from './shares.ts';
import { codeAt, type Shape } from './table.ts';

/** The tables from which margins are judged, by cell. */
export interface Tables {
  shape: Shape;
  /** Fitted shares of emigrants. */
  emigrants: Float64Array;
  /** Whole agents of the pool. */
  counts: Float64Array;
  /** Relative departure rates: an agent of the pool counts so much among emigrants. */
  rates: Float64Array;
}

/** Every printed share beside the one used, the fitted one and the one among whole agents, for population.csv. */
export function marginFits(shares: Shares, used: readonly number[], tables: Tables): MarginFit[] {
  const { emigrants, counts, rates } = tables;
  const weighted = counts.map((count, cell) => count * rates[cell]);
  return shares.margins.flatMap((margin, m) => {
    const chosen = marginShares(shares, used, m);
    return margin.figures.map((figure, category): MarginFit => {
      const fitted = shareIn(shares, m, category, tables.shape, emigrants);
      const integer = shareIn(shares, m, category, tables.shape, weighted);
      const error = standardError(figure);
      const off = (integer ?? chosen[category]) - figure.share;
      return {
        margin: figure.id,
        category: categoryName(shares.variables, margin, category),
        given: figure.share,
        used: chosen[category],
        fitted,
        integer,
        z: error === undefined ? undefined : off / error,
      };
    });
  });
}

/** Share of a category in a table, among those who meet the margin's condition; undefined when nobody does. */
function shareIn(
  { margins }: Shares,
  m: number,
  category: number,
  shape: Shape,
  cells: Float64Array,
): number | undefined {
  const { variable, given } = margins[m];
  let base = 0;
  let part = 0;
  for (let cell = 0; cell < cells.length; cell++) {
    if (given && codeAt(shape, cell, given.variable) !== given.category) continue;
    base += cells[cell];
    if (codeAt(shape, cell, variable) === category) part += cells[cell];
  }
  return base > 0 ? part / base : undefined;
}
