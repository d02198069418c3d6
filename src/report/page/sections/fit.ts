import * as Plot from '@observablehq/plot';
import type { Row } from '../base/csv.ts';
import { type Html, html } from '../base/html.ts';
import type { Section, View } from '../base/view.ts';
import { exactly, figureText, plural, shareText, spaced } from '../base/words.ts';
import { dataLink, figure } from '../charts/figure.ts';
import { draw, INK, NARROW } from '../charts/plot.ts';

/** A correlation from here on: the figures hardly tell the two apart. */
const ALIKE = 0.7;
/** Between these a normal prior has nine tenths. */
const NINETY = 1.645;

/** What a fit learnt of each parameter, and how it came there. */
export const fitted: Section = {
  id: 'fit',
  title: 'What the figures tell of the parameters',
  make(view) {
    const rows = view.folder.rows('parameters').filter(row => row.shrinkage !== undefined && row.name);
    if (rows.length === 0) return undefined;
    const sorted = rows.toSorted((a, b) => Number(b.shrinkage) - Number(a.shrinkage));
    const still = sorted.filter(row => row.moved === 'no');
    return html`<p>The figures tell most of ${listed(sorted.slice(0, 3))}.${
      still.length > 0 && html` They hardly speak of ${listed(still)}.`
    }</p>${alike(view)}${left(view)}
<div class="cards">${learntFigure(sorted, view)}${roundsFigure(view)}</div>`;
  },
};

const listed = (rows: readonly Row[]) =>
  rows.map(
    (row, k) =>
      html`${k > 0 && (k === rows.length - 1 ? ' and ' : ', ')}<b>${spaced(row.name)}</b> (${exactly(
        row.shrinkage,
        shareText,
      )})`,
  );

function alike({ folder }: View): Html | undefined {
  const pairs = folder.rows('correlations').filter(row => Math.abs(Number(row.correlation)) >= ALIKE);
  if (pairs.length === 0) return undefined;
  return html`<p class="muted">Hardly distinguishable: ${pairs
    .map(row => `${spaced(row.a)} and ${spaced(row.b)} (${figureText(Number(row.correlation))})`)
    .join('; ')}.</p>`;
}

/** Of a fit that looked first which parameters the figures tell. */
function left({ folder }: View): Html | undefined {
  const looked = folder.rows('screening');
  const kept = looked.filter(row => row.fitted === 'no');
  if (kept.length === 0) return undefined;
  return html`<p class="muted">Of ${plural(looked.length, 'parameter')} ${
    looked.length - kept.length
  } are fitted. The others keep their prior, because no figure tells enough of them.</p>`;
}

const [ROW, LETTER] = [24, 6.8];

/** Each parameter in units of its prior: grey what was believed before, blue after. */
function learntFigure(rows: readonly Row[], view: View): Html {
  const scaled = rows.map(row => {
    const [mean, sd] = [Number(row.prior_mean), Number(row.prior_sd) || 1];
    const at = (column: string) => (Number(row[column]) - mean) / sd;
    return { row, low: at('q05'), middle: at('q50'), high: at('q95') };
  });
  const edge = Math.max(2.2, ...scaled.flatMap(({ low, high }) => [Math.abs(low), Math.abs(high)]));
  const left = 14 + LETTER * Math.max(...rows.map(row => row.name.length));
  const k = (one: (typeof scaled)[number]) => scaled.indexOf(one);
  return figure({
    title: 'Before and after',
    text: 'in standard deviations of the prior; grey: 90 % of the prior, blue: 90 % of the posterior; at the right how much was learnt',
    chart: draw(`Posterior of ${plural(rows.length, 'parameter')} against their priors`, {
      ...{ width: NARROW, height: rows.length * ROW + 4 },
      ...{ marginLeft: left, marginRight: 44, marginTop: 2, marginBottom: 2 },
      x: { axis: null, domain: [-edge, edge] },
      y: { axis: null, type: 'band', domain: rows.map((_, index) => index), padding: 0 },
      marks: [
        Plot.ruleX([0], { stroke: INK.rule }),
        Plot.ruleY(scaled, {
          x1: -NINETY,
          x2: NINETY,
          y: k,
          stroke: INK.grey,
          strokeWidth: 9,
          strokeOpacity: 0.6,
        }),
        Plot.ruleY(scaled, { x1: 'low', x2: 'high', y: k, stroke: INK.blue, strokeWidth: 2.5 }),
        Plot.dot(scaled, { x: 'middle', y: k, fill: INK.blue, r: 4 }),
        Plot.text(scaled, {
          ...{ frameAnchor: 'left', textAnchor: 'end', dx: -8, y: k, text: ({ row }) => spaced(row.name) },
          ...{ fill: INK.text, fontSize: 11.5 },
        }),
        Plot.text(scaled, {
          ...{ frameAnchor: 'right', textAnchor: 'end', dx: 42, y: k, fill: INK.muted },
          text: ({ row }) => shareText(Number(row.shrinkage)),
        }),
      ],
    }),
    data: { name: 'parameters', columns: view.folder.tables.get('parameters')!.columns, rows },
  });
}

/** The rounds of the fit as a table: how much was run, how near it came. */
function roundsFigure({ folder }: View): Html | undefined {
  const rows = folder.rows('rounds');
  if (rows.length === 0) return undefined;
  const line = (row: Row) =>
    html`<tr><th scope="row">${row.round}, ${row.kind}</th><td>${exactly(row.runs, figureText)}</td><td>${exactly(
      row.best_misfit,
      figureText,
    )}</td></tr>`;
  return html`<figure><figcaption><h3>Course of the fit</h3><p>best misfit: smallest sum of squared differences in standard errors so far</p></figcaption>
<table><thead><tr><th scope="col">Round</th><th scope="col">runs</th><th scope="col">best misfit</th></tr></thead><tbody>${rows.map(line)}</tbody></table>
<footer>${dataLink({ name: 'rounds', columns: folder.tables.get('rounds')!.columns, rows })}</footer></figure>`;
}
