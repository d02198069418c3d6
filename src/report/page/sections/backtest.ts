import { type TrackRecord, trackRecordSentence, trackRecordVerdict } from '../../quote/backtest-sentence.ts';
import type { Row } from '../base/csv.ts';
import { type Html, html } from '../base/html.ts';
import type { Section, View } from '../base/view.ts';
import { dateText, exactly, plural, shareText, spaced } from '../base/words.ts';
import { atTwoWidths, dataLink, figure } from '../charts/figure.ts';
import { type Projected, projectedChart } from '../charts/projected.ts';
import { pitHistogram, reliability } from '../charts/reliability.ts';
import { amongText } from './targets.ts';

/** How good projections have been: intervals, calibration, scores beside forecasts without a model. */
export const backtested: Section = {
  id: 'backtest',
  title: 'How good the projections have been',
  make(view) {
    const rows = view.folder.rows('backtest').filter(row => row.model === 'model');
    if (rows.length === 0) return undefined;
    const record = recordOf(view, rows);
    const pits = rows.map(row => Number(row.pit));
    const columns = view.folder.tables.get('backtest')!.columns;
    return html`<p><b>${trackRecordSentence(record)}</b> ${trackRecordVerdict(record)}</p>
<p class="muted">Each projection knew only figures whose fieldwork had ended on the day it starts from; events act as they are known
now. Figures of one wave are not independent, so what is not known of the coverage is more than shown.</p>
<div class="cards">${figure({
      title: 'Reliability',
      text: 'How many figures lay in the intervals, and what chance leaves open of that. On the dashed line intervals say what they mean; below they are too narrow.',
      chart: reliability('Coverage of central intervals by their level', pits),
      data: { name: 'backtest-pit', columns: ['origin', 'row', 'pit'], rows },
    })}${figure({
      title: 'PIT',
      text: 'Where the figures lay in the forecasts. Flat: as it should be. High at the ends: too narrow; at one end: always too low or too high.',
      chart: pitHistogram('Histogram of probability integral transforms', pits),
    })}</div>
<div class="cards one">${origins(rows).map(origin => originFigure(origin, rows, view))}</div>
${meansTable('Scores of shares', scoresBy(view, 'all', 'share'))}${meansTable('Scores of counts, as ln(1 + persons)', scoresBy(view, 'all', 'count'))}
${theoriesTable(view.folder.rows('theories'))}
${BREAKDOWNS.map(by => breakdown(by, view))}
<p>${dataLink({ name: 'backtest', columns, rows: view.folder.rows('backtest') })}</p>`;
  },
};

const BREAKDOWNS = ['origin', 'wave', 'horizon', 'construct', 'item'] as const;

const scoresBy = ({ folder }: View, by: string, scale: string) =>
  folder.rows('scores').filter(row => row.by === by && row.scale === scale);

function recordOf(view: View, rows: readonly Row[]): TrackRecord {
  const last = scoresBy(view, 'all', 'share').find(row => row.model === 'last_value');
  return {
    figures: rows.length,
    inside80: rows.filter(row => row.interval_coverage_80 === '1').length,
    compared: last && {
      figures: Number(last.figures),
      model: Number(last.model_crps),
      noChange: Number(last.crps),
    },
  };
}

const origins = (rows: readonly Row[]) => [...new Set(rows.map(row => row.origin))];

function originFigure(origin: string, rows: readonly Row[], view: View): Html {
  const shares = rows.filter(row => row.origin === origin && row.scale === 'share');
  if (shares.length === 0) return html``;
  const items = shares.map(row => projectedOf(row, view));
  return figure({
    title: `Projected from ${dateText(origin)}`,
    text: `${plural(shares.length, 'share')}. Thick: 80 % interval; thin: 95 %; dot: median; bar: what was printed; square: the last value before. Orange: outside the 80 % interval.`,
    wide: true,
    chart: atTwoWidths(width => projectedChart(`Projections from ${origin} and what came`, items, width)),
    data: { name: `backtest-${origin}`, columns: view.folder.tables.get('backtest')!.columns, rows: shares },
  });
}

