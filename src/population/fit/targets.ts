import { conditionsAt, idsOf, label, type Margin, together } from '../margins/margins.ts';
import { combinations, type Family, marginShares, type Shares } from './shares.ts';
import { crossing, lumped, type Shape, type TableMargin } from './table.ts';

/** A margin of the table, and the variables whose categories decide a cell's group. */
export interface PopulationMargin extends TableMargin {
  axes: readonly number[];
}

/**
 * The margins as parts of one table of shares (N = 1): a distribution is a one-way margin; the conditional distributions
 * of A given B become a two-way margin of B and A, those given B and C a three-way one. Categories of B without one keep their total,
 * however A is spread within them.
 */
export function tableMargins(shares: Shares, used: readonly number[], shape: Shape): PopulationMargin[] {
  const oneWay = shares.margins.flatMap((margin, k) =>
    margin.given.length ? [] : distributed(shares, margin, k, used, shape),
  );
  return [...oneWay, ...shares.families.map(family => conditioned(shares, family, used, shape))];
}

function distributed(
  shares: Shares,
  margin: Margin,
  k: number,
  used: readonly number[],
  shape: Shape,
): PopulationMargin {
  const { variable } = margin;
  return {
    name: idsOf([margin]).join(', '),
    at: margin.figures[0].at,
    axes: [variable],
    partition: crossing(shape, [variable]),
    labels: margin.figures.map((_, c) => label(shares.variables, variable, c)),
    targets: Float64Array.from(marginShares(shares, used, k)),
  };
}

function conditioned(
  shares: Shares,
  family: Family,
  used: readonly number[],
  shape: Shape,
): PopulationMargin {
  const { variables, margins } = shares;
  const { variable, given } = family;
  const weights = combinations(shares, used, family);
  const lump: number[] = [];
  const labels: string[] = [];
  const targets: number[] = [];
  family.margins.forEach((margin, b) => {
    const condition = together(variables, conditionsAt(variables, given, b));
    const inner = margin < 0 ? undefined : marginShares(shares, used, margin);
    variables[variable].categories.forEach((_, a) => {
      if (inner || a === 0) {
        labels.push(inner ? `${label(variables, variable, a)} with ${condition}` : condition);
        targets.push(inner ? weights[b] * inner[a] : weights[b]);
      }
      lump.push(targets.length - 1);
    });
  });
  return {
    at: margins[Math.max(...family.margins)].figures[0].at,
    name: idsOf(family.margins.filter(m => m >= 0).map(m => margins[m])).join(', '),
    axes: [...given, variable],
    partition: lumped(crossing(shape, [...given, variable]), lump),
    labels,
    targets: Float64Array.from(targets),
  };
}
