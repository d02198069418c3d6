import type { RunOutline } from '../../engine/program/run-types.ts';
import type { FittedSeries } from '../../inference/discrepancy/hyperparameters.ts';
import { openProjection } from '../../inference/discrepancy/projection.ts';
import { open, type Scale, steepness } from '../../inference/scoring/reference-forecasts.ts';
import { type Discrepancy, kindOf } from '../../survey/discrepancy.ts';

/** A share or count that runs answer. */
export interface Answered {
  /** One share or count, asked at different times, has the same. */
  series: string;
  /** Series whose discrepancy this one shares where it has no fitted figure: of a subgroup that of all. */
  related: readonly string[];
  /** Its item or measure, by which a study may declare its discrepancy. */
  subject: string;
  scale: Scale;
  /** The day that it describes. */
  day: number;
  /** What a run says to it: a share, or ln(1 + persons); NaN: nothing. */
  read(run: RunOutline): number;
}

/** One that is printed. */
export interface FittedFigure extends Answered {
  /** On its scale. Undefined: only a range is printed, which tells no residual. */
  observed: number | undefined;
  /** Standard deviation of what separates a printed figure from a value that is so: of a survey sampling and rounding. */
  noise(value: number): number;
  /** The same for a model's value, with what a fit allows the model to be wrong. */
  modelNoise(value: number): number;
}

/** Fewest draws of a projection, over all runs, and of each run: one alone has no spread. */
const DRAWS = 500;
const FEWEST_PARTS = 2;

/** [run][part]: every value as likely, on the open scale; a run that doesn't answer has NaN. */
export type Project = (figure: Answered) => number[][];

/**
 * What would be printed of figures that were not fitted, but for the error of the survey itself: the runs with the discrepancy that the
 * study declares, estimated from the residuals of the fitted figures in the same runs.
 * @param isFittedPast whether the runs lived through what the fit took to have happened; else they have no residuals
 */
export function openProjections(
  discrepancy: Discrepancy,
  fitted: readonly FittedFigure[],
  runs: readonly RunOutline[],
  seed: string,
  isFittedPast = true,
): Project {
  const series = fittedSeries(discrepancy, fitted, runs);
  const project = openProjection({
    priors: discrepancy.priors,
    fitted: isFittedPast ? series : series.map(one => ({ ...one, figures: [] })),
    from: Math.min(...fitted.map(({ day }) => day)),
    parts: Math.max(FEWEST_PARTS, Math.ceil(DRAWS / runs.length)),
    seed,
  });
  return ({ series, related, subject, scale, day, read }) => {
    const modelled = runs.map(run => open(read(run), scale));
    return project({ series, related, kind: kindOf(discrepancy, subject, scale), day, modelled });
  };
}

/** The fitted figures by series, as far as all runs answer them. */
function fittedSeries(
  discrepancy: Discrepancy,
  fitted: readonly FittedFigure[],
  runs: readonly RunOutline[],
): FittedSeries[] {
  const answered = fitted.flatMap(figure => {
    const { observed, scale, read } = figure;
    if (observed === undefined) return [];
    const modelled = runs.map(run => open(read(run), scale));
    return modelled.every(Number.isFinite) ? [{ ...figure, observed, modelled }] : [];
  });
  return [...Map.groupBy(answered, ({ series }) => series)].map(([series, members]): FittedSeries => {
    const sorted = members.sort((a, b) => a.day - b.day);
    return {
      series,
      kind: kindOf(discrepancy, sorted[0].subject, sorted[0].scale),
      figures: sorted.map(({ day, observed, scale, noise, modelNoise }) => {
        const error = noise(observed) * steepness(observed, scale);
        const inFit = modelNoise(observed) * steepness(observed, scale);
        return { day, observed: open(observed, scale), variance: error * error, fitVariance: inFit * inFit };
      }),
      modelled: runs.map((_, run) => sorted.map(({ modelled }) => modelled[run])),
    };
  });
}
