import * as Plot from '@observablehq/plot';
import type { Quoted } from '../../../quote/quantity.ts';
import { dayOf, shortDate } from '../base/words.ts';

/** A value to be read from a chart under the pointer, without a script: a line of the SVG with a title. */
export interface Reading {
  /** ISO date. */
  date: string;
  text: string;
}

/** `12 Jun 2023: 834 000 (700 000 to 1 000 000)`. */
export const readingText = (date: string, { value, range }: Quoted): string =>
  `${shortDate(date)}: ${value}${range && ` (${range})`}`;

/** The last row of each month: one a week would be too narrow to point at. */
export function monthly<T extends { date: string }>(rows: readonly T[]): T[] {
  return [...new Map(rows.map(row => [row.date.slice(0, 7), row])).values()];
}

/** Readings over time; the style sheet shows the line that the pointer is on. @param pixels width of the time axis */
export const readings = (items: readonly Reading[], pixels: number): Plot.Markish =>
  Plot.ruleX(items, {
    x: ({ date }) => dayOf(date),
    title: ({ text }) => text,
    className: 'reading',
    stroke: 'transparent',
    strokeWidth: Math.max(4, Math.floor(pixels / Math.max(1, items.length))),
  });
