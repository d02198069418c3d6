import type { TrackRecord as TrackRecordFile } from '../../survey/track-record.ts';

/** How good projections have been, as numbers; CRPS of shares in points 0 to 1. */
export interface TrackRecord {
  /** Forecasts of figures never seen, and how many of them lay in the 80 % interval. */
  figures: number;
  inside80: number;
  /** Of shares that have an earlier value: how many, the mean CRPS of the model and that of no change; undefined: none has. */
  compared: { figures: number; model: number; noChange: number } | undefined;
}

/** `Of 37 figures never seen 30 lay inside the 80 % interval; CRPS 0.041 against 0.050 of no change (12 shares).` */
export function trackRecordSentence({ figures, inside80, compared }: TrackRecord): string {
  const inside =
    figures === 1
      ? `The one figure never seen lay ${inside80 ? 'inside' : 'outside'} the 80 % interval`
      : `Of ${figures} figures never seen ${inside80} lay inside the 80 % interval`;
  if (!compared) return `${inside}; none of them had an earlier value to be carried forward.`;
  const { model, noChange, figures: shares } = compared;
  const against = `CRPS ${score(model)} against ${score(noChange)} of no change`;
  return `${inside}; ${against} (${shares} ${shares === 1 ? 'share' : 'shares'} with an earlier value).`;
}

/** The same of what a study has recorded, and that bands of metrics are those of the runs alone. */
export function recordedSentence({ figures, inside_80, compared, alone }: Recorded): string {
  const sentence = trackRecordSentence({
    figures,
    inside80: inside_80,
    compared: compared && {
      figures: compared.figures,
      model: compared.model_crps,
      noChange: compared.no_change_crps,
    },
  });
  if (!alone) return sentence;
  return `${sentence} That counts what the model may be wrong about (projected.csv of a run); bands of metrics don't, and ${alone.inside_80} of ${figures} lay inside those.`;
}

/** In plain words, where bands of the runs alone are told: `Such bands so far: 6 of 24 figures never seen lay inside the 80 % interval; ...` */
export function recordedLine({ figures, inside_80: inside, compared, alone }: Recorded): string {
  if (alone)
    return `Such bands so far: ${alone.inside_80} of ${figures} figures never seen lay inside the 80 % interval; with what the model may be wrong about (projected.csv of a run) ${inside} of ${figures} did.`;
  const verdict = compared
    ? `; carrying the last value forward was ${carriedWords(compared.model_crps, compared.no_change_crps)} the model`
    : '';
  return `Such projections so far: ${inside} of ${figures} figures never seen lay inside the 80 % interval${verdict}.`;
}

/** Scores this near each other, relatively, are the same. */
const SAME = 0.05;

const isSame = (model: number, noChange: number) => Math.abs(model - noChange) <= SAME * noChange;

const carriedWords = (model: number, noChange: number) =>
  isSame(model, noChange) ? 'as good as' : model < noChange ? 'worse than' : 'better than';

/** As backtest.json has it. */
type Recorded = Pick<TrackRecordFile, 'figures' | 'inside_80' | 'compared' | 'alone'>;

/** What the comparison means. */
export function trackRecordVerdict({ compared }: TrackRecord): string {
  if (!compared) return '';
  const { model, noChange } = compared;
  if (isSame(model, noChange)) return 'Carrying the last value forward was as good as the model.';
  return model < noChange
    ? 'Projections were better than carrying the last value forward.'
    : 'Carrying the last value forward was better than the model: read levels with great care.';
}

const score = (crps: number) => crps.toFixed(3);
