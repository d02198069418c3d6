import { z } from 'zod';
import { checkShape, type Document } from '../core/located-document.ts';

/** backtest.json of a study: how good projections of a model on it have been, as `backtest --record` wrote it. */
const trackRecordSchema = z.looseObject({
  scenario: z.string().describe('name of the scenario that was scored'),
  model: z.string().describe('its model'),
  origins: z.array(z.string()).describe('days from which was projected'),
  figures: z.int().min(1).describe('forecasts of figures never seen'),
  inside_80: z.int().min(0).describe('how many of them lay in the 80 % interval'),
  compared: z
    .object({ figures: z.int().min(1), model_crps: z.number(), no_change_crps: z.number() })
    .optional()
    .describe('shares with an earlier value: mean CRPS of the model and of no change'),
  alone: z
    .object({ inside_80: z.int().min(0), model_crps: z.number().optional() })
    .optional()
    .describe('the same of the runs alone, without the discrepancy that the study declares'),
  rows: z.array(z.string()).describe('figures that were scored'),
});

export type TrackRecord = z.infer<typeof trackRecordSchema>;

/** @throws DiagnosticError where the file has another shape */
export const parseTrackRecord = (document: Document | undefined): TrackRecord | undefined =>
  document && checkShape(document, trackRecordSchema);