function projectedOf(row: Row, view: View): Projected {
  const last = view.folder
    .rows('backtest')
    .find(one => one.model === 'last_value' && one.origin === row.origin && one.row === row.row);
  const place = view.about.places.find(({ name }) => row.item.startsWith(`${name} `));
  const words = row.wave ? `${row.wave}: ${row.construct}` : `${row.construct}: ${place?.title ?? row.item}`;
  return {
    label: words,
    among: amongText(row.subgroup),
    observed: Number(row.observed),
    median: Number(row.q50),
    inner: [Number(row.q10), Number(row.q90)],
    outer: [Number(row.q2_5), Number(row.q97_5)],
    noChange: last && Number(last.q50),
  };
}

const NAMES: Record<string, string> = {
  model: 'the model',
  no_discrepancy: 'the model without discrepancy',
  no_networks: 'the model without networks',
  baseline: 'no model: last value, else base rate',
  last_value: 'no change: the last value',
  straight_line: 'straight line',
  base_rate: 'base rate, where no value is known',
};

const number = (digits: number) => (value: number) => value.toFixed(digits).replace('-', '−');

function meansTable(title: string, rows: readonly Row[]): Html {
  if (rows.length === 0) return html``;
  const sorted = Object.keys(NAMES).flatMap((name): Row[] => rows.filter(row => row.model === name));
  return html`<h3>${title}</h3>
<div class="scroll" tabindex="0" role="region" aria-label="${title}"><table><thead><tr><th scope="col"></th><th scope="col">figures</th><th scope="col">CRPS</th><th scope="col">log score</th><th scope="col">in 80&nbsp;%</th><th scope="col">in 95&nbsp;%</th><th scope="col">skill of the model</th></tr></thead>
<tbody>${sorted.map(
    row => html`<tr><th scope="row">${NAMES[row.model]}</th><td>${row.figures}</td><td>${exactly(row.crps, number(3))}</td>
<td>${exactly(row.log_score, number(2))}</td><td>${exactly(row.interval_coverage_80, shareText)}</td><td>${exactly(row.interval_coverage_95, shareText)}</td>
<td>${exactly(row.skill, number(2))}</td></tr>
`,
  )}</tbody></table></div>`;
}

/** Rival theories by their weights; none where the backtest had one theory. */
function theoriesTable(rows: readonly Row[]): Html {
  if (rows.length === 0) return html``;
  const mixture = rows.find(row => row.theory === 'stacked' && row.scale === 'share');
  return html`<h3>Rival theories</h3>
<div class="scroll" tabindex="0" role="region" aria-label="Rival theories"><table><thead><tr><th scope="col"></th><th scope="col">weight</th><th scope="col">figures</th><th scope="col">CRPS</th><th scope="col">log score</th><th scope="col">in 80&nbsp;%</th></tr></thead>
<tbody>${rows.map(
    row => html`<tr><th scope="row">${spaced(row.theory)}${row.scale === 'count' && ' (counts)'}</th><td>${exactly(row.weight, number(2))}</td><td>${row.figures}</td>
<td>${exactly(row.crps, number(3))}</td><td>${exactly(row.log_score, number(2))}</td><td>${exactly(row.interval_coverage_80, shareText)}</td></tr>
`,
  )}</tbody></table></div>
<p class="muted">Weights of the mixture that foresees best by its log score; stacked is that mixture, each figure with weights from figures of other items.
${mixture && html`Of its variance ${shareText(Number(mixture.structure_share))} lies between theories.`}</p>`;
}

/** The model beside the forecast without one, group by group. */
function breakdown(by: string, { folder }: View): Html {
  const rows = folder.rows('scores').filter(row => row.by === by);
  const own = rows.filter(row => row.model === 'model');
  if (own.length === 0) return html``;
  const baseline = (row: Row) =>
    rows.find(one => one.model === 'baseline' && one.group === row.group && one.scale === row.scale);
  return html`<details><summary>By ${by}</summary>
<table><thead><tr><th scope="col"></th><th scope="col">figures</th><th scope="col">CRPS</th><th scope="col">without a model</th><th scope="col">in 80&nbsp;%</th></tr></thead>
<tbody>${own.map(
    row => html`<tr><th scope="row">${spaced(row.group)}${row.scale === 'count' && ' (counts)'}</th><td>${row.figures}</td><td>${exactly(row.crps, number(3))}</td>
<td>${exactly(baseline(row)?.crps, number(3))}</td><td>${exactly(row.interval_coverage_80, shareText)}</td></tr>
`,
  )}</tbody></table></details>`;
}
