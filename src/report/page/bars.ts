import * as Plot from '@observablehq/plot';
import type { Html } from './html.ts';
import { draw, INK, NARROW } from './plot.ts';

export interface Bar {
  label: string;
  value: number;
  /** What stands at its end. */
  text: string;
  /** Ends of the line that shows how unsure the value is. */
  low?: number;
  high?: number;
}

const ROW = 21;

/** Horizontal bars with their names at the left and their values behind them. */
export function bars(label: string, items: readonly Bar[]): Html {
  const left = 14 + 6.2 * Math.max(...items.map(item => item.label.length));
  const right = 20 + 6 * Math.max(...items.map(item => item.text.length));
  const ranged = items.filter(item => item.low !== undefined && item.high !== undefined);
  return draw(label, {
    ...{ width: NARROW, height: items.length * ROW + 4 },
    ...{ marginLeft: left, marginRight: right, marginTop: 2, marginBottom: 2 },
    x: { axis: null, domain: [0, Math.max(...items.flatMap(item => [item.value, item.high ?? 0]), 1e-9)] },
    y: { axis: null, domain: items.map((_, k) => k), padding: 0.3 },
    marks: [
      Plot.barX(items, { x: 'value', y: (_, k) => k, fill: INK.blue, fillOpacity: 0.75 }),
      Plot.ruleY(ranged, {
        ...{ x1: 'low', x2: 'high', y: item => items.indexOf(item) },
        ...{ stroke: INK.text, strokeWidth: 1.5, strokeOpacity: 0.75 },
      }),
      Plot.text(items, {
        ...{ x: 0, y: (_, k) => k, text: 'label', textAnchor: 'end', dx: -8 },
        ...{ fill: INK.text, fontSize: 11.5 },
      }),
      Plot.text(items, {
        ...{ x: item => Math.max(item.value, item.high ?? 0), y: (_, k) => k, text: 'text' },
        ...{ textAnchor: 'start', dx: 6, fill: INK.text, fontSize: 11.5, fontVariant: 'tabular-nums' },
      }),
    ],
  });
}
