import type { Diagnostic } from '../../core/diagnostics.ts';
import type { Shares } from '../fit/shares.ts';
import { categoryTotals, type Shape } from '../fit/table.ts';
import { categoryName } from './margins.ts';

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
  const groups = shares.margins.flatMap(margin => {
    const [wanted, whole] = [pool, counts].map(cells =>
      categoryTotals(shape, cells, margin.variable, margin.given),
    );
    return margin.figures.flatMap((figure, category) =>
      wanted[category] === 0 || whole[category] > 0
        ? []
        : [
            {
              name: categoryName(shares.variables, margin, category),
              persons: wanted[category] * personsPerAgent,
              at: figure.at,
            },
          ],
    );
  });
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
