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
  type: z
    .enum(['number', 'integer', 'day', 'week', 'month', 'year', 'flag', 'one-of', 'place'])
    .describe('what the column holds of each agent'),
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
  initial: expression
    .optional()
    .describe('the first value: an expression of parameters and columns that stand before [0 or no]'),
  from: z.literal('survey').optional().describe('taken from the population variable of this name'),
  text: z.string().optional().describe('what it is, in a sentence'),
});

export const words = z.array(word).min(1).optional();
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
  model: identifier.describe('the name of the model, that of its folder'),
  title: z.string().optional().describe('a few words'),
  step: z.enum(['day', 'week', 'month', 'year']).optional().describe('how long a step is [week]'),
  week_starts: z.string().optional().describe('the Monday on which the model begins'),
  starts: z
    .string()
    .optional()
    .describe(
      'in place of week_starts, the first day: any of a model by day, the first of a month by month and year',
    ),
  places: z.string().describe('a file with a row for each place: places.csv'),
  tables: z.string().optional().describe('a file of numbers by place, label, integer or date: tables.csv'),
  columns: z.record(word, columnSchema).describe('what each agent is and has, by name'),
  parameters: z.string().describe('a file of numbers with their priors and sources: parameters.csv'),
  networks: z.string().optional().describe('a file that says who is tied to whom: networks.yaml'),
  fields: z
    .array(z.string().regex(/^[A-Za-z_]\w*(\[[A-Za-z_]\w*\])?$/, 'a name, name[place] or name[column]'))
    .optional()
    .describe('what events of scenarios move: one number a week, or one for each place or label'),
  filters: z
    .record(word, expression)
    .optional()
    .describe('names for expressions, which may then be used like columns'),
  groups: z
    .record(word, z.union([expression, z.array(word).min(2)]))
    .optional()
    .describe(
      'ways to split results: an expression that gives labels, or a list of such names, which are crossed',
    ),
  plan: z.array(identifier).min(1).describe('the rules of a step, in the order in which they act'),
  variants: z
    .record(word, z.record(word, z.array(identifier).min(1)))
    .optional()
    .describe('rival theories: lists of rules, of which a scenario chooses one'),
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
  metrics: z.string().optional().describe('a file that says what is counted each step: metrics.yaml'),
  population: z
    .string()
    .optional()
    .describe('a file that says of which people the pool is made: population.yaml'),
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
  rule: identifier.describe('the name of the rule, which the plan and streams of draws use'),
  title: z.string().optional().describe('a few words'),
  why: z
    .string()
    .optional()
    .describe('the mechanism in a sentence, with ids of the figures that speak for it'),
  who: expression.optional().describe('a condition: on whom the rule acts [everybody]'),
  let: expressions.optional().describe('names for values that the rule uses, in order'),
  draw: identifier.optional().describe('share the stream of draws of this id'),
  set: expressions.optional().describe('columns that the rule always writes, with their new values'),
  chance: expression.optional().describe('the probability that `then` happens, held to 0..1'),
  then: expressions.optional().describe('with `chance`: columns that are written if it happens'),
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
    .record(
      word,
      z.strictObject({
        when: expression.optional().describe('whether the option may be taken [yes]'),
        utility: expression.describe('log-odds of the option; doing nothing has 0'),
        then: expressions.describe('columns that are written if it is taken'),
      }),
    )
    .optional()
    .describe('risks that compete: one of these options happens, or nothing'),
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
