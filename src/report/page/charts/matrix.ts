import * as Plot from '@observablehq/plot';
import { type Html, html } from '../base/html.ts';
import type { View } from '../base/view.ts';
import { inThousands } from '../base/words.ts';
import { figure } from './figure.ts';
import { draw, INK, WIDE } from './plot.ts';

/** Fewer places need no matrix, more don't fit side by side. */
const [LEAST, MOST] = [5, 24];

/** All moves at once: rows are where from, columns where to; the darker, the more. Shown where there is room for it. */
export function matrixFigure(
  pairs: readonly { from: string; to: string; persons: number }[],
  noun: string,
  view: View,
): Html | undefined {
  const labels = view.about.places.map(({ name }) => name);
  const named = labels.length > 0 ? labels : [...new Set(pairs.flatMap(({ from, to }) => [from, to]))].sort();
  if (named.length < LEAST || named.length > MOST) return undefined;
  const most = Math.max(...pairs.map(({ persons }) => persons));
  const cells = pairs.map(pair => ({ ...pair, weight: Math.sqrt(pair.persons / most) }));
  const chart = draw('Moves between all places', {
    ...{ width: WIDE, height: 26 * named.length + 106 },
    ...{ marginLeft: 180, marginRight: 130, marginTop: 104, marginBottom: 2 },
    x: { domain: named, axis: null, padding: 0.04 },
    y: { domain: named, axis: null, padding: 0.06 },
    marks: [
      Plot.cell(cells, {
        x: 'to',
        y: 'from',
        fill: INK.blue,
        fillOpacity: ({ weight }) => 0.04 + 0.56 * weight,
      }),
      Plot.text(
        cells.filter(({ persons }) => persons >= 50),
        {
          ...{ x: 'to', y: 'from', text: ({ persons }) => inThousands(view.persons(persons)), fontSize: 11 },
          ...{ fill: INK.text },
        },
      ),
      Plot.text(named, {
        ...{ y: label => label, text: view.place, frameAnchor: 'left', textAnchor: 'end', dx: -8 },
        ...{ fill: INK.text, fontSize: 12 },
      }),
      Plot.text(named, {
        ...{ x: label => label, text: view.place, frameAnchor: 'top', textAnchor: 'start', dy: -8, dx: 2 },
        ...{ rotate: -35, fill: INK.text, fontSize: 12 },
      }),
    ],
  });
  return figure({
    title: 'From where (rows) to where (columns)',
    text: `persons who changed place in the whole time; ${noun}; fewer than 50 are left blank`,
    wide: true,
    chart: html`<div class="desk">${chart}</div>`,
  });
}
