import { z } from 'zod';
import { expression, word } from './schema.ts';

const metricParts = {
  title: z.string().optional().describe('a few words; by default the name'),
  unit: z.string().optional(),
  text: z.string().optional(),
  headline: z.boolean().optional(),
};
/** The shape of metrics.yaml. */
export const metricsSchema = z.record(
  word,
  z.union([
    z.strictObject({ persons: expression, ...metricParts }),
    z.strictObject({ share: expression, of: expression, ...metricParts }),
    z.strictObject({ mean: expression, of: expression, ...metricParts }),
  ]),
);
