import { join, resolve } from 'node:path';
import { DAYS_PER_YEAR } from '../src/core/calendar.ts';
import { nodesOf } from '../src/core/math/hyper-prior.ts';
import { beliefAfter, type Residual } from '../src/inference/discrepancy/random-walk.ts';
import { open, steepness } from '../src/inference/scoring/reference-forecasts.ts';
import { readCsv } from '../src/io/text/csv.ts';
import { ROUNDING, samplingVariance } from '../src/survey/targets.ts';
import { putPagePart } from './page-part.ts';

/**
 * How far shares move between survey waves, estimated from docs/evidence/share-changes.csv: what the studies' `growth` and `wave` come
 * from. `node scripts/share-changes.ts` writes the table in docs/reference/discrepancy.md.
 *
 * A printed share is a random walk on the logit scale, and an error of sampling and rounding, and what a wave has of its own and the next has
 * not (who answers, season, wording). Programmes have their own growth, lognormal about a typical one; its posterior predictive law for a further
 * programme is the prior of a study.
 */

const PAGE = 'docs/reference/discrepancy.md';
const FILE = 'docs/evidence/share-changes.csv';

/** Fixed before any projection was scored with what comes out (docs/decisions/0022-growth.md). */
export const PRIORS = {
  /** Typical growth, per square root of a year. */
  typical: { kind: 'half_normal', scale: 1 },
  /** How programmes differ: standard deviation of the logarithm of their growth. */
  spread: { kind: 'half_normal', scale: 0.5 },
  /** Of a wave alone: as wide as a study's prior of a level. */
  wave: { kind: 'half_normal', scale: 0.5 },
} as const;

/** Printed values of one question of a programme, as deviations from the first, oldest first. */
export interface WaveSeries {
  programme: string;
  values: readonly Residual[];
}

export interface GrowthEstimate {
  /** Of a further programme. */
  growth: Law;
  wave: Law;
  programmes: ReadonlyMap<string, Law>;
}

/** What is believed of a standard deviation. */
export interface Law {
  /** Root mean square: squared it is what a forecast's variance is made of. */
  rms: number;
  /** 5, 50 and 95 %. */
  quantiles: readonly number[];
}

/** Growths that are told apart, evenly spread in the logarithm: 0.005 to 5. */
const GROWTHS = Array.from({ length: 70 }, (_, k) => 0.005 * Math.exp(0.1 * k));

/** The level of the first wave is not known: this wide on the logit scale, it adds a constant to every density. */
const ANY_LEVEL = 10;

/** @param series of every programme that the estimate may use */
export function estimateGrowth(series: readonly WaveSeries[], priors = PRIORS): GrowthEstimate {
  const waves = nodesOf(priors.wave);
  const byProgramme = [...Map.groupBy(series, one => one.programme)];
  // [programme][wave][growth]
  const densities = byProgramme.map(([, own]) =>
    waves.map(wave => GROWTHS.map(growth => own.reduce((sum, one) => sum + logDensity(one, growth, wave), 0))),
  );
  const growth = new Tally(GROWTHS);
  const wave = new Tally(waves);
  const programmes = byProgramme.map(() => new Tally(GROWTHS));
  for (const typical of GROWTHS)
    for (const spread of nodesOf(priors.spread)) {
      const law = lawAbout(typical, spread);
      // Half a normal law; on values that are evenly spread in the logarithm its density is times the value.
      const logPrior = Math.log(typical) - 0.5 * (typical / priors.typical.scale) ** 2;
      for (const [w] of waves.entries()) {
        const own = densities.map(of => mixed(law, of[w]));
        const logWeight = own.reduce((sum, { logMean }) => sum + logMean, logPrior);
        growth.add(logWeight, law);
        wave.add(
          logWeight,
          waves.map((_, k) => Number(k === w)),
        );
        for (const [p, { posterior }] of own.entries()) programmes[p].add(logWeight, posterior);
      }
    }
  return {
    ...{ growth: growth.law(), wave: wave.law() },
    programmes: new Map(byProgramme.map(([name], p) => [name, programmes[p].law()])),
  };
}

