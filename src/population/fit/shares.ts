import type { Margin, Variable } from '../margins/margins.ts';

/** All conditional margins of one variable given the categories of another: by category, -1 where there is none. */
export interface Family {
  variable: number;
  given: number;
  margins: readonly number[];
  complete: boolean;
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

export function collectShares(variables: readonly Variable[], margins: readonly Margin[]): Shares {
  const offsets: number[] = [];
  const given: number[] = [];
  for (const margin of margins) {
    offsets.push(given.length);
    given.push(...margin.figures.map(f => f.share));
  }
  const families = familiesOf(variables, margins);
  // A family tells the distribution once that of its condition is known.
  const sources: (Source | undefined)[] = variables.map((_, v) => {
    const margin = margins.findIndex(m => m.variable === v && !m.given);
    return margin < 0 ? undefined : { margin };
  });
  for (let pass = 0; pass < variables.length; pass++)
    for (const family of families)
      if (family.complete && sources[family.given]) sources[family.variable] ??= { family };
  return { variables, margins, families, offsets, given, sources };
}

function familiesOf(variables: readonly Variable[], margins: readonly Margin[]): Family[] {
  const families = new Map<string, { variable: number; given: number; margins: number[] }>();
  margins.forEach(({ variable, given }, k) => {
    if (!given) return;
    const key = `${variable} ${given.variable}`;
    const none: number[] = variables[given.variable].categories.map(() => -1);
    const family = families.get(key) ?? { variable, given: given.variable, margins: none };
    family.margins[given.category] = k;
    families.set(key, family);
  });
  return [...families.values()].map(f => ({ ...f, complete: !f.margins.includes(-1) }));
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
  const weights = distribution(shares, values, family.given);
  const sums: number[] = shares.variables[family.variable].categories.map(() => 0);
  family.margins.forEach((margin, b) => {
    marginShares(shares, values, margin).forEach((share, a) => {
      sums[a] += weights[b] * share;
    });
  });
  return sums;
}

export function marginShares(
  { margins, offsets }: Shares,
  values: readonly number[],
  margin: number,
): number[] {
  return values.slice(offsets[margin], offsets[margin] + margins[margin].figures.length);
}
