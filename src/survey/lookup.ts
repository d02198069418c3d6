import { type Clock, stepOf } from '../core/calendar.ts';
import { isMean } from './figures.ts';
import type { Margin, Study, Wave } from './study.ts';
import { ALL } from './subgroups.ts';

/** Index of the week in which a wave is asked: the one that holds the middle of its fieldwork. */
export function weekAsked(wave: Wave, clock: Clock): number {
  return stepOf(wave.askedDay, clock);
}

/**
 * All printed shares: the margins, then those figures of the profile that say in which wave they were found and how many
 * answered. These are context, because the population is made from them: a fit would count them twice.
 */
export function printedShares({ margins, profile }: Study): Margin[] {
  const shares = profile.flatMap(({ variable, category, wave, n, ...figure }): Margin[] => {
    if (wave === undefined || n === undefined || isMean(variable)) return [];
    const { row, value, qualifier, sourceId, note, at } = figure;
    const asked = { wave, item: variable, subgroup: ALL, response: category };
    const printed = { value, low: undefined, high: undefined, qualifier, n };
    return [{ row, ...asked, ...printed, sourceId, use: 'context', note, at }];
  });
  return [...margins, ...shares];
}

/** Of the printed figures (`printedShares`), those of one share; there may be several, of which one at most is to be fitted: it comes first. */
export function marginsOf(
  printed: readonly Margin[],
  share: { wave: string; item: string; subgroup: string; response: string },
): Margin[] {
  return printed
    .filter(
      ({ wave, item, subgroup, response }) =>
        wave === share.wave &&
        item === share.item &&
        subgroup === share.subgroup &&
        response === share.response,
    )
    .sort((a, b) => Number(b.use === 'calibrate') - Number(a.use === 'calibrate'));
}
