import * as Plot from '@observablehq/plot';
import type { Estimate, Quoted } from '../../../quote/quantity.ts';
import type { Row } from '../base/csv.ts';
import type { Html } from '../base/html.ts';
import { eventMarks, type Mark, type Period, timeAxis, timeScale } from '../base/time.ts';
import { dayOf } from '../base/words.ts';
import { draw, INK, NARROW } from './plot.ts';
import { monthly, readings, readingText } from './readings.ts';

/** Columns of a table between which a band lies, and those of its middle. */
export interface FanColumns {
  outer: readonly [low: string, high: string];
  inner?: readonly [low: string, high: string];
  middle: string;
}

const QUANTILES: FanColumns = { outer: ['q05', 'q95'], inner: ['q25', 'q75'], middle: 'q50' };

export interface Fan {
  label: string;
  rows: readonly Row[];
  columns?: FanColumns;
  period: Period;
  marks: readonly Mark[];
  /** A line to hold it against, such as another scenario's. */
  beside?: readonly Row[];
  /** Text along the axis. */
  tick: (value: number) => string;
  /** What is read under the pointer: value and interval of a row. */
  read: (estimate: Estimate) => Quoted;
}

const [LEFT, RIGHT, TOP, BOTTOM, HEIGHT] = [54, 8, 24, 22, 180];

/** A median over time with the bands in which half and nine tenths of the runs lie. */
export function fan({ label, rows, columns = QUANTILES, period, marks, beside = [], tick, read }: Fan): Html {
  const { outer, inner, middle } = columns;
  const points = rows.filter(row => row[middle] !== '').map(row => ({ row, date: dayOf(row.date) }));
  const at = (column: string) => (point: { row: Row }) => Number(point.row[column]);
  const band = ([low, high]: readonly [string, string], opacity: number) =>
    Plot.areaY(points, { x: 'date', y1: at(low), y2: at(high), fill: INK.blue, fillOpacity: opacity });
  const values = points.flatMap(point => [...outer, middle].map(column => at(column)(point)));
  const other = beside
    .filter(row => row[middle] !== '')
    .map(row => ({ date: dayOf(row.date), value: Number(row[middle]) }));
  const domain = levels([...values, ...other.map(point => point.value)]);
  const pixels = NARROW - LEFT - RIGHT;
  return draw(label, {
    ...{ width: NARROW, height: HEIGHT },
    ...{ marginLeft: LEFT, marginRight: RIGHT, marginTop: TOP, marginBottom: BOTTOM },
    x: timeScale(period),
    y: { domain },
    marks: [
      ...levelAxis(domain, tick),
      ...timeAxis(period, pixels),
      ...eventMarks(marks, period, pixels),
      band(outer, 0.2),
      ...(inner ? [band(inner, 0.3)] : []),
      Plot.lineY(other, {
        x: 'date',
        y: 'value',
        stroke: INK.muted,
        strokeWidth: 1.5,
        strokeDasharray: '4,3',
      }),
      Plot.lineY(points, { x: 'date', y: at(middle), stroke: INK.blue, strokeWidth: 2 }),
      Plot.dot(points.slice(-1), { x: 'date', y: at(middle), fill: INK.blue, r: 3 }),
      readings(
        monthly(points.map(({ row }) => ({ row, date: row.date }))).map(({ row, date }) => {
          const [value, low, high] = [middle, ...outer].map(column => Number(row[column]));
          return { date, text: readingText(date, read({ value, low, high })) };
        }),
        pixels,
      ),
    ],
  });
}

/** Level lines with their values at the left; zero is drawn stronger where values lie on both sides of it. */
export function levelAxis(
  [low, high]: readonly [number, number],
  tick: (value: number) => string,
  ticks = 4,
): Plot.Markish[] {
  return [
    Plot.gridY({ stroke: INK.rule, strokeOpacity: 1, ticks }),
    Plot.axisY({ tickSize: 0, ticks, tickFormat: tick, fill: INK.muted, label: null }),
    ...(low < 0 && high > 0 ? [Plot.ruleY([0], { stroke: INK.muted })] : []),
  ];
}

/** From zero where that costs little room: a level is then seen as one. */
export function levels(values: readonly number[]): [number, number] {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return [0, 1];
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  if (low >= 0 && high > 0 && low < 0.7 * high) return [0, high];
  if (high === low) return [low - (Math.abs(low) || 1) / 10, high + (Math.abs(high) || 1) / 10];
  const room = (high - low) * 0.08;
  return [low - room, high + room];
}
