import type { Constraint } from '../../core/math/least-squares.ts';
import { distribution, type Family, marginShares, mixture, type Shares } from '../fit/shares.ts';
import { conditionsAt, type Figure, label, together } from './margins.ts';

/** Two ways to say one share, which must agree. */
export interface Requirement {
  constraint: Constraint;
  /** The share that is said twice. */
  of: string;
  /** Both ways, from a list of all shares. */
  sides: (values: readonly number[]) => [number, number];
  /** What the second side may be if each figure is only known to its rounding. */
  range: readonly [number, number] | undefined;
  /** Margins that it touches. */
  margins: readonly number[];
}

/**
 * What must hold between margins: each complete family implies the overall distribution that its variable's source says;
 * where A is given by B and C, and by B alone, the former imply the latter; and where A is given by B and B by A, both say the
 * same shares of pairs.
 */
export function consistencyOf(shares: Shares): Requirement[] {
  return shares.families.flatMap(family => [
    ...overall(shares, family),
    ...coarser(shares, family),
    ...pairs(shares, family),
  ]);
}

function overall(shares: Shares, family: Family): Requirement[] {
  const { variables, sources } = shares;
  const { variable } = family;
  const source = sources[variable];
  if (!family.complete || !source || ('family' in source && source.family === family)) return [];
  const rest = restOf(shares, family.margins[0]);
  return variables[variable].categories.flatMap((_, a) =>
    a === rest
      ? []
      : requirement(shares, label(variables, variable, a), impliedBetween(shares, family, a), values => [
          distribution(shares, values, variable)[a],
          mixture(shares, values, family)[a],
        ]),
  );
}

/** One category follows from the others: one that isn't printed, if there is one. */
function restOf({ margins }: Shares, margin: number): number {
  const { figures } = margins[margin];
  return figures.some(f => !f.printed) ? figures.findIndex(f => !f.printed) : figures.length - 1;
}

/** Of a family given several variables, against those given some of them. */
function coarser(shares: Shares, family: Family): Requirement[] {
  const { variables, families } = shares;
  const { variable, weights } = family;
  if (!weights) return [];
  const fine = family.margins.map((margin, k) => ({
    margin,
    weight: weights[k],
    at: conditionsAt(variables, family.given, k),
  }));
  const others = families.filter(
    other =>
      other.variable === variable &&
      other.given.length < family.given.length &&
      other.given.every(one => family.given.includes(one)),
  );
  return others.flatMap(other =>
    other.margins.flatMap((margin, b) => {
      const among = conditionsAt(variables, other.given, b);
      const parts = fine.filter(({ at }) =>
        among.every(one => at.some(c => c.variable === one.variable && c.category === one.category)),
      );
      const total = parts.reduce((sum, { weight }) => sum + weight, 0);
      if (margin < 0 || !total || parts.some(part => part.margin < 0)) return [];
      const name = together(variables, among);
      return variables[variable].categories.flatMap((_, a) =>
        a === restOf(shares, margin)
          ? []
          : requirement(shares, `${label(variables, variable, a)} among ${name}`, undefined, values => [
              marginShares(shares, values, margin)[a],
              parts.reduce(
                (sum, part) => sum + (part.weight / total) * marginShares(shares, values, part.margin)[a],
                0,
              ),
            ]),
      );
    }),
  );
}

function pairs(shares: Shares, family: Family): Requirement[] {
  const { variables, families } = shares;
  const [{ variable }, [given]] = [family, family.given];
  const reverse = families.find(f => f.variable === given && f.given.length === 1 && f.given[0] === variable);
  if (family.given.length > 1 || !reverse || variable > given) return [];
  return family.margins.flatMap((margin, b) =>
    reverse.margins.flatMap((back, a) => {
      if (margin < 0 || back < 0) return [];
      const name = `${label(variables, variable, a)} with ${label(variables, given, b)}`;
      return requirement(shares, name, undefined, values => [
        distribution(shares, values, given)[b] * marginShares(shares, values, margin)[a],
        distribution(shares, values, variable)[a] * marginShares(shares, values, back)[b],
      ]);
    }),
  );
}

