import { parseDay } from '../../calendar.ts';
import { grouped, plain } from '../numbers.ts';
import { type Html, html } from './html.ts';

/** Dates and numbers as a reader takes them in; exact values stand beside them in the markup. */

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

/** `November 2024` of `2024-11`. */
export function monthText(month: string): string {
  return `${MONTHS[Number(month.slice(5, 7)) - 1]} ${month.slice(0, 4)}`;
}

export const dayOf = (iso: string) => new Date(parseDay(iso)! * 86_400_000);

export type Measure = 'persons' | 'share' | 'mean';

/** How values of a measure are written: persons in thousands from 10 000 on, shares in per cent. */
export function valueText(value: number, measure: Measure): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (measure === 'share') return `${minus((100 * value).toFixed(size < 0.0995 ? 1 : 0))}${GAP}%`;
  if (measure === 'mean') return minus(value.toFixed(2));
  if (size >= 9_950) return `${minus(whole(value / 1000))}${GAP}k`;
  if (size >= 995) return `${minus((value / 1000).toFixed(1))}${GAP}k`;
  return minus(String(Math.round(value)));
}

/** As short as it can be: what stands along an axis. */
export function tickText(value: number, measure: Measure): string {
  if (value === 0) return '0';
  if (measure === 'share') return `${minus(String(Number((100 * value).toFixed(6))))}${GAP}%`;
  if (measure === 'mean') return minus(String(Number(value.toFixed(6))));
  if (Math.abs(value) < 1000) return minus(String(Number(value.toFixed(6))));
  const thousands = Number((value / 1000).toFixed(6));
  return `${minus(Number.isInteger(thousands) ? whole(thousands) : String(thousands))}${GAP}k`;
}

/** A difference with its sign; of shares in percentage points. What rounds to nothing has no sign. */
export function differenceText(value: number, measure: Measure): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  const text =
    measure === 'share'
      ? (100 * size).toFixed(size < 0.0095 ? 2 : 1)
      : measure === 'mean'
        ? size.toFixed(size < 0.0995 ? 3 : 2)
        : valueText(size, measure);
  const signed = /[1-9]/.test(text) ? `${value < 0 ? '−' : '+'}${text}` : '0';
  return measure === 'share' ? `${signed}${GAP}points` : signed;
}

/** `944 to 969 k`: the unit once when both ends have it. */
export function rangeText(low: number, high: number, show: (value: number) => string): string {
  const [from, to] = [show(low), show(high)];
  const unit = to.split(GAP).at(-1)!;
  const bare = to.includes(GAP) && from.endsWith(`${GAP}${unit}`);
  return `${bare ? from.slice(0, -unit.length - 1) : from} to ${to}`;
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
export const whole = (value: number) => grouped(Math.round(value)).replaceAll(' ', GAP);

/** A number of no particular unit, three significant digits. */
export const figureText = (value: number) => minus(plain(value).replaceAll(' ', GAP));

/** A true minus, as wide as a plus; no minus before a zero. */
const minus = (text: string) => (/^-[0.]+$/.test(text) ? text.slice(1) : text.replace('-', '−'));
