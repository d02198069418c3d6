import { throwDiagnostic } from '../core/diagnostics.ts';
import { collectShares, distribution, marginShares, type Shares } from './fit/shares.ts';
import { codeAt, crossing, groupTotals, type Shape, shapeOf } from './fit/table.ts';
import { type PopulationMargin, tableMargins } from './fit/targets.ts';
import type { Margin } from './margins/margins.ts';
import { type Reconciled, reconcile } from './margins/reconcile.ts';

/** Fits a table to margins. */
type Fit = (shares: Shares, margins: readonly PopulationMargin[]) => Float64Array;

/** Rounds in which shares and combinations settle; three or four are usual. */
const MOST_ROUNDS = 40;
const SETTLED = 1e-9;
/** Sweeps that take what a fit leaves (1e-8) to rounding. */
const SWEEPS = 200;

/**
 * Make the margins agree. Those given several variables speak of shares among combinations, and how many people there are of each is
 * said by all other margins: so these are fitted first. Where margins are moved to agree, combinations may change by it, and
 * both are repeated until they settle.
 * @throws DiagnosticError (conflict) where nothing says how a variable of a condition is distributed
 */
export function agree(shares: Shares, shape: Shape, fitted: Fit): Reconciled & { shares: Shares } {
  const joint = shares.families.filter(({ given }) => given.length > 1);
  if (joint.length === 0) return { shares, ...reconcile(shares) };
  const kept = plainMargins(shares);
  const plain = collectShares(
    shares.variables,
    kept.map(k => shares.margins[k]),
  );
  for (const { given, margins } of joint)
    for (const variable of given)
      if (!plain.sources[variable]) refuseUnknown(shares, variable, shares.margins[Math.max(...margins)]);
  let used = reconcile(plain).used;
  let weights = new Map<string, readonly number[]>();
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const cells = fitted(plain, tableMargins(plain, used, shape));
    const found = new Map(
      joint.map(({ given }) => {
        const totals = [...groupTotals(crossing(shape, given), cells)];
        return [given.join(), known(plain, used, given) ?? raked(plain, used, given, totals)] as const;
      }),
    );
    const moved = [...found].flatMap(([key, own]) =>
      own.map((weight, k) => Math.abs(weight - (weights.get(key)?.[k] ?? 1))),
    );
    const isSettled = Math.max(...moved) < SETTLED;
    if (!isSettled) weights = found;
    const whole = collectShares(shares.variables, shares.margins, given => weights.get(given.join()));
    const reconciled = reconcile(whole);
    if (isSettled) return { shares: whole, ...reconciled };
    used = kept.flatMap(k =>
      reconciled.used.slice(shares.offsets[k], shares.offsets[k] + shares.margins[k].figures.length),
    );
  }
  const first = shares.margins[Math.max(...joint[0].margins)].figures[0];
  return throwDiagnostic({
    kind: 'conflict',
    message: 'margins given several variables and the others do not settle',
    at: first.at,
    hint: 'leave one of the margins out that speak of the same variables',
  });
}

/** Combinations of two variables of which one is given the other. */
function known(plain: Shares, used: readonly number[], given: readonly number[]): number[] | undefined {
  const family = plain.families.find(
    one => one.complete && given.length === 2 && given.includes(one.variable) && given.includes(one.given[0]),
  );
  if (!family) return undefined;
  const [first, second] = given.map(variable => plain.variables[variable].categories.length);
  const inner = family.margins.map(margin => marginShares(plain, used, margin));
  const outer = distribution(plain, used, family.given[0]);
  const isFirst = family.given[0] === given[0];
  return Array.from({ length: first * second }, (_, k) => {
    const [a, b] = [Math.floor(k / second), k % second];
    return isFirst ? outer[a] * inner[a][b] : outer[b] * inner[b][a];
  });
}

/** Combinations as fitted, scaled until each variable has exactly its own distribution: margins that differ by less than a fit sees would not settle. */
function raked(
  plain: Shares,
  used: readonly number[],
  given: readonly number[],
  totals: readonly number[],
): number[] {
  const shape = shapeOf(given.map(variable => plain.variables[variable].categories.length));
  const wanted = given.map(variable => distribution(plain, used, variable));
  let cells = [...totals];
  for (let sweep = 0; sweep < SWEEPS; sweep++)
    for (const [axis, shares] of wanted.entries()) {
      const sums: number[] = shares.map(() => 0);
      for (const [k, x] of cells.entries()) sums[codeAt(shape, k, axis)] += x;
      cells = cells.map((x, k) => {
        const code = codeAt(shape, k, axis);
        return sums[code] > 0 ? (x * shares[code]) / sums[code] : 0;
      });
    }
  return cells;
}

/** Margins given one variable or none, of which something says how that one is distributed. */
function plainMargins({ variables, margins }: Shares): number[] {
  const simple = [...margins.keys()].filter(k => margins[k].given.length < 2);
  const { sources } = collectShares(
    variables,
    simple.map(k => margins[k]),
  );
  return simple.filter(k => margins[k].given.every(({ variable }) => sources[variable]));
}

function refuseUnknown({ variables }: Shares, variable: number, { figures, given }: Margin): never {
  const names = given.map(one => `\`${variables[one.variable].name}\``).join(' and ');
  return throwDiagnostic({
    kind: 'conflict',
    message: `shares given ${names} need to know how \`${variables[variable].name}\` is distributed by itself`,
    at: figures[0].at,
    hint: 'add its shares, overall or for every category of one other variable',
  });
}
