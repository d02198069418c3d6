import { z } from 'zod';
import { MAX } from './counts.ts';

/** The shape of a scenario file. Keys are closed: a misspelt one is a problem with a suggestion. */

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a day like 2022-09-21');
const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]*$/, 'a name: letters, digits, _ and -');
const names = z.array(name);

const eventSchema = z
  .strictObject({
    id: name.optional().describe('by which other files can switch it off'),
    kind: name.describe('the field of the model through which it acts'),
    from: day.describe('first day'),
    to: day.optional().describe('last day; without it the event never ends'),
    size: z
      .union([z.number().min(-1e6).max(1e6), z.string().min(1).max(10_000)])
      .describe(
        '1 = full strength (`list levers` says of what), 0 = nothing; or the name of a step; or an expression of totals, evaluated each week',
      ),
    numbers: z
      .record(z.string().regex(/^[A-Za-z_]\w*$/, 'a name: letters, digits and _'), z.number())
      .optional()
      .describe('numbers that the expression in `size` names: `--set ID.NAME=` and sweeps change them'),
    who: z
      .string()
      .min(1)
      .max(10_000)
      .optional()
      .describe('a condition of columns: on whom it acts; without it, on everybody'),
    half_life_weeks: z
      .number()
      .positive()
      .optional()
      .describe('weeks in which it fades to a half; without it, level'),
    lead_weeks: z
      .number()
      .nonnegative()
      .max(520)
      .optional()
      .describe('weeks over which it builds up before `from`'),
    places: names.optional().describe('where it happens; without it, everywhere'),
    labels: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe('of a field by a one-of column: for which of its labels it acts; without it, for all'),
  })
  .describe('something dated that happens');

const columns = z
  .union([z.array(name).min(1), z.record(name, z.string().min(1).max(10_000))])
  .describe('columns, filters or groups of the model by name; or a name for each of some expressions');
const dates = z
  .array(day)
  .min(1)
  .optional()
  .describe('days: the state is that at the end of the week that holds them; without it, the end of the run');
const whom = z.string().min(1).max(10_000).optional();

const outputsSchema = z
  .strictObject({
    agents: z
      .strictObject({ columns, dates, where: whom.describe('a condition: whose rows are written') })
      .optional()
      .describe('a row an agent and date'),
    respondents: z
      .strictObject({
        columns: columns.optional(),
        waves: names.min(1).optional().describe('waves of the study; without it, all that are asked'),
        items: names.optional().describe('questions, whose answers are columns; without it, all'),
        where: whom.describe('a condition: whose rows are written'),
      })
      .optional()
      .describe('a row a respondent and wave'),
    ties: z
      .strictObject({
        columns: columns.optional(),
        networks: names.min(1).optional().describe('networks of the model; without it, all'),
        dates,
        where: whom.describe('a condition that holds of both ends'),
      })
      .optional()
      .describe('a row a tie and date'),
  })
  .describe('tables of single agents, respondents and ties that a run writes besides');

export const scenarioSchema = z.strictObject({
  extends: z
    .string()
    .min(1)
    .optional()
    .describe('a scenario file beside this one; what is said here replaces what it says, events add up'),
  title: z.string().min(1).describe('what is simulated, in a few words'),
  assumes: z
    .string()
    .min(1)
    .describe('what is taken for granted, in plain words: the reader of a result needs it'),
  model: name.optional().describe('a folder of models/'),
  study: name.optional().describe('a folder of surveys/'),
  until: day.optional().describe('last day; the run ends with the week that holds it'),
  replicates: z.int().min(1).max(MAX.runs).optional().describe('runs with the same input and other draws'),
  persons_per_agent: z
    .number()
    .positive()
    .max(MAX.personsPerAgent)
    .optional()
    .describe('persons that one agent represents'),
  seed: z
    .union([z.string().min(1), z.int()])
    .transform(String)
    .optional()
    .describe('any text; the same one gives the same bytes'),
  events: z.array(eventSchema).optional().describe("besides the study's events that are on"),
  with: names
    .optional()
    .describe("switched on: ids of the study's events that are off, names taken out by an extended file"),
  without: names
    .optional()
    .describe('switched off: ids of events (with what belongs to them), mechanisms (rule files)'),
  choose: z.record(z.string(), name).optional().describe('variants of the model, by name'),
  parameters: z
    .union([z.enum(['posterior', 'defaults']), z.record(z.string(), z.number())])
    .optional()
    .describe(
      'posterior: draws of a calibration, the default where there is one; defaults: values of parameters.csv; or values that replace them in every run',
    ),
  groups: names.optional().describe('groups of the model by which results are split'),
  outputs: outputsSchema.optional(),
});

export type ScenarioFile = z.output<typeof scenarioSchema>;
export type EventEntry = z.output<typeof eventSchema>;
