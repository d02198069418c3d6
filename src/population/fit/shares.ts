import type { Margin, Variable } from '../margins/margins.ts';

/** All conditional margins of one variable given the categories of others: by their combination, row-major, -1 where there is none. */
export interface Family {
  variable: number;
  given: readonly number[];
  margins: readonly number[];
  complete: boolean;
  /** Given several variables: the share of each combination, which other margins say. */
  weights?: readonly number[];
}

/** The shares of all margins in one list, and what they say of each variable. */
export interface Shares {
  variables: readonly Variable[];
  margins: readonly Margin[];
  families: readonly Family[];
  /** The place of each margin's first category in the list. */
  offsets: readonly number[];
  /** As printed. */
  given: readonly number[];
  /** By variable: the margin or complete family that says how it is distributed; undefined when nothing does. */
  sources: readonly (Source | undefined)[];
}

type Source = { margin: number } | { family: Family };

/** @param weightsOf shares of combinations, of a family given several variables */
export function collectShares(
  variables: readonly Variable[],
  margins: readonly Margin[],
  weightsOf: (given: readonly number[]) => readonly number[] | undefined = () => undefined,
): Shares {
  const offsets: number[] = [];
  const given: number[] = [];
  for (const margin of margins) {
    offsets.push(given.length);
    given.push(...margin.figures.map(f => f.share));
  }
  const families = familiesOf(variables, margins, weightsOf);
  // A family tells the distribution once that of its condition is known.
  const sources: (Source | undefined)[] = variables.map((_, v) => {
    const margin = margins.findIndex(m => m.variable === v && !m.given.length);
    return margin < 0 ? undefined : { margin };
  });
  for (let pass = 0; pass < variables.length; pass++)
    for (const family of families)
      if (family.complete && family.given.every(other => sources[other]))
        sources[family.variable] ??= { family };
  return { variables, margins, families, offsets, given, sources };
}

function familiesOf(
  variables: readonly Variable[],
  margins: readonly Margin[],
  weightsOf: (given: readonly number[]) => readonly number[] | undefined,
): Family[] {
  const families = new Map<string, { variable: number; given: number[]; margins: number[] }>();
  const sizeOf = (variable: number) => variables[variable].categories.length;
  margins.forEach(({ variable, given }, k) => {
    if (!given.length) return;
    const others = given.map(one => one.variable);
    const key = [variable, ...others].join(' ');
    const none = new Array<number>(others.reduce((size, other) => size * sizeOf(other), 1)).fill(-1);
    const family = families.get(key) ?? { variable, given: others, margins: none };
    family.margins[given.reduce((at, one) => at * sizeOf(one.variable) + one.category, 0)] = k;
    families.set(key, family);
  });
  return [...families.values()].map(family => {
    const weights = family.given.length > 1 ? weightsOf(family.given) : undefined;
    return { ...family, complete: !family.margins.includes(-1), ...(weights && { weights }) };
  });
}

/** Distribution of a variable by its source, from a list of all margins' shares. */
export function distribution(shares: Shares, values: readonly number[], variable: number): number[] {
  const source = shares.sources[variable];
  if (!source) throw new Error(`nothing says how ${shares.variables[variable].name} is distributed`);
  return 'margin' in source
    ? marginShares(shares, values, source.margin)
    : mixture(shares, values, source.family);
}

/** What a complete family implies overall: sum over the conditions of their share times the share among them. */
export function mixture(shares: Shares, values: readonly number[], family: Family): number[] {
  const weights = combinations(shares, values, family);
  const sums: number[] = shares.variables[family.variable].categories.map(() => 0);
  family.margins.forEach((margin, b) => {
    marginShares(shares, values, margin).forEach((share, a) => {
      sums[a] += weights[b] * share;
    });
  });
  return sums;
}

/** Shares of the combinations by which a family is given. */
export function combinations(
  shares: Shares,
  values: readonly number[],
  { given, weights }: Family,
): readonly number[] {
  if (given.length === 1) return distribution(shares, values, given[0]);
  if (weights) return weights;
  throw new Error(`nothing says how ${given.map(v => shares.variables[v].name).join(' and ')} go together`);
}

export function marginShares(
  { margins, offsets }: Shares,
  values: readonly number[],
  margin: number,
): number[] {
  return values.slice(offsets[margin], offsets[margin] + margins[margin].figures.length);
}
