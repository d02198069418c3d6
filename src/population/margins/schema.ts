import { z } from 'zod';

/** Shape of population.yaml. Keys are closed: a misspelt one is a problem with a suggestion. */
export const populationSchema = z.strictObject({
  persons: z.string().describe('the parameter that says how many persons the pool holds'),
  relative_departure: z
    .union([z.string(), z.number()])
    .describe('how quickly a kind of person leaves, relative to others: an expression over the variables'),
  variables: z.record(
    z.string().regex(/^[A-Za-z_]\w*$/, 'a name: letters, digits and underscores, no digit first'),
    z.array(z.union([z.string(), z.number(), z.boolean()]).transform(String)),
  ),
  margins: z.string().optional().describe('the table of margins, beside this file'),
  people: z
    .string()
    .optional()
    .describe('rows of people with weights, beside this file: how variables go together'),
});
