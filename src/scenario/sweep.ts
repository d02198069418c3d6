import { z } from 'zod';
import { parseDay } from '../core/calendar.ts';
import { type Position, throwDiagnostic } from '../core/diagnostics.ts';
import { checkShape, type Document, valuePosition } from '../core/located-document.ts';
import { MAX } from './counts.ts';

/** What of an event a lever changes; `date` moves it whole, `weeks` is how long it lasts. */
export const CHANGES = ['size', 'date', 'weeks', 'half_life_weeks', 'lead_weeks'] as const;
type OwnChange = (typeof CHANGES)[number];
/** Besides, a number that the event's size names. */
export type Change = OwnChange | (string & {});

export const isOwnChange = (change: Change): change is OwnChange =>
  (CHANGES as readonly string[]).includes(change);

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a number or a day like 2022-09-21');
const value = z.union([z.number(), day]);
const leverSchema = z
  .strictObject({
    parameter: z.string().optional().describe('a parameter of the model'),
    event: z.string().optional().describe('or the id of an event that is on'),
    change: z
      .union([z.enum(CHANGES), z.string().regex(/^[A-Za-z_]\w*$/, 'a name')])
      .optional()
      .describe('what of the event; date moves it whole; or one of its `numbers` [size]'),
    values: z.array(value).min(1).max(1000).optional().describe('the values it takes'),
    low: value.optional().describe('or the minimum'),
    high: value.optional().describe('and the maximum'),
  })
  .describe('something that is varied');

export const sweepSchema = z.strictObject({
  scenario: z.string().min(1).describe('a scenario file; seen from this one'),
  title: z.string().min(1).describe('what is asked, in a few words'),
  levers: z
    .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'a name: letters, digits and _'), leverSchema)
    .describe('what is varied, by a name of your own: a column of the results'),
  design: z
    .enum(['grid', 'lhs'])
    .default('grid')
    .describe('grid: every combination; lhs: a Latin hypercube, for many levers'),
  points: z
    .int()
    .min(2)
    .max(2000)
    .optional()
    .describe('of a grid: values between low and high [5]; of a Latin hypercube: points in all [20]'),
  draws: z.int().min(1).optional().describe('with a posterior: how many of its draws [10]'),
  seeds: z
    .int()
    .min(1)
    .max(100_000)
    .optional()
    .describe('runs with other draws of chance, the same at every point'),
  outcomes: z
    .array(z.string())
    .optional()
    .describe('METRIC, METRIC@DATE or METRIC:GROUP=LABEL@DATE [the headlines at the end]'),
  persons_per_agent: z
    .number()
    .positive()
    .max(MAX.personsPerAgent)
    .optional()
    .describe("instead of the scenario's"),
});

/** A lever understood: what it changes, and the values it may take. Days are day numbers. */
export interface Lever {
  name: string;
  target: { parameter: string } | { event: string; change: Change };
  values: { list: readonly number[] } | { low: number; high: number };
  /** Its values are days. */
  isDate: boolean;
  /** Undefined: no file holds it. */
  at?: Position;
}

export interface Sweep {
  title: string;
  levers: readonly Lever[];
  design: 'grid' | 'lhs';
  points: number | undefined;
  draws: number | undefined;
  seeds: number | undefined;
  outcomes: readonly string[];
  personsPerAgent: number | undefined;
}

/** Columns of the results that no lever can be called. */
const TAKEN = [
  'point',
  'replicate',
  'draw',
  'metric',
  'group',
  'date',
  'value',
  'n',
  'mean',
  'sd',
  'q05',
  'q50',
  'q95',
];

/** A sweep file, as far as it can be understood without its scenario. */
export function readSweep(document: Document): Sweep {
  const {
    title,
    levers,
    design,
    points,
    draws,
    seeds,
    outcomes = [],
    persons_per_agent,
  } = checkShape(document, sweepSchema);
  const names = Object.keys(levers);
  if (!names.length)
    throwDiagnostic({ kind: 'shape', message: 'there is no lever', at: valuePosition(document, ['levers']) });
  return {
    title,
    levers: names.map(name => readLever(document, name, levers[name])),
    design,
    points,
    draws,
    seeds,
    outcomes,
    personsPerAgent: persons_per_agent,
  };
}

function readLever(document: Document, name: string, given: z.output<typeof leverSchema>): Lever {
  const { parameter, event, change = 'size', values, low, high } = given;
  const position = (...path: PropertyKey[]) => valuePosition(document, ['levers', name, ...path]);
  const at = position();
  const refuse = (message: string, hint?: string, where = at): never =>
    throwDiagnostic({ kind: 'shape', message: `lever \`${name}\` ${message}`, at: where, hint });
  if (TAKEN.includes(name)) refuse('has the name of a column of the results', 'call it otherwise');
  if ((parameter === undefined) === (event === undefined)) refuse('needs a `parameter` or an `event`');
  if (parameter !== undefined && given.change !== undefined)
    refuse('changes a parameter: it has no `change`');
  const isDate = event !== undefined && change === 'date';
  const numberOf = (value: number | string, ...path: PropertyKey[]): number => {
    const number =
      typeof value === 'number' ? (isDate ? undefined : value) : isDate ? parseDay(value) : undefined;
    if (number !== undefined) return number;
    return throwDiagnostic({
      kind: 'type',
      message: `lever \`${name}\` can't be ${value}`,
      at: position(...path),
      expected: isDate ? 'a day like 2022-09-21' : 'a number',
    });
  };
  const lever = {
    name,
    target: parameter === undefined ? { event: event!, change } : { parameter },
    isDate,
    at,
  };
  if (values) {
    if (low !== undefined || high !== undefined) refuse('has `values`, so it needs no `low` and `high`');
    const list = values.map((value, k) => numberOf(value, 'values', k));
    if (new Set(list).size < list.length) refuse('has a value twice', undefined, position('values'));
    return { ...lever, values: { list } };
  }
  if (low === undefined || high === undefined) return refuse('needs `values`, or `low` and `high`');
  const ends = { low: numberOf(low, 'low'), high: numberOf(high, 'high') };
  if (!(ends.low < ends.high)) refuse('has a `low` that is not below its `high`', undefined, position('low'));
  return { ...lever, values: ends };
}
