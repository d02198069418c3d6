import { type MetricSeen, tell } from '../../quote/lead.ts';
import type { Speech, Stretch } from '../../quote/sentence.ts';
import { answerOf } from './difference-sentence.ts';

/** What a lever of a sweep does, in the words of a comparison. */

/** A lever between two of its values, as a reader has them. */
export interface LeverMove {
  lever: string;
  from: string;
  to: string;
}

/**
 * `With size at 2 in place of 0: by April 2001, 1 200 fewer persons are abroad (90 % of the runs: ...). In all places: ...`
 * @param rows what differs between both values; of several dates the last is told
 */
export function sweepSentence(
  { lever, from, to }: LeverMove,
  rows: readonly (MetricSeen & { date: string })[],
  speech: Speech,
): Stretch[] {
  const last =
    rows
      .map(({ date }) => date)
      .toSorted()
      .at(-1) ?? '';
  const title = `With ${lever} at ${to} in place of ${from}`;
  const own = rows.filter(({ date, pairs }) => date === last && pairs > 0);
  const [all, grouped] = [true, false].map(isAll => own.filter(({ group }) => (group === 'all') === isAll));
  const told = tell([], [], grouped, all);
  if (!told.lead) return [{ text: `${title}: nothing differs.`, tone: 'strong' }];
  return answerOf(title, told, last, speech);
}
