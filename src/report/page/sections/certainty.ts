import * as Plot from '@observablehq/plot';
import type { Row } from '../csv.ts';
import { figure } from '../figure.ts';
import { type Html, html } from '../html.ts';
import { draw, INK, NARROW } from '../plot.ts';
import type { MetricWords, Section, View } from '../view.ts';
import { capital, plural, valueText } from '../words.ts';

/** Fewer runs than these make the ends of a band rough. */
const FEW = 20;

/** What the bands hold, and what makes them as wide as they are. */
export const certainty: Section = {
  id: 'certainty',
  title: 'How sure, and why not surer',
  make(view) {
    if (view.runs === 0 || !view.folder.tables.has('summary')) return undefined;
    const draws = new Set(view.folder.rows('runs').map(row => row.draw)).size;
    const fitted = view.about.scenarios[0]?.parameters_from === 'posterior' && draws > 1;
    const shares = shareRows(view);
    return html`<p>${bandsText(view.runs, draws, fitted)}</p>
${
  view.runs < FEW &&
  html`<p>With ${plural(view.runs, 'run')} the ends of a 90&nbsp;% band are themselves rough: the next runs may well
lie beyond them. More runs settle that; nothing else here does.</p>`
}
<p>No band holds what the model leaves out, events that nobody listed, or errors of the printed figures it was set by.</p>
${shares.length > 0 && html`<div class="cards">${sharesFigure(shares)}</div>`}`;
  },
};

function bandsText(runs: number, draws: number, fitted: boolean): Html {
  if (fitted)
    return html`The bands are made of ${plural(runs, 'run')}: ${plural(draws, 'set')} of parameter values that fit the survey, each
with ${plural(Math.round(runs / draws), 'run')}. They hold what the survey leaves open about the parameters, and what chance does.`;
  return html`The bands are made of ${plural(runs, 'run')} with one and the same set of parameter values. They hold what
<b>chance</b> does in the model and nothing else: how sure one can be of the parameters is not in them, so the true uncertainty is larger.`;
}

interface Shares {
  metric: MetricWords;
  row: Row;
}

function shareRows(view: View): Shares[] {
  return view.about.metrics
    .filter(({ headline }) => headline)
    .flatMap(({ name }) => {
      const row = view.folder.series(name).at(-1);
      return row?.parameter_share && row.chance_share ? [{ metric: view.metric(name), row }] : [];
    });
}

const [ROW, LEFT, RIGHT] = [24, 150, 4];

/** Where the spread at the end comes from: parameters that the survey leaves open, or chance. */
function sharesFigure(shares: readonly Shares[]): Html {
  const pieces = shares.flatMap(({ row }, k) => {
    const parameter = Number(row.parameter_share);
    const chance = Number(row.chance_share);
    return [
      { k, from: 0, to: parameter, colour: INK.blue },
      { k, from: parameter, to: parameter + chance, colour: INK.grey },
    ];
  });
  const share = (value: string) => valueText(Number(value), 'share');
  const said = shares.map(({ metric, row }) => `${metric.title} ${share(row.parameter_share)} parameters`);
  return figure({
    title: 'What the spread at the end is made of',
    text: 'blue: parameters that the survey leaves open; grey: chance',
    chart: draw(`Share of the variance that comes from parameters: ${said.join(', ')}`, {
      ...{ width: NARROW, height: shares.length * ROW + 4 },
      ...{ marginLeft: LEFT, marginRight: RIGHT, marginTop: 2, marginBottom: 2 },
      x: { axis: null, domain: [0, 1] },
      y: { axis: null, domain: shares.map((_, k) => k), padding: 0.25 },
      marks: [
        Plot.rectX(pieces, { x1: 'from', x2: 'to', y: 'k', fill: 'colour', fillOpacity: 0.6 } as never),
        Plot.text(shares, {
          ...{ x: 0, y: (_, k) => k, text: ({ metric }) => capital(metric.title), textAnchor: 'end', dx: -8 },
          ...{ fill: INK.text, fontSize: 11.5 },
        }),
        Plot.text(shares, {
          ...{
            x: 0,
            y: (_, k) => k,
            text: ({ row }) => share(row.parameter_share),
            textAnchor: 'start',
            dx: 5,
          },
          ...{ fill: INK.text, fontSize: 11 },
        }),
      ],
    }),
    data: {
      name: 'spread',
      columns: ['date', 'metric', 'n', 'sd', 'parameter_share', 'chance_share'],
      rows: shares.map(({ row }) => row),
    },
  });
}
