/** Whether a difference between two scenarios can be told from chance, in the words of every place that quotes it. */

/** Above this adjusted p a difference could be chance. */
const LEVEL = 0.05;
/** Fewer pairs than these know a variance only roughly, and can't pass a correction for many looks. */
export const FEW_PAIRS = 20;

export interface Judged {
  pairs: number;
  /** p, adjusted for all metrics of the date. */
  adjusted: number;
  /** Ends of what 90 % of the pairs lie in. */
  low: number;
  high: number;
}

/** `clear`; `few`: all speaks for an effect but the number of pairs; `chance`. */
export type Verdict = 'clear' | 'few' | 'chance';

export function verdictOf({ pairs, adjusted, low, high }: Judged): Verdict {
  if (adjusted < LEVEL || (low === 0 && high === 0)) return 'clear';
  return pairs < FEW_PAIRS && (low > 0 || high < 0) ? 'few' : 'chance';
}

/** What is said behind the interval; nothing of a clear difference. */
const REMARKS: Record<Verdict, string> = {
  clear: '',
  few: `too few pairs to judge: use ${FEW_PAIRS}`,
  chance: 'could be chance',
};

/** Behind the interval of a table's row, where the remark has no room. */
export const MARKS: Record<Verdict, string> = { clear: '', few: ' ?', chance: ' *' };

/** What the marks of a table mean. */
export function notesOf(verdicts: readonly Verdict[], family: string): string[] {
  const details = { clear: '', few: '', chance: ` (p above ${LEVEL}, by Holm's method over ${family})` };
  return (['chance', 'few'] as const)
    .filter(verdict => verdicts.includes(verdict))
    .map(verdict => `${MARKS[verdict].trim()} ${REMARKS[verdict]}${details[verdict]}`);
}
