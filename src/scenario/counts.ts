import { type Position, throwDiagnostic } from '../core/diagnostics.ts';

/**
 * The largest counts that anybody may ask for, whether in a file, an option, a plan or a job of a queue. What they take of memory
 * and disk is judged besides, before anything is built.
 */
export const MAX = {
  /** Whole results of one scenario: replicates, or draws x seeds. */
  runs: 100_000,
  /** Runs of which only a few numbers are kept: sensitivity analyses, fits. */
  points: 1_000_000,
  /** A century. */
  weeks: 5218,
  /** A century by days; memory has dates of 65 535 steps. */
  days: 36_525,
  agents: 500_000_000,
  personsPerAgent: 1e9,
  shards: 100_000,
} as const;

/** Numbers that a command line, a plan or a job gives in place of those of the scenario file. */
export interface Counts {
  replicates?: number;
  draws?: number;
  seeds?: number;
  weeks?: number;
  personsPerAgent?: number;
}

/** Refuse counts that no scenario file could have. Problem `value`. */
export function checkCounts(
  { replicates, draws, seeds, weeks, personsPerAgent }: Counts,
  at?: Position,
): void {
  const whole = {
    replicates: [replicates, MAX.runs],
    draws: [draws, MAX.runs],
    seeds: [seeds, MAX.runs],
    weeks: [weeks, MAX.weeks],
  };
  for (const [what, [count, most]] of Object.entries(whole))
    if (count !== undefined && !(Number.isSafeInteger(count) && count >= 1 && count <= most!))
      throwDiagnostic({
        kind: 'value',
        message: `${what} can't be ${count}`,
        at,
        expected: `a whole number from 1 to ${most}`,
      });
  if (personsPerAgent !== undefined && !(personsPerAgent > 0 && personsPerAgent <= MAX.personsPerAgent))
    throwDiagnostic({
      kind: 'value',
      message: `an agent can't represent ${personsPerAgent} persons`,
      at,
      expected: `a number above 0, at most ${MAX.personsPerAgent}`,
    });
}

/** Refuse a product of counts before it is laid out. Problem `value`. @param what `draws x seeds` */
export function checkProduct(what: string, factors: readonly number[], most: number = MAX.runs): void {
  const product = factors.reduce((all, factor) => all * factor, 1);
  if (product <= most) return;
  throwDiagnostic({
    kind: 'value',
    message: `${what} make ${product} runs`,
    found: factors.join(' x '),
    expected: `at most ${most}`,
  });
}
