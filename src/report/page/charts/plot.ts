import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom/worker';
import { escaped, type Html } from '../base/html.ts';

/** Observable Plot on the server side: the only place that knows of a document. */

const { document } = parseHTML('<!doctype html><html><body></body></html>');

/** Colours of the page's style sheet; charts follow light and dark by them. */
export const INK = {
  ...{ blue: 'var(--blue)', orange: 'var(--orange)', green: 'var(--green)', purple: 'var(--purple)' },
  ...{ yellow: 'var(--yellow)', sky: 'var(--sky)', grey: 'var(--soft)' },
  ...{ text: 'var(--text)', muted: 'var(--muted)', rule: 'var(--rule)', paper: 'var(--paper)' },
};

/** Series of one chart, told apart by hue and by lightness (Okabe & Ito 2008). */
export const SERIES = [INK.blue, INK.orange, INK.green, INK.purple, INK.yellow, INK.sky];

/** Width of a chart in a card, and of one across the page; a phone shows the former at its own size. */
export const NARROW = 340;
export const WIDE = 1040;

/**
 * A chart as SVG, with a text for those who don't see it. Coordinates have one decimal: a tenth of a pixel, the same bytes
 * everywhere.
 */
export function draw(label: string, options: Plot.PlotOptions): Html {
  const svg = Plot.plot({ ...options, document, style: { background: 'none' } } as Plot.PlotOptions);
  for (const name of ['style', 'class', 'font-family', 'font-size', 'height']) svg.removeAttribute(name);
  for (const style of [...svg.querySelectorAll('style')]) style.remove();
  for (const part of [...svg.querySelectorAll('[aria-label]')]) part.removeAttribute('aria-label');
  const text = svg.outerHTML.replace(/<[^>]*>/g, tag => tag.replace(/-?\d+\.\d{2,}/g, tenth));
  return { html: text.replace('<svg', `<svg role="img" aria-label="${escaped(label)}"`) };
}

const tenth = (text: string) => String(Math.round(Number(text) * 10) / 10);
