import { type Diagnostic, DiagnosticError } from '../core/diagnostics.ts';
import { adjust, type Constraint } from '../core/math/least-squares.ts';
import type { Margin, Study } from './study.ts';
import { ALL, NOT, parseSubgroup } from './subgroups.ts';
import { ROUNDING, samplingVariance } from './targets.ts';

/** A printed share beside the one that agrees with the others; z is the change in standard errors of sampling. */
interface ReconciledMargin {
  margin: string;
  category: string;
  given: number;
  used: number;
  z: number;
}

/** Margins that speak of one another: shares that no table of persons has together, unless they are moved by `chi2`. */
interface MarginCheck {
  margins: readonly string[];
  /** Whether figures that round to the printed ones agree exactly. */
  withinRounding: boolean;
  chi2: number;
  df: number;
  p: number;
}

export interface Reconciliation {
  rows: readonly ReconciledMargin[];
  checks: readonly MarginCheck[];
  /** One for each check that rounding alone doesn't explain but chance does. */
  warnings: readonly Diagnostic[];
}

/** What of a study is looked at. */
type Figures = Pick<Study, 'waves' | 'items' | 'margins'>;

/** Below this probability, margins contradict each other. */
const LEAST_PROBABILITY = 0.01;

/** overall = split x inside + (1 - split) x outside. */
interface Identity {
  overall: Margin;
  split: Margin;
  inside: Margin;
  outside: Margin;
}

/**
 * Hold the printed margins of a study against each other. In one wave, a share given overall, among those who gave an
 * answer and among those who didn't, and the share of that answer, are four figures of which three say the fourth.
 * Only figures to be fitted are looked at. `used` is the least-squares solution, sampling errors taken as independent.
 * @throws DiagnosticError (conflict) naming the margins that neither rounding nor chance (p > 0.01) reconciles.
 */
export function reconcileMargins(study: Figures): Reconciliation {
  const judged = connected(identitiesOf(study)).map(identities => reconcileSet(identities, study));
  const conflicts = judged.filter(set => set.verdict === 'conflict');
  if (conflicts.length) throw new DiagnosticError(conflicts.map(set => set.problem));
  return {
    rows: judged.flatMap(set => set.rows),
    checks: judged.map(set => set.check),
    warnings: judged.filter(set => set.verdict === 'warning').map(set => set.problem),
  };
}

function reconcileSet(identities: readonly Identity[], { waves }: Figures) {
  const margins = [...new Set(identities.flatMap(i => [i.split, i.inside, i.outside, i.overall]))];
  const given = margins.map(margin => margin.value!);
  const variances = margins.map(({ value, n, wave }) =>
    samplingVariance(value!, n, waves.find(({ id }) => id === wave)!.deff),
  );
  const constraints = identities.map(identity => constraintOf(identity, margins));
  const { values, chi2, df, p, converged } = adjust(given, variances, constraints);
  const rows = margins.map((margin, k): ReconciledMargin => {
    const z = (values[k] - given[k]) / Math.sqrt(variances[k]);
    return { margin: margin.row, category: margin.response, given: given[k], used: values[k], z };
  });
  const withinRounding = identities.every(roundsTogether);
  const names = margins.map(margin => margin.row);
  const check: MarginCheck = { margins: names, withinRounding, chi2, df, p };
  const impossible = !converged || (!withinRounding && p < LEAST_PROBABILITY);
  const problem: Diagnostic = {
    kind: 'conflict',
    message: `margins ${names.join(', ')} ${impossible ? 'contradict each other' : "don't agree by rounding alone"}`,
    at: identities[0].overall.at,
    found: identities.map(describeIdentity).join('; '),
    hint: `chi-squared ${chi2.toFixed(2)} on ${df} df, p ${p.toFixed(4)}`,
  };
  const verdict = impossible ? 'conflict' : withinRounding ? 'agree' : 'warning';
  return { rows, check, problem, verdict };
}

/** Every four margins of a study that speak of one another. */
function identitiesOf({ margins, items }: Figures): Identity[] {
  const printed = margins.filter(margin => margin.use === 'calibrate' && margin.value !== undefined);
  return printed.flatMap(inside => {
    const [subgroup, further] = parseSubgroup(inside.subgroup) ?? [];
    if (!subgroup || further || subgroup.label === NOT) return [];
    // `no` are those who didn't give an item's first response.
    const first = items.find(({ id }) => id === subgroup.name)?.responses[0];
    if (first !== undefined && first !== subgroup.label) return [];
    const same = printed.filter(
      m => m.wave === inside.wave && m.item === inside.item && m.response === inside.response,
    );
    const outside = same.find(margin => margin.subgroup === `${subgroup.name}=${NOT}`);
    const overall = same.find(margin => margin.subgroup === ALL);
    const split = printed.find(
      ({ wave, item, subgroup: among, response }) =>
        wave === inside.wave && item === subgroup.name && among === ALL && response === subgroup.label,
    );
    return outside && overall && split ? [{ overall, split, inside, outside }] : [];
  });
}

/** Identities that share a margin are reconciled together. */
function connected(identities: readonly Identity[]): Identity[][] {
  let sets: Identity[][] = [];
  for (const identity of identities) {
    const margins = new Set(Object.values(identity));
    const touching = sets.filter(set =>
      set.some(other => Object.values(other).some(margin => margins.has(margin))),
    );
    sets = [...sets.filter(set => !touching.includes(set)), [...touching.flat(), identity]];
  }
  return sets;
}

function constraintOf({ overall, split, inside, outside }: Identity, margins: readonly Margin[]): Constraint {
  const [o, s, a, b] = [overall, split, inside, outside].map(margin => margins.indexOf(margin));
  return values => {
    const gradient: number[] = new Array(margins.length).fill(0);
    gradient[o] = 1;
    gradient[s] = values[b] - values[a];
    gradient[a] = -values[s];
    gradient[b] = values[s] - 1;
    return { value: values[o] - values[s] * values[a] - (1 - values[s]) * values[b], gradient };
  };
}

/** Whether some figures that round to the printed ones agree. The mixture is linear in each, so its ends are at corners. */
function roundsTogether({ overall, split, inside, outside }: Identity): boolean {
  const half = ROUNDING / 2;
  const ends = (margin: Margin) => [margin.value! - half, margin.value! + half];
  const mixtures = ends(split).flatMap(s =>
    ends(inside).flatMap(a => ends(outside).map(b => s * a + (1 - s) * b)),
  );
  const [low, high] = ends(overall);
  return Math.min(...mixtures) <= high && Math.max(...mixtures) >= low;
}

function describeIdentity({ overall, split, inside, outside }: Identity): string {
  const implied = split.value! * inside.value! + (1 - split.value!) * outside.value!;
  const parts = `${split.value} x ${inside.value} + ${Number((1 - split.value!).toFixed(4))} x ${outside.value}`;
  return `${overall.value} for ${parts} = ${Number(implied.toFixed(4))}`;
}
