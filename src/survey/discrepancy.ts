import { z } from 'zod';
import { type Diagnostic, DiagnosticError, didYouMean } from '../core/diagnostics.ts';
import { checkShape, type Document, valuePosition } from '../core/located-document.ts';
import type { HyperPrior } from '../core/math/hyper-prior.ts';

const NUMBER = '\\d+(?:\\.\\d+)?';
const HALF_NORMAL = new RegExp(`^half_normal\\((${NUMBER})\\)$`);
const UNIFORM = new RegExp(`^uniform\\((${NUMBER}), *(${NUMBER})\\)$`);

const spread = z.union([z.number().min(0), z.string().regex(HALF_NORMAL, 'a number or half_normal(0.5)')]);
const part = z.union([
  z.number().min(0).max(1),
  z
    .string()
    .regex(UNIFORM, 'a number from 0 to 1 or uniform(0, 1)')
    .refine(isWithinOne, 'low below high, at most 1'),
]);

const parts = {
  sd: spread.describe(
    'standard deviation, on the day of the first fitted figure, of a series that has fitted figures',
  ),
  growth: spread.describe('of the random walk from there, per square root of a year'),
  wave: spread
    .optional()
    .describe(
      'of what a survey wave has of its own beside sampling, and the next has not; 0 where it is left out',
    ),
  change: part.describe(
    "which part of the model's own change since the last fitted figure is taken as real: 1 all, 0 none",
  ),
  unseen: spread.describe('standard deviation of the level of a series without any fitted figure'),
};
const words = {
  source: z.string().describe('row of sources.csv'),
  why: z.string().min(1).describe('where the numbers come from'),
};
const whole = z.strictObject({ ...parts, ...words });

/** discrepancy.yaml of a study: what a model of it may be wrong about, beside the errors of the figures themselves. */
export const discrepancySchema = z.strictObject({
  shares: whole.describe('of shares, on the logit scale'),
  counts: whole.describe('of counts, on the scale of ln(1 + persons)'),
  constructs: z
    .record(
      z.string().min(1),
      z.strictObject({
        items: z.array(z.string()).min(1).optional().describe('ids of items.csv'),
        measures: z
          .array(z.enum(['left', 'entries', 'exits', 'net', 'stock', 'stock_share']))
          .min(1)
          .optional()
          .describe('measures of flows.csv'),
        ...z.object(parts).partial().shape,
        ...words,
      }),
    )
    .optional()
    .describe('items and measures that are something else; what they leave out is that of shares or counts'),
});

/** What is believed of the discrepancy of one kind of figure, on the logit or log scale. */
type DiscrepancyPrior = Readonly<Record<keyof typeof parts, HyperPrior>>;

/** What a study declares of its models' discrepancy. */
export interface Discrepancy {
  /** By kind: `shares`, `counts`, or the name of a construct with either. */
  priors: ReadonlyMap<string, DiscrepancyPrior>;
  /** Kind of an item or measure that has its own. */
  kinds: ReadonlyMap<string, string>;
}

const GENERAL = { share: 'shares', count: 'counts' } as const;

/** The kind of a figure of an item or of a measure. */
export const kindOf = ({ kinds }: Discrepancy, name: string, scale: 'share' | 'count'): string =>
  kinds.get(name) ?? GENERAL[scale];

/**
 * @param items ids of the study's items @param sources of its sources
 * @throws DiagnosticError with a problem for every fault, each with its place
 */
export function parseDiscrepancy(
  document: Document,
  { items, sources }: { items: readonly string[]; sources: readonly string[] },
): Discrepancy {
  const written = checkShape(document, discrepancySchema);
  const constructs = Object.entries(written.constructs ?? {});
  const problems: Diagnostic[] = [];
  const report = (path: readonly PropertyKey[], problem: Omit<Diagnostic, 'at'>) =>
    problems.push({ ...problem, at: valuePosition(document, path) });
  const check = (what: string, name: string, known: readonly string[], path: readonly PropertyKey[]) => {
    if (!known.includes(name))
      report(path, {
        kind: 'unknown',
        message: `unknown ${what} \`${name}\``,
        hint: didYouMean(name, known),
      });
  };
  const kinds = new Map<string, string>();
  const join = (member: string, construct: string, path: readonly PropertyKey[]) => {
    const other = kinds.get(member);
    if (other !== undefined)
      report(path, { kind: 'conflict', message: `\`${member}\` is in \`${other}\`, too` });
    kinds.set(member, construct);
  };
  for (const key of ['shares', 'counts'] as const)
    check('source', written[key].source, sources, [key, 'source']);
  for (const [name, { items: asked = [], measures = [], source }] of constructs) {
    const path = ['constructs', name];
    check('source', source, sources, [...path, 'source']);
    for (const [k, id] of asked.entries()) {
      check('item', id, items, [...path, 'items', k]);
      join(id, name, [...path, 'items', k]);
    }
    for (const [k, measure] of measures.entries()) join(measure, name, [...path, 'measures', k]);
    const counts = measures.filter(measure => measure !== 'stock_share').length;
    const all = asked.length + measures.length;
    if (all === 0)
      report(path, {
        kind: 'shape',
        message: `construct \`${name}\` has neither \`items\` nor \`measures\``,
      });
    if (counts > 0 && counts < all)
      report(path, {
        kind: 'conflict',
        message: `construct \`${name}\` has shares and counts, whose scales differ`,
        hint: 'make two constructs of it',
      });
  }
  if (problems.length) throw new DiagnosticError(problems);
  const general = {
    shares: priorOf({ wave: 0, ...written.shares }),
    counts: priorOf({ wave: 0, ...written.counts }),
  };
  const own = constructs.map(([name, construct]): [string, DiscrepancyPrior] => {
    const isCount = construct.measures?.some(measure => measure !== 'stock_share');
    return [name, { ...general[isCount ? 'counts' : 'shares'], ...priorOf(construct) }];
  });
  return { priors: new Map([...Object.entries(general), ...own]), kinds };
}

function isWithinOne(written: string): boolean {
  const [, low, high] = UNIFORM.exec(written) ?? [];
  return Number(low) < Number(high) && Number(high) <= 1;
}

function priorOf<K extends keyof typeof parts>(
  written: Partial<Record<K, string | number | undefined>>,
): Record<K, HyperPrior> {
  const given = Object.keys(parts).filter(key => written[key as K] !== undefined) as K[];
  return Object.fromEntries(given.map(key => [key, hyperPriorOf(written[key]!)])) as Record<K, HyperPrior>;
}

function hyperPriorOf(written: string | number): HyperPrior {
  if (typeof written === 'number') return { kind: 'fixed', value: written };
  const half = HALF_NORMAL.exec(written);
  if (half) return { kind: 'half_normal', scale: Number(half[1]) };
  const [, low, high] = UNIFORM.exec(written)!;
  return { kind: 'uniform', low: Number(low), high: Number(high) };
}
