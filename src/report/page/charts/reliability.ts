import * as Plot from '@observablehq/plot';
import { coverageOf } from '../../../inference/scoring/calibration.ts';
import type { Html } from '../base/html.ts';
import { draw, INK, NARROW } from './plot.ts';

/** Nominal levels of the central intervals whose coverage is shown. */
const LEVELS = Array.from({ length: 19 }, (_, k) => (k + 1) / 20);
const BINS = 10;
const HEIGHT = 240;

const percent = (share: number) => `${Math.round(100 * share)} %`;

/** How many figures lay in central intervals of every level, beside how many should: forecasts whose line lies below claim too much. */
export function reliability(label: string, pits: readonly number[]): Html {
  const points = LEVELS.map(level => ({
    level,
    ...coverageOf(pits.map(pit => Math.abs(2 * pit - 1) <= level)),
  }));
  const ends = [
    { x: 0, y: 0 },
    { x: 1, y: 1 },
  ];
  return draw(label, {
    ...{ width: NARROW, height: HEIGHT, marginLeft: 44, marginRight: 14, marginTop: 10, marginBottom: 36 },
    x: { domain: [0, 1], label: 'interval', ticks: [0, 0.25, 0.5, 0.75, 1], tickFormat: percent },
    y: { domain: [0, 1], label: null, ticks: [0, 0.25, 0.5, 0.75, 1], tickFormat: percent },
    marks: [
      Plot.line(ends, { x: 'x', y: 'y', stroke: INK.muted, strokeDasharray: '4 3' }),
      Plot.areaY(points, { x: 'level', y1: 'low', y2: 'high', fill: INK.blue, fillOpacity: 0.15 }),
      Plot.line(points, { x: 'level', y: 'share', stroke: INK.blue, strokeWidth: 2 }),
    ],
  });
}

/** Histogram of probability integral transforms; flat where forecasts are calibrated, high at both ends where intervals are too narrow. */
export function pitHistogram(label: string, pits: readonly number[]): Html {
  const bins = Array.from({ length: BINS }, (_, k) => ({
    from: k / BINS,
    to: (k + 1) / BINS,
    count: pits.filter(pit => Math.min(Math.floor(pit * BINS), BINS - 1) === k).length,
  }));
  return draw(label, {
    ...{ width: NARROW, height: HEIGHT, marginLeft: 44, marginRight: 14, marginTop: 10, marginBottom: 36 },
    x: { domain: [0, 1], label: 'PIT', ticks: [0, 0.5, 1], tickFormat: percent },
    y: {
      label: null,
      grid: false,
      ticks: 4,
      tickFormat: (count: number) => (Number.isInteger(count) ? String(count) : ''),
    },
    marks: [
      Plot.rectY(bins, { x1: 'from', x2: 'to', y: 'count', fill: INK.blue, fillOpacity: 0.75, inset: 0.5 }),
      Plot.ruleY([pits.length / BINS], { stroke: INK.muted, strokeDasharray: '4 3' }),
      Plot.ruleY([0], { stroke: INK.rule }),
    ],
  });
}
