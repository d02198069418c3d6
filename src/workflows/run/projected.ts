import { quantile, varianceOf } from '../../core/math/statistics.ts';
import type { Inputs, RunOutline } from '../../engine/program/run-types.ts';
import { QUANTILE_LEVELS } from '../../inference/scoring/forecast.ts';
import { close, countOf, type Scale } from '../../inference/scoring/reference-forecasts.ts';
import { sharesBy } from '../../observe/series/variance-shares.ts';
import { fitConditions } from '../../project/fit-conditions.ts';
import type { ResolvedScenario } from '../../simulate/resolve.ts';
import type { Use } from '../../survey/study.ts';
import { ALL } from '../../survey/subgroups.ts';
import { type Answered, openProjections } from './discrepancy.ts';
import { type Figure, figuresOf, MADE, seriesOf } from './printed-figures.ts';

/** A figure that was not fitted, as its model and the discrepancy declared by its study foresee it. */
export interface ProjectedFigure {
  /** Empty of counts and stocks. */
  wave: string;
  /** Of counts the place and the measure. */
  item: string;
  subgroup: string;
  response: string;
  day: number;
  scale: Scale;
  /** As it is printed: a share, or persons; undefined: it isn't, or it's a range. */
  printed: number | undefined;
  use: Use | '';
  /** The last fitted figure of the same series, from which the projection goes on; undefined: there is none. */
  last: { day: number; printed: number } | undefined;
  /** Median of the runs alone, in the unit of `printed`. */
  modelled: number;
  /** By `QUANTILE_LEVELS`, but for the error of the survey itself. */
  quantiles: readonly number[];
  /** Where the spread comes from, on the logit or log scale; NaN where draws with several seeds are lacking. */
  shares: { parameters: number; chance: number; discrepancy: number; structure?: number };
}

/** What is projected: a printed figure, or a row of a wave without printed figures. */
type Asked = Answered & Pick<ProjectedFigure, 'wave' | 'item' | 'subgroup' | 'response' | 'printed' | 'use'>;

/**
 * All figures later than what the posterior was fitted to, with their discrepancy. Empty where the study declares none or the runs are on
 * no posterior: without a fit it isn't known where the runs have been right.
 * @param draws which draw each run belongs to
 * @param theories which theory, where several are projected together: they share the discrepancy, which is what all are wrong about
 */
export function projectFigures(
  inputs: Inputs,
  resolved: ResolvedScenario,
  runs: readonly RunOutline[],
  draws: readonly number[],
  theories?: readonly number[],
): ProjectedFigure[] {
  const { discrepancy } = resolved.study;
  const { posterior, scenario } = inputs;
  if (!discrepancy || !posterior || runs.length === 0) return [];
  const figures = figuresOf(resolved, inputs.model.margins);
  const isReached = ({ weeks }: Figure) => weeks !== undefined && weeks <= resolved.frame.weeks;
  const fitted = figures.filter(one => one.use === 'calibrate' && isReached(one));
  if (fitted.length === 0) return [];
  const origin = Math.max(...fitted.map(({ endDay }) => endDay));
  const isFittedPast = fittedAs(inputs).every(
    ({ scenario: own, posterior: { under } }) =>
      !under || under.conditions === fitConditions({ ...inputs, scenario: own }, under.names),
  );
  const project = openProjections(discrepancy, fitted, runs, scenario.seed, isFittedPast);
  const sharesOf = sharesBy(draws, theories);
  const printed = figures.filter(one => one.endDay > origin && isReached(one));
  return [...printed, ...unprinted(resolved, figures, origin)].flatMap(asked => {
    const values = project(asked);
    const all = values.flat().filter(Number.isFinite);
    if (all.length === 0) return [];
    const { scale, series, wave, item, subgroup, response, day, use } = asked;
    const shown = (value: number) => (scale === 'share' ? value : countOf(value));
    const levels = (some: readonly number[]) => {
      const sorted = Float64Array.from(some).sort();
      return (p: number) => shown(quantile(sorted, p));
    };
    const modelled = runs.map(run => asked.read(run)).filter(Number.isFinite);
    const before = fitted
      .filter(one => one.series === series && one.printed !== undefined)
      .sort((a, b) => a.day - b.day)
      .at(-1);
    return [
      {
        ...{ wave, item, subgroup, response, day, scale, use, printed: asked.printed },
        last: before && { day: before.day, printed: before.printed! },
        modelled: levels(modelled)(0.5),
        quantiles: QUANTILE_LEVELS.map(levels(all.map(value => close(value, scale)))),
        shares: originsOf(values, sharesOf),
      },
    ];
  });
}

/** The scenario under each theory that has runs, with what was fitted under it. */
const fittedAs = ({ scenario, posterior, theories }: Inputs) =>
  theories
    ? theories.options.flatMap(({ choose, posterior: own }) =>
        own ? [{ scenario: { ...scenario, choose }, posterior: own }] : [],
      )
    : [{ scenario, posterior: posterior! }];

/** Answers of all in later waves for which nothing is printed, less those that the people are made from: they can't be missed. */
function unprinted({ study, frame }: ResolvedScenario, figures: readonly Figure[], origin: number): Asked[] {
  const printed = new Set(figures.map(({ wave, series }) => `${wave}\n${series}`));
  const made = new Set(figures.filter(({ reason }) => reason === MADE).map(({ series }) => series));
  return frame.survey.flatMap(({ wave: id, item, subgroup, response, mode }, index): Asked[] => {
    const wave = study.waves.find(one => one.id === id);
    const series = seriesOf(item, subgroup, response);
    if (mode !== 'expected' || subgroup !== ALL || !wave || wave.endDay <= origin) return [];
    if (made.has(series) || printed.has(`${id}\n${series}`)) return [];
    return [
      {
        ...{ wave: id, item, subgroup, response, printed: undefined, use: '', scale: 'share' },
        ...{ series, related: [], subject: item, day: wave.askedDay },
        read: ({ surveyValues }) => surveyValues[index],
      },
    ];
  });
}

/** The variance within a run is the discrepancy's; that between runs is the parameters' and chance's. */
function originsOf(values: readonly (readonly number[])[], sharesOf: ReturnType<typeof sharesBy>) {
  const parts = values[0].length;
  const means = values.map(own => own.reduce((sum, value) => sum + value, 0) / parts);
  const within = values.filter(own => own.every(Number.isFinite)).map(varianceOf);
  const inside = within.reduce((sum, one) => sum + one, 0) / within.length;
  // A mean over parts still holds some of the variance within.
  const between = Math.max(0, varianceOf(means.filter(Number.isFinite)) - inside / parts);
  const discrepancy = inside / (inside + between);
  const { parameters, chance, structure } = sharesOf(means);
  return {
    ...(structure !== undefined && { structure: structure * (1 - discrepancy) }),
    parameters: parameters * (1 - discrepancy),
    chance: chance * (1 - discrepancy),
    discrepancy,
  };
}
