import { meanOf } from '../../core/math/statistics.ts';
import { holm } from '../../core/math/tests-of-means.ts';
import { type Difference, differenceOf } from '../../observe/series/paired-differences.ts';
import type { MetricSeen } from '../../quote/lead.ts';
import type { Outcome } from '../run/outcomes.ts';
import type { Swept } from './swept.ts';

/** What a lever does to an outcome: differences between its values, run by run on the same draw and chance. */

/** Values of a lever that are told apart; more are gathered in this many groups. */
const MOST_STEPS = 12;
const GROUPS = 6;

export interface SweepEffect extends Difference {
  /** Places of the lever and the outcome in the sweep. */
  lever: number;
  outcome: number;
  /** The lever's smallest value, or the mean of its smallest ones; a date as a day number. */
  from: number;
  to: number;
  /** p, adjusted for all outcomes at this value of the lever. */
  adjusted: number;
}

/** What a sweep has where every lever moves from its smallest value to each other one, over all values of the other levers. */
export function sweepEffects(swept: Swept): SweepEffect[] {
  return swept.sweep.levers.flatMap((_, lever) => {
    const [first, ...others] = stepsOf(swept, lever);
    return others.flatMap(step => {
      const rows = swept.outcomes.map((_, outcome) => ({
        ...{ lever, outcome, from: first.value, to: step.value },
        ...between(swept, first.points, step.points, outcome),
      }));
      const adjusted = holm(rows.map(({ p }) => p));
      return rows.map((row, k) => ({ ...row, adjusted: adjusted[k] }));
    });
  });
}

/** What a lever's largest value does to an outcome. */
export interface LargestEffect extends MetricSeen {
  metric: Outcome['metric'];
  date: string;
  effect: SweepEffect;
}

/** The effect of a lever's largest value on every outcome, as sentences read it. */
export const largestEffects = (
  effects: readonly SweepEffect[],
  lever: number,
  outcomes: readonly Outcome[],
): LargestEffect[] =>
  outcomes.flatMap(({ metric, group, date }, outcome) => {
    const effect = effects.findLast(one => one.lever === lever && one.outcome === outcome);
    return effect ? [{ ...effect, metric, group, date, effect }] : [];
  });

/** Points by value of one lever, in ascending order. */
function stepsOf({ points }: Pick<Swept, 'points'>, lever: number) {
  const distinct = [...new Set(points.map(point => point[lever]))].sort((a, b) => a - b);
  const size = distinct.length > MOST_STEPS ? Math.ceil(distinct.length / GROUPS) : 1;
  return Array.from({ length: Math.ceil(distinct.length / size) }, (_, k) => {
    const own = new Set(distinct.slice(k * size, (k + 1) * size));
    const among = points.flatMap((point, index) => (own.has(point[lever]) ? index : []));
    return { value: meanOf([...own]), points: new Set(among) };
  });
}

/** Run by run: the mean over points at one value less that at another; runs of one number share draw and chance. */
function between(
  { runs }: Swept,
  a: ReadonlySet<number>,
  b: ReadonlySet<number>,
  outcome: number,
): Difference {
  const byNumber = [...Map.groupBy(runs, run => run.replicate).values()];
  const at = (points: ReadonlySet<number>) =>
    byNumber.map(own =>
      meanOf(
        own
          .filter(run => points.has(run.point))
          .map(run => run.values[outcome])
          .filter(Number.isFinite),
      ),
    );
  const draws = byNumber.map(([{ draw }]) => draw);
  if (!draws.every(draw => draw !== undefined)) return differenceOf(at(a), at(b));
  const names = byNumber.map(([{ theory }]) => theory);
  if (!names.every(name => name !== undefined)) return differenceOf(at(a), at(b), draws);
  // Each theory numbers its own draws.
  const ids = byNumber.map(([{ theory, draw }]) => `${theory} ${draw}`);
  const numbered = (some: readonly string[]) => some.map(one => some.indexOf(one));
  return differenceOf(at(a), at(b), numbered(ids), numbered(names));
}
