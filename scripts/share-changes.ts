import { join, resolve } from 'node:path';
import { DAYS_PER_YEAR } from '../src/core/calendar.ts';
import { nodesOf } from '../src/core/math/hyper-prior.ts';
import { weightedQuantile } from '../src/core/math/statistics.ts';
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
    waves.map(wave =>
      scaled(GROWTHS.map(growth => own.reduce((sum, one) => sum + logDensity(one, growth, wave), 0))),
    ),
  );
  const growth = new Tally(GROWTHS);
  const wave = new Tally(waves);
  const programmes = byProgramme.map(() => new Tally(GROWTHS));
  // No combination weighs more, and what weighs next to nothing is left out.
  const most = densities.reduce((sum, of) => sum + Math.max(...of.map(({ largest }) => largest)), 0);
  for (const typical of GROWTHS)
    for (const spread of nodesOf(priors.spread)) {
      const law = lawAbout(typical, spread);
      // Half a normal law; on values that are evenly spread in the logarithm its density is times the value.
      const prior = typical * Math.exp(-0.5 * (typical / priors.typical.scale) ** 2);
      for (const w of waves.keys()) {
        const logs = densities.map(of => logMeanOver(law, of[w]));
        const weight = prior * Math.exp(logs.reduce((sum, one) => sum + one, 0) - most);
        if (weight < NEGLIGIBLE) continue;
        growth.add(k => weight * law[k]);
        wave.add(k => (k === w ? weight : 0));
        for (const [p, of] of densities.entries()) {
          const mean = Math.exp(logs[p] - of[w].largest);
          programmes[p].add(k => (weight * law[k] * of[w].ratios[k]) / mean);
        }
      }
    }
  return {
    ...{ growth: growth.law(), wave: wave.law() },
    programmes: new Map(byProgramme.map(([name], p) => [name, programmes[p].law()])),
  };
}

const logDensity = ({ values }: WaveSeries, growth: number, wave: number): number =>
  beliefAfter(values, { sd: ANY_LEVEL, growth, wave, from: values[0].day }).logDensity;

/** A lognormal law on `GROWTHS`, which are evenly spread in the logarithm. */
function lawAbout(typical: number, spread: number): number[] {
  const weights = GROWTHS.map(growth => Math.exp(-0.5 * (Math.log(growth / typical) / spread) ** 2));
  const total = weights.reduce((sum, one) => sum + one, 0);
  return weights.map(one => one / total);
}

/** Densities by their ratio to the largest, whose logarithm is kept. */
interface Densities {
  largest: number;
  ratios: readonly number[];
}

function scaled(logs: readonly number[]): Densities {
  const largest = Math.max(...logs);
  return { largest, ratios: logs.map(one => Math.exp(one - largest)) };
}

/** Log of the mean of densities over a law. */
function logMeanOver(law: readonly number[], { largest, ratios }: Densities): number {
  let mean = 0;
  for (let k = 0; k < law.length; k++) mean += law[k] * ratios[k];
  return largest + Math.log(mean);
}

const NEGLIGIBLE = 1e-15;

/** Weights of values, added up. */
class Tally {
  readonly #values: readonly number[];
  readonly #weights: number[];

  constructor(values: readonly number[]) {
    this.#values = values;
    this.#weights = values.map(() => 0);
  }

  add(weightOf: (k: number) => number): void {
    for (const k of this.#weights.keys()) this.#weights[k] += weightOf(k);
  }

  law(): Law {
    const total = this.#weights.reduce((sum, one) => sum + one, 0);
    const rows = this.#values.map((value, k) => ({ value, weight: this.#weights[k] / total }));
    const square = rows.reduce((sum, { value, weight }) => sum + weight * value * value, 0);
    const quantiles = [0.05, 0.5, 0.95].map(level => weightedQuantile(rows, level));
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

/** A study, whose own programme is left out of its prior, since its residuals update it. */
const STUDIES = [
  { study: 'outrush-2022', own: 'OutRush' },
  { study: 'ukrainians-in-germany-2022', own: '' },
];

/** What each shipped study takes. */
export const estimates = (all = readChanges()) =>
  STUDIES.map(({ study, own }) => ({
    study,
    estimate: estimateGrowth(all.filter(({ programme }) => programme !== own)),
  }));

/** As discrepancy.yaml has it: the half-normal law with the same mean square. */
export const written = ({ rms }: Law): string => `half_normal(${rms.toFixed(2)})`;

/** The estimates as a table: a row a programme, then what the studies take. */
export function estimatesTable(found = estimates()): string {
  const wholly = found.find(({ estimate }) => estimate.programmes.has('OutRush'))!.estimate;
  const rowOf = (name: string, { quantiles, rms }: Law) => {
    const [low, middle, high] = quantiles.map(one => one.toFixed(2));
    return `| ${name} | ${middle} | ${low} to ${high} | ${rms.toFixed(2)} |`;
  };
  return [
    '| growth, per square root of a year | median | 90 % | root mean square |',
    '| --- | ---: | ---: | ---: |',
    ...[...wholly.programmes].map(([name, law]) => rowOf(name, law)),
    ...found.flatMap(({ study, estimate }) => [
      rowOf(`\`growth\` of \`${study}\`: a further programme`, estimate.growth),
      rowOf(`\`wave\` of \`${study}\``, estimate.wave),
    ]),
  ].join('\n');
}

if (process.argv[1] === import.meta.filename) putPagePart(PAGE, 'growth', estimatesTable());
