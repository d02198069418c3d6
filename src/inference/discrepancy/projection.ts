import { nodesOf } from '../../core/math/hyper-prior.ts';
import { varianceOf } from '../../core/math/statistics.ts';
import { openDraws } from '../../core/random/sequential-draws.ts';
import {
  type DiscrepancyPrior,
  type FittedSeries,
  type Hyperparameters,
  hyperparametersOf,
  residualsOf,
} from './hyperparameters.ts';
import { beliefAfter, beliefOn, type Walk } from './random-walk.ts';

/** A figure to be projected, as the runs answer it. */
export interface Projected {
  series: string;
  kind: string;
  /** Series that tell the discrepancy of this one where it has no fitted figure itself, the nearest first. */
  related: readonly string[];
  day: number;
  /** [run], on the open scale; NaN where a run doesn't answer. */
  modelled: readonly number[];
}

export interface DiscrepancyOptions {
  /** By kind. */
  priors: ReadonlyMap<string, DiscrepancyPrior>;
  /** Without figures where the runs' past is not the one that was fitted, so that they have no residuals. */
  fitted: readonly FittedSeries[];
  /** Day of the first fitted figure. */
  from: number;
  /** Draws of the discrepancy for each run. */
  parts: number;
  seed: string;
}

/** [run][part]: what would be printed but for the survey's own error, on the open scale; every part is as likely. */
export type Projection = (projected: Projected) => number[][];

/**
 * Projections with their discrepancy. A series with fitted figures goes on from the last of them: its residual persists, shrunk, a
 * random walk goes on from there, and a part of the model's own change is added. A series without has the model's level, the
 * discrepancy of a related series or the walk alone, and an own level besides. Each has what a wave has of its own. `growth` and `unseen` are known from series
 * that no model explained, so they are of all that isn't known: what the runs differ by already is taken off their variance. The address of each draw is (seed, kind or series, run,
 * part), so neither threads nor other figures change it.
 */
export function openProjection({ priors, fitted, from, parts, seed }: DiscrepancyOptions): Projection {
  const grids = new Map(
    [...priors].map(([kind, prior]) => [
      kind,
      cumulative(
        prior,
        from,
        fitted.filter(one => one.kind === kind),
      ),
    ]),
  );
  const known = new Map(fitted.map(one => [one.series, one]));
  return ({ series, kind, related, day, modelled }) => {
    const fittedOwn = known.get(series);
    const told = fittedOwn ?? known.get(related.find(one => known.has(one)) ?? '');
    const changes = nodesOf(priors.get(kind)!.change);
    const levels = fittedOwn ? [0] : nodesOf(priors.get(kind)!.unseen);
    const grid = grids.get(kind)!;
    const shared = openDraws(seed, `discrepancy/${kind}`);
    const path = openDraws(seed, `discrepancy/walk/${told?.series ?? series}`);
    const level = openDraws(seed, `discrepancy/level/${series}`);
    const ofDay = openDraws(seed, `discrepancy/wave/${day}/${series}`);
    const lasts = modelled.map((value, run) => fittedOwn?.modelled[run].at(-1) ?? value);
    const ofLevel = spreadOf(modelled);
    const ofChange = spreadOf(modelled.map((value, run) => value - lasts[run]));
    return modelled.map((value, run) => {
      const residuals = told ? residualsOf(told, run) : [];
      const last = lasts[run];
      return Array.from({ length: parts }, (_, part) => {
        const { sd, growth, wave } = pick(grid, shared.uniform(run, 3 * part));
        // Without any residual the level is the own one alone.
        const walk: Walk = { sd: told ? sd : 0, growth, wave, from };
        const before = beliefAfter(residuals, walk);
        const { mean, variance } = beliefOn(before, day, walk);
        const change = oneOf(changes, shared.uniform(run, 3 * part + 1));
        const unseen = oneOf(levels, shared.uniform(run, 3 * part + 2));
        const grown = less(variance - before.variance, change * change * ofChange);
        const walked = Math.sqrt(before.variance + grown) * path.normal(run, part);
        const levelled = Math.sqrt(less(unseen * unseen, ofLevel)) * level.normal(run, part);
        const own = levelled + wave * ofDay.normal(run, part);
        return last + change * (value - last) + mean + walked + own;
      });
    });
  };
}

/** Variance over the runs that answer; of one, none is known. */
function spreadOf(values: readonly number[]): number {
  const known = values.filter(Number.isFinite);
  return known.length > 1 ? varianceOf(known) : 0;
}

const less = (variance: number, part: number) => Math.max(0, variance - part);

const oneOf = (values: readonly number[], uniform: number) => values[Math.floor(uniform * values.length)];

type Weighted = Hyperparameters & { weight: number };

function cumulative(prior: DiscrepancyPrior, from: number, fitted: readonly FittedSeries[]): Weighted[] {
  let sum = 0;
  return hyperparametersOf(prior, from, fitted).map(one => {
    sum += one.weight;
    return { ...one, weight: sum };
  });
}

const pick = (grid: readonly Weighted[], uniform: number): Weighted =>
  grid.find(({ weight }) => uniform < weight) ?? grid[grid.length - 1];