function requirement(
  shares: Shares,
  of: string,
  range: Requirement['range'],
  sides: Requirement['sides'],
): Requirement {
  const value = (values: readonly number[]) => {
    const [one, other] = sides(values);
    return one - other;
  };
  // The difference is linear in each share by itself, so that a step of 1 gives the derivative without error.
  const constraint: Constraint = values => {
    const here = value(values);
    const gradient = values.map((x, i) => value(values.with(i, x + 1)) - here);
    return { value: here, gradient };
  };
  // At shares that nobody prints, every one that matters has a derivative.
  const generic = shares.given.map((_, i) => 0.3 + 0.4 * ((i * 0.618034) % 1));
  const { gradient } = constraint(generic);
  const margins = shares.margins.flatMap((m, k) =>
    m.figures.some((_, c) => gradient[shares.offsets[k] + c] !== 0) ? [k] : [],
  );
  return { constraint, of, sides, range, margins };
}

export function sumsToOne(shares: Shares, margin: number): Constraint {
  const from = shares.offsets[margin];
  const to = from + shares.margins[margin].figures.length;
  return values => ({
    value: values.slice(from, to).reduce((sum, x) => sum + x, 0) - 1,
    gradient: values.map((_, i) => (i >= from && i < to ? 1 : 0)),
  });
}

/** Margins that speak of each other, and what they must meet together. */
export interface MarginSet {
  margins: readonly number[];
  requirements: readonly Requirement[];
}

export function connected(requirements: readonly Requirement[]): MarginSet[] {
  let sets: MarginSet[] = [];
  for (const one of requirements) {
    const touching = sets.filter(set => set.margins.some(m => one.margins.includes(m)));
    const margins = new Set([...touching.flatMap(set => set.margins), ...one.margins]);
    const joined = {
      margins: [...margins].sort((a, b) => a - b),
      requirements: [...touching.flatMap(set => set.requirements), one],
    };
    sets = [...sets.filter(set => !touching.includes(set)), joined];
  }
  return sets;
}

/** The requirement that the printed shares miss most, in words. */
export function violation({ given }: Shares, requirements: readonly Requirement[]): string {
  const gap = (r: Requirement) => Math.abs(r.constraint(given).value);
  const worst = requirements.reduce((a, b) => (gap(b) > gap(a) ? b : a));
  const [said, implied] = worst.sides(given).map(short);
  const range = worst.range ? ` (${worst.range.map(short).join(' to ')} with rounding)` : '';
  return `${worst.of} ${said} on one side, ${implied}${range} on the other`;
}

const short = (share: number) => String(Number(share.toFixed(4)));

/** The range of a family's implied share when its figures and those of its condition are known to their rounding. */
function impliedBetween(shares: Shares, family: Family, a: number): Requirement['range'] {
  const source = family.given.length === 1 ? shares.sources[family.given[0]] : undefined;
  if (!family.weights && (!source || 'family' in source)) return undefined;
  return impliedRange(
    family.weights?.map(weight => [weight, weight] as const) ??
      shares.margins[(source as { margin: number }).margin].figures.map(interval),
    family.margins.map(margin => interval(shares.margins[margin].figures[a])),
  );
}

const interval = ({ share, half }: Figure): [number, number] => [
  Math.max(0, share - half),
  Math.min(1, share + half),
];

/**
 * Least and greatest value of sum(weight x share) over weights that sum to 1, all within intervals: the shares at their
 * ends, and as much weight as its interval allows on the least (greatest) of them.
 */
export function impliedRange(
  weights: readonly (readonly [number, number])[],
  inner: readonly (readonly [number, number])[],
): [number, number] {
  const extreme = (end: 0 | 1) => {
    const order = inner
      .map((_, k) => k)
      .sort((j, k) => (inner[j][end] - inner[k][end]) * (end === 0 ? 1 : -1));
    let left = 1 - weights.reduce((sum, [low]) => sum + low, 0);
    let value = 0;
    for (const k of order) {
      const extra = Math.min(left, weights[k][1] - weights[k][0]);
      value += (weights[k][0] + extra) * inner[k][end];
      left -= extra;
    }
    return value;
  };
  return [extreme(0), extreme(1)];
}
