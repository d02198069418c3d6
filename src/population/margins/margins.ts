import type { Position } from '../../core/diagnostics.ts';

/** A variable of the population. A category's code is its place in the list. */
export interface Variable {
  name: string;
  categories: readonly string[];
}

/** One printed share. */
export interface Figure {
  /** Id of its margin, for messages and population.csv. */
  id: string;
  /** 0-1. */
  share: number;
  /** Half the unit to which it was rounded: the true figure is at most so far away. */
  half: number;
  /** Persons asked; undefined: the share counts as exact but for its rounding. */
  n: number | undefined;
  /** Design effect: the sample says as much as n / deff persons drawn at random. */
  deff: number;
  /** False: not printed, but what the other categories leave. */
  printed: boolean;
  at: Position;
}

/** How a variable is distributed: among everybody, or among those of certain categories of other variables (`given`, in their order). */
export interface Margin {
  variable: number;
  given: readonly Condition[];
  /** By category of the variable. */
  figures: readonly Figure[];
}

export interface Condition {
  variable: number;
  category: number;
}

/** Standard error of sampling, 0-1. A share of 0 or 1 counts as (x + 0.5) / (n + 1) of n persons. */
export function standardError({ share, n, deff }: Figure): number | undefined {
  if (n === undefined) return undefined;
  const inside = share > 0 && share < 1 ? share : (share * n + 0.5) / (n + 1);
  return Math.sqrt((inside * (1 - inside) * deff) / n);
}

/** `married=yes | over_60=no`: the share of a category, among whom. */
export function categoryName(variables: readonly Variable[], margin: Margin, category: number): string {
  const own = label(variables, margin.variable, category);
  const among = margin.given.map(({ variable, category: other }) => label(variables, variable, other));
  return among.length ? `${own} | ${among.join(', ')}` : own;
}

export function label(variables: readonly Variable[], variable: number, category: number): string {
  return `${variables[variable].name}=${variables[variable].categories[category]}`;
}

/** The combination of categories with this number, row-major. */
export function conditionsAt(
  variables: readonly Variable[],
  given: readonly number[],
  number: number,
): Condition[] {
  let rest = number;
  return given
    .toReversed()
    .map(variable => {
      const size = variables[variable].categories.length;
      const category = rest % size;
      rest = Math.floor(rest / size);
      return { variable, category };
    })
    .reverse();
}

/** `married=yes with over_60=no`. */
export const together = (variables: readonly Variable[], given: readonly Condition[]): string =>
  given.map(({ variable, category }) => label(variables, variable, category)).join(' with ');

/** Ids of a margin's rows, each once. */
export function idsOf(margins: Iterable<Margin>): string[] {
  return [...new Set([...margins].flatMap(m => m.figures.map(f => f.id)))];
}
