import * as Plot from '@observablehq/plot';
import type { Html } from '../base/html.ts';
import { draw, INK, WIDE } from './plot.ts';

/** A projection and what came: shares. */
export interface Projected {
  label: string;
  /** Among whom; it is never cut. */
  among: string;
  observed: number;
  median: number;
  /** 80 and 95 % interval. */
  inner: readonly [number, number];
  outer: readonly [number, number];
  /** What one would say without a model; undefined: nothing. */
  noChange: number | undefined;
}

const TICKS = [0, 0.25, 0.5, 0.75, 1];

/** One row a figure: thick the 80 % interval, thin the 95 %, dot the median, bar the printed value; orange where the 80 % interval missed it. */
export function projectedChart(label: string, items: readonly Projected[], width: number): Html {
  const desk = width === WIDE;
  const row = desk ? 21 : 38;
  const left = desk ? 420 : 6;
  const down = desk ? 0 : 7;
  const at = (item: Projected) => items.indexOf(item);
  const missed = ({ observed, inner: [low, high] }: Projected) => observed < low || observed > high;
  const ink = (item: Projected) => (missed(item) ? INK.orange : INK.blue);
  return draw(label, {
    ...{ width, height: 24 + items.length * row + 6 },
    ...{ marginLeft: left, marginRight: 20, marginTop: 24, marginBottom: 6 },
    x: { domain: [0, 1], axis: null },
    y: { domain: items.map((_, k) => k), axis: null, type: 'band' as never, padding: 0 },
    marks: [
      Plot.ruleX(TICKS, { stroke: INK.rule }),
      Plot.text(TICKS, {
        ...{ x: t => t, text: t => `${100 * t} %`, frameAnchor: 'top', dy: -10, fill: INK.muted },
      }),
      Plot.ruleY(items, {
        ...{ x1: t => t.outer[0], x2: t => t.outer[1], y: at, dy: down, stroke: ink, strokeWidth: 1.5 },
      }),
      Plot.ruleY(items, {
        ...{ x1: t => t.inner[0], x2: t => t.inner[1], y: at, dy: down },
        ...{ stroke: ink, strokeWidth: 6, strokeOpacity: 0.6 },
      }),
      Plot.dot(items, { x: 'median', y: at, dy: down, r: 3, fill: ink }),
      Plot.dot(
        items.filter(({ noChange }) => noChange !== undefined),
        { ...{ x: 'noChange', y: at, dy: down, r: 3.5, stroke: INK.muted, symbol: 'square' } },
      ),
      Plot.tickX(items, {
        ...{ x: 'observed', y: at, stroke: INK.text, strokeWidth: 2.5 },
        ...{ insetTop: row / 2 - 7 + down, insetBottom: row / 2 - 7 - down },
      }),
      Plot.text(items, {
        ...{ y: at, text: t => labelOf(t, desk ? 58 : 50), fill: INK.text, fontSize: desk ? 12 : 11 },
        ...(desk
          ? { frameAnchor: 'left' as const, textAnchor: 'end' as const, dx: -12 }
          : { frameAnchor: 'left' as const, textAnchor: 'start' as const, dy: -9 }),
      }),
    ],
  });
}

function labelOf({ label, among }: Projected, most: number): string {
  const room = most - among.length;
  return `${label.length <= room ? label : `${label.slice(0, room - 1).trimEnd()}…`}${among}`;
}
