import * as Plot from '@observablehq/plot';
import type { Html } from '../base/html.ts';
import { draw, INK, NARROW } from './plot.ts';

export interface Bar {
  label: string;
  value: number;
  /** What is written at its end. */
  text: string;
  /** Ends of the line that shows how unsure the value is. */
  low?: number;
  high?: number;
  /** Not to be taken for an effect. */
  faint?: boolean;
}

const ROW = 21;
/** Pixels of a character; names longer than this are cut. */
const [LETTER, MOST] = [6.8, 26];

/** Horizontal bars with their names at the left and their values behind them; negative ones go to the left of a line. */
export function bars(label: string, items: readonly Bar[]): Html {
  const names = items.map(item =>
    item.label.length > MOST ? `${item.label.slice(0, MOST - 1)}…` : item.label,
  );
  const left = 14 + LETTER * Math.max(...names.map(name => name.length));
  const room = 20 + LETTER * Math.max(...items.map(item => item.text.length));
  const least = Math.min(0, ...items.flatMap(item => [item.value, item.low ?? 0]));
  const most = Math.max(0, ...items.flatMap(item => [item.value, item.high ?? 0]));
  const both = least < 0;
  const ranged = items.filter(item => item.low !== undefined && item.high !== undefined);
  const row = (item: Bar) => items.indexOf(item);
  return draw(label, {
    ...{ width: NARROW, height: items.length * ROW + 4 },
    ...{ marginLeft: left, marginRight: room, marginTop: 2, marginBottom: 2 },
    x: { axis: null, domain: [least, most || 1e-9] },
    y: { axis: null, domain: items.map((_, k) => k), padding: 0.3 },
    marks: [
      Plot.barX(items, {
        ...{ x1: 0, x2: 'value', y: row, fillOpacity: 0.75 },
        fill: item => (item.faint ? INK.grey : INK.blue),
        title: item => `${item.label}: ${item.text}`,
      }),
      Plot.ruleY(ranged, {
        x1: 'low',
        x2: 'high',
        y: row,
        stroke: INK.text,
        strokeWidth: 1.5,
        strokeOpacity: 0.75,
      }),
      ...(both ? [Plot.ruleX([0], { stroke: INK.muted })] : []),
      Plot.text(items, {
        ...{ frameAnchor: 'left', y: row, text: (_, k) => names[k], textAnchor: 'end', dx: -8 },
        ...{ fill: INK.text, fontSize: 11.5 },
      }),
      Plot.text(items, {
        ...{ x: item => (both ? most : Math.max(item.value, item.high ?? 0)), y: row, text: 'text' },
        ...{ textAnchor: 'start', dx: 6, fill: INK.text, fontSize: 11.5, fontVariant: 'tabular-nums' },
      }),
    ],
  });
}
