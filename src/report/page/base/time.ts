import * as Plot from '@observablehq/plot';
import { INK } from '../charts/plot.ts';
import { dayOf } from './words.ts';

/** What charts over time share: their axis, and the marks of events. */

export interface Period {
  /** First and last date shown. */
  from: string;
  until: string;
}

/** An event as charts mark it; numbered as in the list of events. */
export interface Mark {
  number: number;
  date: string;
}

/** Marks nearer than this many pixels to each other are one. */
const NEAR = 20;
/** A year or month is written where this many pixels are free. */
const LABEL = 34;
const MONTH = 30.44 * 86_400_000;
const SHORT = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** From the first to the last day; `timeAxis` labels it. */
export function timeScale({ from, until }: Period): Plot.ScaleOptions {
  return { type: 'utc', domain: [dayOf(from), dayOf(until)], clamp: true, axis: null };
}

/**
 * A thin line where each year begins (a month, where the time is short), its name right of it.
 * @param pixels width of the plotted area
 */
export function timeAxis({ from, until }: Period, pixels: number): Plot.Markish[] {
  const [first, last] = [dayOf(from), dayOf(until)];
  const span = Math.max(1, last.getTime() - first.getTime());
  const steps = span > 20 * MONTH ? [12, 24, 60, 120] : [1, 3, 6, 12];
  const step = steps.find(months => (months * MONTH * pixels) / span > LABEL + 10) ?? 240;
  const ticks: Date[] = [];
  for (let k = Math.floor((first.getUTCFullYear() * 12) / step) * step; ; k += step) {
    const tick = new Date(Date.UTC(Math.floor(k / 12), k % 12));
    if (tick > last) break;
    if (tick > first) ticks.push(tick);
  }
  const room = ([a, b]: readonly Date[]) => ((b.getTime() - a.getTime()) * pixels) / span;
  const opening = ticks.length === 0 || room([first, ticks[0]]) > (step < 12 ? 2 : 1) * LABEL;
  const labels = [...(opening ? [first] : []), ...ticks].filter(tick => room([tick, last]) > LABEL - 8);
  const year = (tick: Date) => String(tick.getUTCFullYear());
  const name = (tick: Date, k: number) => {
    if (step >= 12) return year(tick);
    const month = SHORT[tick.getUTCMonth()];
    return k === 0 || tick.getUTCMonth() === 0 ? `${month} ${year(tick)}` : month;
  };
  return [
    Plot.ruleX(ticks, { stroke: INK.rule, insetBottom: -14 }),
    Plot.text(labels, {
      ...{ x: tick => tick, text: (tick, k) => name(tick, k), frameAnchor: 'bottom' },
      ...{ textAnchor: 'start', dx: 4, dy: 15, fill: INK.muted },
    }),
  ];
}

/** Thin lines where events begin, their numbers above; those that are too close share a label. */
export function eventMarks(marks: readonly Mark[], { from, until }: Period, pixels: number): Plot.Markish[] {
  const [first, last] = [dayOf(from).getTime(), dayOf(until).getTime()];
  const shown = marks.filter(({ date }) => dayOf(date).getTime() >= first && dayOf(date).getTime() <= last);
  const pixelOf = (date: string) => (pixels * (dayOf(date).getTime() - first)) / Math.max(1, last - first);
  const clusters: Mark[][] = [];
  for (const mark of shown) {
    const cluster = clusters.at(-1);
    if (cluster && pixelOf(mark.date) - pixelOf(cluster.at(-1)!.date) < NEAR) cluster.push(mark);
    else clusters.push([mark]);
  }
  const labels = clusters.map(cluster => ({
    date: new Date(cluster.reduce((sum, { date }) => sum + dayOf(date).getTime(), 0) / cluster.length),
    text: [...new Set([cluster[0].number, cluster.at(-1)!.number])].join('–'),
  }));
  return [
    Plot.ruleX(shown, {
      ...{ x: mark => dayOf(mark.date), stroke: INK.muted, strokeOpacity: 0.6, strokeDasharray: '1,3' },
    }),
    Plot.text(labels, {
      ...{ x: 'date', text: 'text', frameAnchor: 'top', dy: -11, fill: INK.muted, fontSize: 9 },
    }),
  ];
}
