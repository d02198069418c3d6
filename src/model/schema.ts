import { z } from 'zod';
import { PACES } from './pace.ts';

/** Shapes of a model folder's YAML files. Keys are closed: a misspelt one is a problem with a suggestion. */

export const expression = z
  .union([z.string(), z.number(), z.boolean()])
  .describe('an expression of the language');
const expressions = z.record(z.string(), expression);
const identifier = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_-]*$/, 'an id: letters, digits, underscores and hyphens');
export const word = z
  .string()
  .regex(/^[A-Za-z_]\w*$/, 'a name: letters, digits and underscores, no digit first');

export const columnSchema = z.strictObject({
  type: z.enum(['number', 'integer', 'day', 'week', 'month', 'year', 'flag', 'one-of', 'place']),
  values: z
    .array(z.union([z.string(), z.number()]).transform(String))
    .min(1)
    .max(255)
    .optional()
    .describe('the labels of a one-of'),
  range: z
    .string()
    .regex(/^-?[\d.]+\.\.-?[\d.]+$/, 'a range like 0..1')
    .optional()
    .describe('writes are clamped to it'),
  bits: z
    .literal(16)
    .optional()
    .describe('16: the number is kept in 65 535 even steps of its range, in half the memory'),
  earliest: z
    .string()
    .optional()
    .describe('of a week: the earliest day that it can hold, before the first week of the model'),
  published: z.boolean().optional().describe('neighbours may see it, as of the end of last week'),
  initial: expression.optional(),
  from: z.literal('survey').optional().describe('taken from the population variable of this name'),
  text: z.string().optional(),
});

const words = z.array(word).min(1).optional();
export const chartSchema = z
  .strictObject({
    title: z.string().min(1).describe('heading of the section'),
    text: z.string().optional().describe('a sentence below it'),
    bands: words.describe('metrics of which each gets a chart with its bands'),
    lines: words.describe('metrics of one unit in one chart: their medians'),
    parts: words.describe('shares that add up to 1, one upon another'),
  })
  .refine(({ bands, lines, parts }) => bands ?? lines ?? parts, 'a chart needs `bands`, `lines` or `parts`');

export const modelSchema = z.strictObject({
  model: identifier,
  title: z.string().optional(),
  step: z.enum(['day', 'week', 'month', 'year']).optional().describe('how long a step is [week]'),
  week_starts: z.string().optional().describe('the Monday on which the model begins'),
  starts: z
    .string()
    .optional()
    .describe(
      'in place of week_starts, the first day: any of a model by day, the first of a month by month and year',
    ),
  places: z.string(),
  tables: z.string().optional(),
  columns: z.record(word, columnSchema),
  parameters: z.string(),
  networks: z.string().optional(),
  fields: z
    .array(z.string().regex(/^[A-Za-z_]\w*(\[[A-Za-z_]\w*\])?$/, 'a name, name[place] or name[column]'))
    .optional(),
  filters: z.record(word, expression).optional(),
  groups: z
    .record(word, z.union([expression, z.array(word).min(2)]))
    .optional()
    .describe(
      'ways to split results: an expression that gives labels, or a list of such names, which are crossed',
    ),
  plan: z.array(identifier).min(1),
  variants: z.record(word, z.record(word, z.array(identifier).min(1))).optional(),
  entrants: z.string().optional().describe('a file that says who comes from outside, and when'),
  nearest: z
    .record(word, z.number().int().min(1).max(64))
    .optional()
    .describe(
      'sets of neighbours by name: so many places that are nearest to each, by the coordinates of places.csv',
    ),
  capacity: z
    .union([z.number(), word])
    .optional()
    .describe(
      'the most persons who can be born, or enter by an expression, in a run, or a parameter that holds it',
    ),
  levers: z
    .string()
    .optional()
    .describe('a file that says what each field means to the authors of scenarios'),
  metrics: z.string().optional(),
  population: z.string().optional(),
  charts: z.array(chartSchema).min(1).optional().describe('what a report shows, in this order'),
  limits: z
    .array(z.string().min(1))
    .optional()
    .describe('what the model leaves out, in words for its readers'),
});

const birthsSchema = z.strictObject({
  number: expression.optional().describe('children of one parent [1]'),
  inherit: z.array(word).min(1).optional().describe('columns that a child has from its parent'),
  set: expressions
    .optional()
    .describe('first values that are others than `initial`, by columns of the child'),
  ties: z.array(word).min(1).optional().describe('networks of `shape: slots` that tie child and parent'),
});
export type BirthsShape = z.infer<typeof birthsSchema>;

