import { z } from 'zod';
import { expression, word, words } from './schema.ts';

const amount = z.union([z.number(), word]).describe('a number or the name of a parameter');

const weight = z
  .strictObject({
    initial: amount
      .optional()
      .describe('of both ends of every tie, unless the file of ties says otherwise [1]'),
    change: expression
      .optional()
      .describe(
        "the weight of one's own end after a week; bare names are the other's published columns, my.x own",
      ),
  })
  .optional()
  .describe('each end of a tie has a weight of its own, which rules read as `weight`');

const everyNetwork = {
  only: z
    .record(word, word)
    .optional()
    .describe('an option of a variant, `VARIANT: OPTION`: only scenarios that choose it have the network'),
  text: z.string().optional().describe('what it is, in a sentence'),
};

export const networksSchema = z.strictObject({
  communities: z
    .strictObject({ size: amount.describe('agents of one circle') })
    .optional()
    .describe('circles in which people live: most ties of `spread` and `clique` stay inside'),
  networks: z
    .record(
      word,
      z.discriminatedUnion('shape', [
        z.strictObject({
          shape: z
            .enum(['spread', 'clique', 'random', 'ring', 'scale-free', 'small-world', 'spatial'])
            .describe('how ties are made'),
          degree: amount.describe('ties of an agent'),
          directed: z.boolean().optional().describe('an agent follows others, who need not follow it'),
          homophily: z
            .record(word, amount)
            .optional()
            .describe('variables in which the tied are alike, with weights'),
          distance: z
            .record(word, amount)
            .optional()
            .describe('by numeric variable: a tie is e^-(weight x difference) as likely'),
          exponent: amount
            .optional()
            .describe('of scale-free: agents with k ties are as rare as k^-exponent [3]'),
          rewired: amount.optional().describe('of small-world: share of ties of the ring that lead anywhere'),
          triadic: amount.optional().describe('share of ties to friends of friends'),
          elsewhere: amount.optional().describe('share of ties into other circles'),
          weight,
          ...everyNetwork,
        }),
        z.strictObject({
          shape: z.literal('list').describe('ties are those of a file'),
          ties: z
            .string()
            .describe(
              'a CSV file with the columns from and to, numbers of agents from 0, and perhaps weight',
            ),
          directed: z.boolean().optional().describe('`from` follows `to`'),
          weight,
          ...everyNetwork,
        }),
        z.strictObject({
          shape: z.literal('reverse').describe('a directed network, seen from its other ends'),
          of: word.describe('a directed network: its followers are the neighbours of this one'),
          ...everyNetwork,
        }),
        z.strictObject({
          shape: z
            .literal('household')
            .describe('everybody is in one household; all of its members are tied'),
          size: expression
            .optional()
            .describe('persons in the household of a person: an expression over variables of the population'),
          sizes: z
            .record(z.string().regex(/^[1-9]\d?$/, 'a number of persons, 1 to 99'), amount)
            .optional()
            .describe('in place of `size`: shares of households by their number of persons'),
          head: expression
            .optional()
            .describe(
              'who may be head of a household: an expression over variables of the population [everybody]',
            ),
          alike: words.describe('variables in which all members are alike'),
          unlike: words.describe('variables in which members differ, as far as there are enough of each'),
          most: z
            .int()
            .min(2)
            .max(64)
            .optional()
            .describe('of a model with births: the most living members of a household'),
          ...everyNetwork,
        }),
        z.strictObject({
          shape: z.literal('slots').describe('ties that come and go while the run goes on'),
          slots: z.int().min(1).max(64).describe('most ties an agent can have'),
          at: word.describe('a column of labels: ties form among those who share it'),
          among: expression.optional().describe('who takes part'),
          form: expression.describe('own willingness, 0..1; a pair that meets ties with the product of both'),
          drop: expression.describe(
            "weekly chance of dropping the tie; bare names are the other's published columns, my.x own",
          ),
          ...everyNetwork,
        }),
      ]),
    )
    .describe('who is tied to whom, by name'),
});
