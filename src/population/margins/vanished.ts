import type { Diagnostic } from '../../core/diagnostics.ts';
import type { Shares } from '../fit/shares.ts';
import { codeAt, type Shape } from '../fit/table.ts';
import { categoryName, type Margin } from './margins.ts';

/** More groups are counted, not named. */
const MOST_NAMED = 5;

/**
 * Groups of which the margins have some persons and whole agents none: at this scale they are too few to make up one. One
 * warning for all of them, at the first, with the scale at which each would have an agent.
 * @param tables agents by cell, as the margins want them (`pool`) and whole ones (`counts`)
 */
export function vanished(
  shares: Shares,
  tables: { shape: Shape; pool: Float64Array; counts: Float64Array },
  personsPerAgent: number,
): Diagnostic[] {
  const { shape, pool, counts } = tables;
  const groups = shares.margins.flatMap(margin =>
    margin.figures.flatMap((figure, category) => {
      const among = cellsOf(shape, margin, category);
      const agents = among(pool);
      if (agents === 0 || among(counts) > 0) return [];
      return [
        {
          name: categoryName(shares.variables, margin, category),
          persons: agents * personsPerAgent,
          at: figure.at,
        },
      ];
    }),
  );
  if (groups.length === 0) return [];
  const named = groups
    .slice(0, MOST_NAMED)
    .map(({ name, persons }) => `${name} (${Math.round(persons)} persons)`);
  const more = groups.length - named.length;
  const least = Math.floor(Math.min(...groups.map(({ persons }) => persons)));
  return [
    {
      kind: 'value',
      message: `no agent is left of ${groups.length === 1 ? 'a group' : `${groups.length} groups`} of the population`,
      at: groups[0].at,
      found: `${named.join(', ')}${more ? ` and ${more} more` : ''} at ${Number(personsPerAgent.toPrecision(6))} persons per agent`,
      expected: least >= 1 ? `at most ${least} persons per agent` : undefined,
      hint: 'lower persons_per_agent (--scale) if results should tell of them',
    },
  ];
}

/** Sums a table over the cells of a category, among those who meet the margin's condition. */
function cellsOf(shape: Shape, { variable, given }: Margin, category: number) {
  return (cells: Float64Array) => {
    let sum = 0;
    for (let cell = 0; cell < cells.length; cell++) {
      if (codeAt(shape, cell, variable) !== category) continue;
      if (given && codeAt(shape, cell, given.variable) !== given.category) continue;
      sum += cells[cell];
    }
    return sum;
  };
}
