import { categoryName, type Margin, standardError } from '../margins/margins.ts';
import type { MarginFit } from '../population.ts';
import { marginShares, type Shares } from './shares.ts';
import { categoryTotals, codeAt, type Shape } from './table.ts';

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
    const [inFitted, inWhole] = [emigrants, weighted].map(cells => sharesIn(margin, tables.shape, cells));
    return margin.figures.map((figure, category): MarginFit => {
      const [fitted, integer] = [inFitted?.[category], inWhole?.[category]];
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

/** Shares of the categories in a table, among those who meet the margin's condition; undefined when nobody does. */
function sharesIn({ variable, given }: Margin, shape: Shape, cells: Float64Array): Float64Array | undefined {
  let base = 0;
  for (let cell = 0; cell < cells.length; cell++)
    if (given.every(one => codeAt(shape, cell, one.variable) === one.category)) base += cells[cell];
  return base > 0 ? categoryTotals(shape, cells, variable, given).map(part => part / base) : undefined;
}
