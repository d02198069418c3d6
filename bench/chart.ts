import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { apart } from '../src/report/page/base/labels.ts';

/** Charts of what benches found, as pictures of the docs. */

const FOLDER = resolve(import.meta.dirname, '../docs/pictures');
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'];
const { document } = parseHTML('<!doctype html><html><body></body></html>');

export interface Point {
  line: string;
  x: number;
  y: number;
}

export interface Axes {
  x: string;
  y: string;
  /** Whether x is logarithmic. */
  log?: boolean;
  /** Where ticks of x are, and what they say. */
  ticks?: readonly string[];
}

/** Lines with dots, each named at its end, as SVG. */
export function chart(points: readonly Point[], { x, y, log = false, ticks }: Axes): string {
  const lines = [...new Set(points.map(({ line }) => line))];
  const type = log ? 'log' : 'linear';
  const stroke = ({ line }: { line: string }) => COLOURS[lines.indexOf(line) % COLOURS.length];
  const gap = Math.max(...points.map(point => point.y)) / 14;
  const last = lines.map(line => points.findLast(point => point.line === line)!);
  const ends = apart(last, point => point.y, gap).map(({ of, at }) => ({ ...of, y: at }));
  const svg = Plot.plot({
    ...{ document, width: 560, height: 260, marginLeft: 56, marginRight: 170 },
    style: { background: 'white', color: '#222', fontFamily: 'sans-serif' },
    x: {
      ...{ label: x, type, inset: 8 },
      ...(ticks && { ticks: ticks.map((_, k) => k), tickFormat: (k: number) => ticks[k] ?? '' }),
    },
    y: { label: y, grid: true, zero: true },
    marks: [
      Plot.lineY(points, { x: 'x', y: 'y', z: 'line', stroke, strokeWidth: 2 }),
      Plot.dot(points, { x: 'x', y: 'y', fill: stroke, r: 3 }),
      Plot.text(ends, { x: 'x', y: 'y', text: 'line', fill: stroke, textAnchor: 'start', dx: 8 }),
    ],
  } as Plot.PlotOptions);
  // Without it a browser shows the file as text.
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return `${svg.outerHTML}\n`;
}

export function writeChart(name: string, svg: string): void {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, `${name}.svg`), svg);
  console.log(`written: docs/pictures/${name}.svg`);
}
