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

/** How long a step of a model is. Inside, a `week` is the index of a step, however long. */
export type Step = 'day' | 'week' | 'month' | 'year';

export const STEPS: readonly Step[] = ['day', 'week', 'month', 'year'];

/** When a model's steps are: the first day of step 0, and their length; undefined: a week. */
export interface Clock {
  startDay: number;
  step?: Step | undefined;
}

/** The clock alone, of something that has one; a week goes without saying. */
export const clockOf = ({ startDay, step = 'week' }: Clock): Clock =>
  step === 'week' ? { startDay } : { startDay, step };

/** Weeks in a step, in the mean over years of 365.2425 days: what rates are converted by. Months are a twelfth of a year. */
export const WEEKS_IN: Readonly<Record<Step, number>> = {
  day: 1 / 7,
  week: 1,
  month: 52.1775 / 12,
  year: 52.1775,
};

/** The day on which step `index` begins. Months and years are those of the calendar: each begins on the day of the month of step 0. */
export function firstDay({ startDay, step = 'week' }: Clock, index: number): number {
  if (step === 'week') return startDay + 7 * index;
  if (step === 'day') return startDay + index;
  const start = new Date(startDay * MILLISECONDS_PER_DAY);
  const month = start.getUTCMonth() + index * (step === 'year' ? 12 : 1);
  return Date.UTC(start.getUTCFullYear(), month, start.getUTCDate()) / MILLISECONDS_PER_DAY;
}

/** The last day of step `index`. */
export const lastDay = (clock: Clock, index: number): number => firstDay(clock, index + 1) - 1;

/** Index of the step that holds `day`; negative before the first. */
export function stepOf(day: number, { startDay, step = 'week' }: Clock): number {
  if (step === 'week') return Math.floor((day - startDay) / 7);
  if (step === 'day') return Math.floor(day - startDay);
  const [start, held] = [startDay, Math.floor(day)].map(one => new Date(one * MILLISECONDS_PER_DAY));
  const years = held.getUTCFullYear() - start.getUTCFullYear();
  const months = 12 * years + held.getUTCMonth() - start.getUTCMonth();
  return step === 'month' ? months : Math.floor(months / 12);
}

/** The moment at which a day begins, in steps and parts of steps since step 0. */
export function momentOf(day: number, clock: Clock): number {
  if ((clock.step ?? 'week') === 'week') return (day - clock.startDay) / 7;
  const index = stepOf(day, clock);
  const begins = firstDay(clock, index);
  return index + (day - begins) / (firstDay(clock, index + 1) - begins);
}

/** A time in weeks as whole steps, rounded; 0: it is shorter than half a step. */
export const stepsIn = (weeks: number, { step = 'week' }: Pick<Clock, 'step'>): number =>
  step === 'day' ? Math.round(7 * weeks) : Math.round(weeks / WEEKS_IN[step]);

/** What is added to the index of a step before it is told in weeks: half a day, so that no multiple of a seventh is rounded down. */
export const halfOf = (step: Step): number => (step === 'day' ? 0.5 : 0);

/** A day as a time: the index of its step, or the weeks before that step begins, in steps of mean length (as the language has it, in f32). */
export function timeOf(day: number, unit: Step, clock: Clock): number {
  const { step = 'week' } = clock;
  const index = stepOf(day, clock);
  if (unit === step) return index;
  return Math.floor(Math.fround(Math.fround(index + halfOf(step)) * Math.fround(WEEKS_IN[step])));
}

/** The first day of a time. */
export const dayOfTime = (time: number, unit: Step, clock: Clock): number =>
  unit === (clock.step ?? 'week') ? firstDay(clock, time) : clock.startDay + 7 * time;

/** `in the week of 2022-02-21`, `on 2022-02-21`, of the step that begins on a date. */
export const inStepOf = (date: string, step: Step = 'week'): string =>
  step === 'day' ? `on ${date}` : `in the ${step} of ${date}`;

/** The moment of a step, or of a part of one, as a day. */
export function dayAt(clock: Clock, moment: number): number {
  const index = Math.floor(moment);
  const begins = firstDay(clock, index);
  return begins + (moment - index) * (firstDay(clock, index + 1) - begins);
}

/** The steps of each month, `2022-09`; a week belongs to the month of its Thursday, other steps to that in which they begin. */
export function stepsByMonth({ weeks, ...clock }: Clock & { weeks: number }): Map<string, number[]> {
  const months = new Map<string, number[]>();
  const middle = (clock.step ?? 'week') === 'week' ? 3 : 0;
  for (let index = 0; index < weeks; index++) {
    const month = isoDay(firstDay(clock, index) + middle).slice(0, 7);
    const known = months.get(month);
    if (known) known.push(index);
    else months.set(month, [index]);
  }
  return months;
}

/** The last step of each month, and the last of all. */
export function monthEnds(run: Clock & { weeks: number }): number[] {
  return [...stepsByMonth(run).values()].map(steps => steps[steps.length - 1]);
}

/** The last step of each year, and the last of all. */
export function yearEnds(run: Clock & { weeks: number }): number[] {
  const years = new Map<string, number>();
  for (const [month, steps] of stepsByMonth(run)) years.set(month.slice(0, 4), steps[steps.length - 1]);
  return [...years.values()];
}
