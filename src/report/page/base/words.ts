import { parseDay } from '../../../core/calendar.ts';
import { type Measure, NO_VALUE } from '../../../quote/quantity.ts';
import { grouped, plain } from '../../quote/numbers.ts';
import { type Html, html } from './html.ts';

/** Dates and numbers as a reader takes them in; exact values are beside them in the markup. */

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July'].concat([
  'August',
  'September',
  'October',
  'November',
  'December',
]);

/** Keeps a number and its unit on one line. */
export const GAP = '\u00a0';

/** `11 November 2024`. */
export function dateText(iso: string): string {
  const [year, month, day] = iso.split('-').map(Number);
  return `${day}${GAP}${MONTHS[month - 1]} ${year}`;
}

/** `11 Nov 2024`. */
export function shortDate(iso: string): string {
  const [year, month, day] = iso.split('-').map(Number);
  return `${day}${GAP}${MONTHS[month - 1].slice(0, 3)}${GAP}${year}`;
}

export const dayOf = (iso: string) => new Date(parseDay(iso)! * 86_400_000);

/** A share that is no outcome of the model (of a variance, of moves): in per cent, two digits. */
export function shareText(value: number): string {
  if (!Number.isFinite(value)) return '–';
  return `${minus((100 * value).toFixed(Math.abs(value) < 0.0995 ? 1 : 0))}${GAP}%`;
}

/** A count of persons as it is printed: to the last one. */
export const personsText = (value: number) => (Number.isFinite(value) ? minus(whole(value)) : '–');

/** A quoted figure as it is set on a page: true minus signs, numbers and their units kept on one line. */
export function typeset(text: string): string {
  return text === NO_VALUE ? '–' : text.replace(/(?<=\d) (?=\d{3}|%|points)/g, GAP).replace(/-(?=\d)/g, '−');
}

/** `1 500` as `1.5 k`, for cells that are narrow. */
export function inThousands(text: string): string {
  const value = Number(text.replaceAll(GAP, ''));
  return value >= 1000 ? `${whole(Math.floor(value / 1000))}${decimalsOf(value)}${GAP}k` : text;
}

const decimalsOf = (value: number) => (value % 1000 ? String((value % 1000) / 1000).slice(1) : '');

/** As short as it can be: for labels along an axis. */
export function tickText(value: number, measure: Measure): string {
  if (value === 0) return '0';
  if (measure === 'share') return `${minus(String(Number((100 * value).toFixed(6))))}${GAP}%`;
  if (measure === 'mean') return minus(String(Number(value.toFixed(6))));
  if (Math.abs(value) < 1000) return minus(String(Number(value.toFixed(6))));
  const thousands = Number((value / 1000).toFixed(6));
  return `${minus(Number.isInteger(thousands) ? whole(thousands) : String(thousands))}${GAP}k`;
}

/** A number as it is read, with the very value of the table in the markup. */
export function exactly(cell: string | undefined, show: (value: number) => string): Html {
  return cell ? html`<data value="${cell}">${show(Number(cell))}</data>` : html`–`;
}

/** A name of the model as words. */
export const spaced = (name: string) => name.replaceAll('_', ' ');

export const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

export const plural = (count: number, one: string, many = `${one}s`) =>
  `${whole(count)}${GAP}${count === 1 ? one : many}`;

/** A whole number, its thousands kept together. */
const whole = (value: number) => grouped(Math.round(value)).replaceAll(' ', GAP);

/** A number of no particular unit, three significant digits. */
export const figureText = (value: number) => minus(plain(value).replaceAll(' ', GAP));

/** A true minus, as wide as a plus; no minus before a zero. */
const minus = (text: string) => (/^-[0.]+$/.test(text) ? text.slice(1) : text.replace('-', '−'));
