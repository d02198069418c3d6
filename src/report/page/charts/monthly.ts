import * as Plot from '@observablehq/plot';
import { type Html, html } from '../base/html.ts';
import { timeAxis, timeScale } from '../base/time.ts';
import type { View } from '../base/view.ts';
import { dayOf, tickText } from '../base/words.ts';
import { levelAxis } from './fan.ts';
import { figure } from './figure.ts';
import { draw, INK, NARROW } from './plot.ts';

/** Persons who moved, a step on the mean of a month: out of the place where everybody starts, back to it, between the others. */
export interface Month {
  month: string;
  left: number;
  back: number;
  onward: number;
}

const WAYS = [
  { way: 'left', title: 'Left', colour: INK.blue },
  { way: 'back', title: 'Came back', colour: INK.orange },
  { way: 'onward', title: 'Moved on to another place', colour: INK.green },
] as const;

const [LEFT, RIGHT, TOP, BOTTOM, HEIGHT] = [54, 8, 20, 20, 96];

/** Bars by month, a row for each way to move, each with a scale of its own: those who leave would hide those who return. */
export function monthlyFigure(months: readonly Month[], noun: string, view: View): Html | undefined {
  if (!months.some(({ left, back, onward }) => left + back + onward > 0)) return undefined;
  const points = months.map(month => ({
    ...month,
    begin: dayOf(`${month.month}-01`),
    end: endOf(month.month, view.step === 'year' ? 12 : 1),
  }));
  const row = ({ way, title, colour }: (typeof WAYS)[number]) => {
    const domain: [number, number] = [0, Math.max(1, ...months.map(month => month[way]))];
    return draw(`${title}, persons a ${view.step}`, {
      ...{ width: NARROW, height: HEIGHT },
      ...{ marginLeft: LEFT, marginRight: RIGHT, marginTop: TOP, marginBottom: BOTTOM },
      x: timeScale(view.period),
      y: { domain },
      marks: [
        ...levelAxis(domain, value => tickText(value, 'persons'), 2),
        ...timeAxis(view.period, NARROW - LEFT - RIGHT),
        Plot.rect(points, {
          x1: 'begin',
          x2: 'end',
          y1: 0,
          y2: way,
          fill: colour,
          fillOpacity: 0.85,
          insetRight: 1,
        }),
        Plot.text([title], {
          frameAnchor: 'top-left',
          dy: -14,
          dx: 2,
          textAnchor: 'start',
          fill: INK.text,
          fontWeight: 600,
        }),
      ],
    });
  };
  return figure({
    title:
      view.step === 'year'
        ? 'Moves by year'
        : view.step === 'month'
          ? 'Moves by month'
          : `Moves a ${view.step}, by month`,
    text: html`persons a ${view.step}${view.step === 'year' || view.step === 'month' ? '' : ', by month'}; ${noun}; each row has a scale of its own`,
    chart: WAYS.map(row),
    data: {
      name: 'moves-by-month',
      columns: ['month', 'left', 'back', 'onward'],
      rows: months.map(({ month, left, back, onward }) => ({
        ...{ month, left: String(left), back: String(back), onward: String(onward) },
      })),
    },
  });
}

/** The end of some months of which the first is given. */
function endOf(month: string, months: number): Date {
  const [year, number] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + months));
}