const membersSchema = z.strictObject({
  who: expression.optional().describe('which members of the household follow; the others stay as they are'),
  take: z
    .array(word)
    .min(1)
    .optional()
    .describe('columns in which members follow [all that the rule writes]'),
  set: expressions
    .optional()
    .describe('other columns of those who follow; `decision.x` is what the head has decided'),
});
export type MembersShape = z.infer<typeof membersSchema>;

export const ruleSchema = z.strictObject({
  rule: identifier,
  title: z.string().optional(),
  why: z.string().optional(),
  who: expression.optional(),
  let: expressions.optional(),
  draw: identifier.optional().describe('share the stream of draws of this id'),
  set: expressions.optional(),
  chance: expression.optional(),
  then: expressions.optional(),
  quota: z
    .strictObject({
      most: expression.describe('persons a step to whom it can happen; `there` is a label of `by`'),
      by: expression.optional().describe('labels, each with a quota of its own; without, one for all'),
      first: expression.optional().describe('who comes first: the greatest; those who are equal by chance'),
      match: expression
        .optional()
        .describe('labels among which those who ask rank their wishes: each is matched with one, as `match`'),
      wish: expression.optional().describe('with `match`: how much an agent wants to be with `there`'),
    })
    .optional()
    .describe('with `set` or `then`: to how many of those it would happen to it does'),
  births: birthsSchema.optional().describe('children of those to whom the rule happens'),
  members: membersSchema
    .optional()
    .describe("the rule happens to heads of households, and in the same step to their households' members"),
  dies: expression.optional().describe('probability to die in this step, or in the time of `per`'),
  per: z
    .enum(PACES)
    .optional()
    .describe('for how long a time `chance`, `dies` or the utilities of `one_of` are [a step]'),
  otherwise: expressions.optional().describe('what happens to those whom the quota turns away'),
  one_of: z
    .record(word, z.strictObject({ when: expression.optional(), utility: expression, then: expressions }))
    .optional(),
});

const range = z
  .string()
  .regex(/^-?\d+(\.\d+)?\.\.-?\d+(\.\d+)?$/, 'a range like 0..1')
  .refine(text => Number(text.split('..')[0]) < Number(text.split('..')[1]), 'a low end below the high end');

export const leversSchema = z.record(
  word,
  z.strictObject({
    title: z.string().min(1).describe('a few words'),
    text: z.string().min(1).describe('one sentence: what it moves'),
    unit: z.string().min(1).describe('what a size of 1 means'),
    range: range.describe('sizes that mean something; others are refused'),
    seen: z
      .strictObject({
        size: z.number().positive().describe('the largest size'),
        weeks: z.number().positive().describe('the longest time in weeks'),
        text: z.string().min(1).describe('when, in a few words'),
      })
      .optional()
      .describe('up to which size and length the study has figures; without it, nothing like it was seen'),
    parameters: z.array(word).min(1).optional().describe('the parameters that say how strongly it acts'),
    at: word.optional().describe('a column of places.csv of zeros and ones: the places where it acts'),
    steps: z
      .record(word, z.number())
      .optional()
      .describe('names for a size in a scenario: the step that then applies'),
    usual: word.optional().describe('a column of places.csv: the step that holds without an event [0]'),
  }),
);

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
  text: z.string().optional(),
};

export const networksSchema = z.strictObject({
  communities: z.strictObject({ size: amount }).optional(),
  networks: z.record(
    word,
    z.discriminatedUnion('shape', [
      z.strictObject({
        shape: z.enum(['spread', 'clique', 'random', 'ring', 'scale-free', 'small-world', 'spatial']),
        degree: amount,
        directed: z.boolean().optional().describe('an agent follows others, who need not follow it'),
        homophily: z.record(word, amount).optional(),
        distance: z
          .record(word, amount)
          .optional()
          .describe('by numeric variable: a tie is e^-(weight x difference) as likely'),
        exponent: amount
          .optional()
          .describe('of scale-free: agents with k ties are as rare as k^-exponent [3]'),
        rewired: amount.optional().describe('of small-world: share of ties of the ring that lead anywhere'),
        triadic: amount.optional(),
        elsewhere: amount.optional(),
        weight,
        ...everyNetwork,
      }),
      z.strictObject({
        shape: z.literal('list'),
        ties: z
          .string()
          .describe('a CSV file with the columns from and to, numbers of agents from 0, and perhaps weight'),
        directed: z.boolean().optional().describe('`from` follows `to`'),
        weight,
        ...everyNetwork,
      }),
      z.strictObject({
        shape: z.literal('reverse'),
        of: word.describe('a directed network: its followers are the neighbours of this one'),
        ...everyNetwork,
      }),
      z.strictObject({
        shape: z.literal('household').describe('everybody is in one household; all of its members are tied'),
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
  ),
});
