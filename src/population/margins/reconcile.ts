import { type Diagnostic, DiagnosticError } from '../../core/diagnostics.ts';
import { adjust, type Constraint, chiSquaredTail } from '../../core/math/least-squares.ts';
import type { Shares } from '../fit/shares.ts';
import { connected, consistencyOf, type MarginSet, sumsToOne, violation } from './consistency.ts';
import { idsOf } from './margins.ts';

/** Shares that agree with each other, and how far the printed ones had to be moved. */
export interface Reconciled {
  /** In the order of `Shares.given`. */
  used: number[];
  checks: readonly Check[];
  /** One for each set of margins that sampling error but not rounding explains. */
  warnings: readonly Diagnostic[];
}

/** Margins that speak of each other, judged together. */
interface Check {
  margins: readonly string[];
  how: 'as given' | 'within rounding' | 'least squares';
  /** Squared distance, in standard errors, of the printed shares from the nearest ones that agree. */
  chi2: number;
  df: number;
  p: number;
}

/** Margins whose disagreement is less likely than this are refused. */
const LEAST_PROBABILITY = 0.01;
/** Shares that agree so far are used as given. */
const NEGLIGIBLE = 1e-9;

/**
 * Make margins agree that speak of each other: a share overall and the shares among the categories of another variable
 * that imply it. Figures that round to the printed ones are taken when there are some, the nearest ones. Else the printed
 * ones are moved by generalised least squares, with a warning, if sampling error explains it (chi-squared, p > 0.01).
 * @throws DiagnosticError (conflict) that names the margins neither explains.
 */
export function reconcile(shares: Shares): Reconciled {
  const used = [...shares.given];
  const checks: Check[] = [];
  const warnings: Diagnostic[] = [];
  const conflicts: Diagnostic[] = [];
  const sets = connected(consistencyOf(shares));
  for (const set of [...sets, ...roundedApart(shares, sets)]) {
    const { check, values } = reconcileSet(shares, set);
    checks.push(check);
    if (!values || check.how === 'least squares')
      (values ? warnings : conflicts).push({
        kind: 'conflict',
        message: `margins ${check.margins.join(', ')} ${values ? 'agree only by sampling error' : 'contradict each other'}`,
        at: shares.margins[set.margins[0]].figures[0].at,
        found: violation(shares, set.requirements),
        hint: `chi-squared ${check.chi2.toFixed(2)} on ${check.df} df, p ${check.p.toFixed(4)}`,
      });
    for (const margin of set.margins)
      for (
        let k = shares.offsets[margin], c = 0;
        values && c < shares.margins[margin].figures.length;
        c++, k++
      )
        used[k] = values[k];
  }
  if (conflicts.length) throw new DiagnosticError(conflicts);
  return { used, checks, warnings };
}

/** Margins whose printed shares don't add up to 1, though nothing else speaks of them. */
function roundedApart(shares: Shares, sets: readonly MarginSet[]): MarginSet[] {
  const alone = shares.margins.map((_, m) => m).filter(m => !sets.some(set => set.margins.includes(m)));
  return alone
    .filter(m => Math.abs(sumsToOne(shares, m)(shares.given).value) > NEGLIGIBLE)
    .map(m => ({ margins: [m], requirements: [] }));
}

function reconcileSet(shares: Shares, { margins, requirements }: MarginSet) {
  const constraints = [...margins.map(m => sumsToOne(shares, m)), ...requirements.map(r => r.constraint)];
  const figures = shares.margins.flatMap(m => m.figures);
  // With the constraint that shares sum to 1, variances p deff / n are those of a multinomial sample.
  const variances = figures.map(({ share, n, deff, half }) =>
    share === 0 ? 0 : n === undefined ? (half * half) / 3 : (share * deff) / n,
  );
  const halves = figures.map(f => f.half);
  const { values, chi2, df: rank, converged } = adjust(shares.given, variances, constraints);
  const df = Math.max(1, rank - margins.length);
  const p = chiSquaredTail(chi2, df);
  const check = { margins: idsOf(margins.map(m => shares.margins[m])), chi2, df, p };
  const decided = (how: Check['how'], chosen: readonly number[] | undefined) => ({
    check: { ...check, how },
    values: chosen,
  });
  if (constraints.every(c => Math.abs(c(shares.given).value) < NEGLIGIBLE))
    return decided('as given', values);
  const rounding = nearestWithin(shares.given, variances, halves, constraints);
  if (rounding) return decided('within rounding', rounding);
  const possible = converged && p > LEAST_PROBABILITY && values.every(x => x >= 0 && x <= 1);
  return decided('least squares', possible ? values : undefined);
}

/**
 * The values nearest to the given ones, each at most its half unit away, at which the constraints hold; undefined when no
 * such values are found. Whatever leaves its interval most is held at the end, until all the rest stays inside.
 */
export function nearestWithin(
  given: readonly number[],
  variances: readonly number[],
  halves: readonly number[],
  constraints: readonly Constraint[],
): number[] | undefined {
  const start = [...given];
  const free = [...variances];
  for (;;) {
    const { values, converged } = adjust(start, free, constraints);
    if (!converged) return undefined;
    const beyond = values.map((x, i) => Math.abs(x - given[i]) - halves[i]);
    const worst = beyond.indexOf(Math.max(...beyond));
    if (beyond[worst] <= NEGLIGIBLE) return values;
    if (free[worst] === 0) return undefined;
    start[worst] = given[worst] + (values[worst] > given[worst] ? halves[worst] : -halves[worst]);
    free[worst] = 0;
  }
}