function logDensity({ values }: WaveSeries, growth: number, wave: number): number {
  const noisy = values.map(one => ({ ...one, variance: one.variance + wave * wave }));
  return beliefAfter(noisy, { sd: ANY_LEVEL, growth, from: values[0].day }).logDensity;
}

/** A lognormal law on `GROWTHS`, which are evenly spread in the logarithm. */
function lawAbout(typical: number, spread: number): number[] {
  const weights = GROWTHS.map(growth => Math.exp(-0.5 * (Math.log(growth / typical) / spread) ** 2));
  const total = weights.reduce((sum, one) => sum + one, 0);
  return weights.map(one => one / total);
}

/** The mean of densities over a law, and the law after it. */
function mixed(law: readonly number[], logs: readonly number[]) {
  const largest = Math.max(...logs);
  const products = law.map((weight, k) => weight * Math.exp(logs[k] - largest));
  const total = products.reduce((sum, one) => sum + one, 0);
  return { logMean: largest + Math.log(total), posterior: products.map(one => one / total) };
}

/** A mixture of laws on the same values, each with the logarithm of its weight. */
class Tally {
  readonly #values: readonly number[];
  readonly #laws: { logWeight: number; law: readonly number[] }[] = [];

  constructor(values: readonly number[]) {
    this.#values = values;
  }

  add(logWeight: number, law: readonly number[]): void {
    this.#laws.push({ logWeight, law });
  }

  law(): Law {
    const largest = Math.max(...this.#laws.map(({ logWeight }) => logWeight));
    const sums = this.#values.map(() => 0);
    for (const { logWeight, law } of this.#laws) {
      const weight = Math.exp(logWeight - largest);
      for (const [k, one] of law.entries()) sums[k] += weight * one;
    }
    const total = sums.reduce((sum, one) => sum + one, 0);
    const shares = sums.map(one => one / total);
    const square = this.#values.reduce((sum, one, k) => sum + shares[k] * one * one, 0);
    const quantiles = [0.05, 0.5, 0.95].map(level => {
      let below = 0;
      return this.#values[shares.findIndex(share => (below += share) >= level)];
    });
    return { rms: Math.sqrt(square), quantiles };
  }
}

/** Rows of the evidence as series: a row that begins where another of the same question ends goes on with it. */
export function readChanges(path = join(resolve(import.meta.dirname, '..'), FILE)): WaveSeries[] {
  const found: (WaveSeries & { item: string; last: string; values: Residual[] })[] = [];
  for (const { cells } of readCsv(path).rows) {
    const { programme, item, months, from, to, n_from, n_to, deff } = cells;
    const before = found.find(one => one.programme === programme && one.item === item && one.last === from);
    const start = before ?? {
      ...{ programme, item, last: '' },
      values: [residualOf(0, from, n_from, deff)],
    };
    const day = start.values.at(-1)!.day + (Number(months) / 12) * DAYS_PER_YEAR;
    start.values.push(residualOf(day, to, n_to, deff));
    start.last = to;
    if (!before) found.push(start);
  }
  return found;
}

/** A printed share on the logit scale; where its sample isn't known, only its rounding errs. */
function residualOf(day: number, share: string, n: string, deff: string): Residual {
  const value = Number(share);
  const sampling = n === '' ? 0 : samplingVariance(value, Number(n), Number(deff) || 1);
  const variance = (sampling + ROUNDING ** 2 / 12) * steepness(value, 'share') ** 2;
  return { day, value: open(value, 'share'), variance };
}

/** The two estimates that studies use, by their name on the page. */
export function estimates(): { study: string; from: readonly WaveSeries[]; estimate: GrowthEstimate }[] {
  const all = readChanges();
  const others = all.filter(({ programme }) => programme !== 'OutRush');
  return [
    { study: 'outrush-2022', from: others, estimate: estimateGrowth(others) },
    { study: 'ukrainians-in-germany-2022', from: all, estimate: estimateGrowth(all) },
  ];
}

/** As discrepancy.yaml has it. */
export const written = ({ rms }: Law): string => `half_normal(${rms.toFixed(2)})`;

if (process.argv[1] === import.meta.filename) {
  for (const e of estimates()) console.log(e.study, e.from.length, written(e.estimate.growth), e.estimate.growth, written(e.estimate.wave), e.estimate.wave, e.estimate.programmes);
}
