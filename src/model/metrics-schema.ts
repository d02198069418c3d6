import { z } from 'zod';
import { expression, word } from './schema.ts';

const metricParts = {
  title: z.string().optional().describe('a few words; by default the name'),
  unit: z.string().optional().describe('persons, a share, or what a mean is in'),
  text: z.string().optional().describe('what it counts, in a sentence'),
  headline: z.boolean().optional().describe('it is told in the summary of a run'),
};
const persons = expression.describe('how many persons meet this condition');
const share = expression.describe('which share of those in `of` meet this condition');
const mean = expression.describe('the mean of this value over those in `of`');
const of = expression.describe('a condition: over whom a share or mean is taken');
/** The shape of metrics.yaml. */
export const metricsSchema = z.record(
  word,
  z.union([
    z.strictObject({ persons, ...metricParts }),
    z.strictObject({ share, of, ...metricParts }),
    z.strictObject({ mean, of, ...metricParts }),
  ]),
);
