/** Days are counted from 1970-01-01; a week begins on a Monday. Pure arithmetic: no clock is read here. */

const MILLISECONDS_PER_DAY = 86_400_000;

/** In the mean over leap years. */
export const DAYS_PER_YEAR = 365.25;

/** The number of a day; undefined when the calendar has no such day (2022-02-30). */
export function dayNumber(year: number, month: number, day: number): number | undefined {
  const milliseconds = Date.UTC(year, month - 1, day);
  const back = new Date(milliseconds);
  // A year below 100 would be taken for one of the last century.
  if (back.getUTCFullYear() !== year || back.getUTCMonth() !== month - 1 || back.getUTCDate() !== day)
    return undefined;
  return milliseconds / MILLISECONDS_PER_DAY;
}

/** `2022-09-21` to its day number; undefined when it isn't written so or there is no such day. */
export function parseDay(text: string): number | undefined {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text.trim());
  return found ? dayNumber(Number(found[1]), Number(found[2]), Number(found[3])) : undefined;
}

/** A day number as `2022-09-21`. */
export function isoDay(day: number): string {
  return new Date(day * MILLISECONDS_PER_DAY).toISOString().slice(0, 10);
}

/** Index of the week that holds `day`, week 0 starting on the Monday `startDay`. */
export function weekOf(day: number, startDay: number): number {
  return Math.floor((day - startDay) / 7);
}

/** The weeks of each month, `2022-09`; a week belongs to the month of its Thursday. */
export function weeksByMonth({
  weeks,
  startDay,
}: {
  weeks: number;
  startDay: number;
}): Map<string, number[]> {
  const months = new Map<string, number[]>();
  for (let week = 0; week < weeks; week++) {
    const month = isoDay(startDay + 7 * week + 3).slice(0, 7);
    const known = months.get(month);
    if (known) known.push(week);
    else months.set(month, [week]);
  }
  return months;
}

/** The last week of each month, and the last of all. */
export function monthEnds(run: { weeks: number; startDay: number }): number[] {
  return [...weeksByMonth(run).values()].map(weeks => weeks[weeks.length - 1]);
}

/** The last week of each year, and the last of all. */
export function yearEnds(run: { weeks: number; startDay: number }): number[] {
  const years = new Map<string, number>();
  for (const [month, weeks] of weeksByMonth(run)) years.set(month.slice(0, 4), weeks[weeks.length - 1]);
  return [...years.values()];
}
