import type { RunOutline } from '../../engine/program/run-types.ts';
import type { FittedSeries } from '../../inference/discrepancy/hyperparameters.ts';
import { openProjection } from '../../inference/discrepancy/projection.ts';
import { close, open, type Scale, steepness } from '../../inference/scoring/reference-forecasts.ts';
import { type Discrepancy, kindOf } from '../../survey/discrepancy.ts';

/** A share or count that runs answer. */
export interface Answered {
  /** Asked at different times it has the same. */
  series: string;
  related: readonly string[];
  /** Its item or measure. */
  subject: string;
  scale: Scale;
  /** The day that it describes. */
  day: number;
  /** A share, or ln(1 + persons); NaN: the run doesn't say. */
  read(run: RunOutline): number;
}

/** One that is printed and was fitted. */
export interface FittedFigure extends Answered {
  /** Undefined: only a range is printed, which tells no residual. */
  observed: number | undefined;
  /** Standard deviation of the figure's own error at a value, and with what the fit allowed the model to be wrong. */
  noise(value: number): number;
  modelNoise(value: number): number;
}

/** Fewest draws of a projection, over all runs. */
const DRAWS = 500;

/**
 * What would be printed of figures that were not fitted, but for the error of the survey itself: the runs with the discrepancy that the
 * study declares, estimated from the residuals of the fitted figures in the same runs. Every value is as likely.
 */
export function openProjections(
  discrepancy: Discrepancy,
  fitted: readonly FittedFigure[],
  runs: readonly RunOutline[],
  seed: string,
): (figure: Answered) => number[] {
  const parts = Math.ceil(DRAWS / runs.length);
  const { priors } = discrepancy;
  const project = openProjection({ priors, fitted: fittedSeries(discrepancy, fitted, runs), parts, seed });
  return ({ series, related, subject, scale, day, read }) => {
    const modelled = runs.map(run => open(read(run), scale));
    const kind = kindOf(discrepancy, subject, scale);
    return project({ series, related, kind, day, modelled }).flatMap(values =>
      values.filter(Number.isFinite).map(value => close(value, scale)),
    );
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
