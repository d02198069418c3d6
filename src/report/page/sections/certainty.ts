import * as Plot from '@observablehq/plot';
import type { Row } from '../base/csv.ts';
import { folded, type Html, html } from '../base/html.ts';
import { courseOf, type Pair, pairsOf, quotedRow } from '../base/pairs.ts';
import type { MetricWords, Section, View } from '../base/view.ts';
import { capital, dateText, exactly, plural, shareText, spaced } from '../base/words.ts';
import { figure } from '../charts/figure.ts';
import { draw, INK, NARROW } from '../charts/plot.ts';

/** Of more scenarios the pictures are folded. */
const FEW_SCENARIOS = 2;
/** Fewer runs than these make the ends of a band rough. */
const FEW = 20;

/** What the bands hold, and what makes them as wide as they are. */
export const certainty: Section = {
  id: 'certainty',
  title: 'How sure, and why not surer',
  make(view) {
    const { folder, about } = view;
    const pairs = Number(folder.rows('compare')[0]?.n_pairs ?? 0);
    const count = pairs || view.runs;
    if (count === 0 || !folder.tables.has('summary')) return undefined;
    // Each theory numbers its own draws.
    const draws = new Set(folder.rows('runs').map(row => `${row.draw} ${row.theory ?? ''}`)).size;
    const fitted = about.scenarios.some(scenario => scenario.parameters_from === 'posterior') && draws > 1;
    const parts = pairs ? pairsOf(view).map(pair => differenceShares(pair, view)) : [courseShares(view)];
    const told = parts.filter(({ shares }) => shares.length > 0);
    return html`<p>${bandsText(count, pairs > 0 ? 'pair of runs' : 'run', draws, fitted)}</p>
${theoriesText(view)}${count < FEW && html`<p>With so few the ends of a 90&nbsp;% band are themselves rough: the next runs may well lie beyond them.</p>`}
<p>No band holds what the model leaves out, events that nobody listed, or errors of the printed figures it was set by.</p>
${told.map(part => html`<p>${originText(part)}</p>`)}${told.length > 0 && folded(told.length > FEW_SCENARIOS && 'What the spread is made of', html`<div class="cards">${told.map(sharesFigure)}</div>`)}`;
  },
};

function bandsText(count: number, noun: string, draws: number, fitted: boolean): Html {
  const made = plural(count, noun, noun.replace(/^\w+/, '$&s'));
  if (fitted)
    return html`The bands are made of ${made}, on ${plural(draws, 'set')} of parameter values that fit the survey. They hold what
the survey leaves open about the parameters, and what chance does.`;
  return html`The bands are made of ${made}, all with the same parameter values. They hold what <b>chance</b> does in the model
and nothing else: how sure one can be of the parameters is not in them, so the true uncertainty is larger.`;
}

/** Which theories are together in the bands. */
function theoriesText({ folder }: View): Html | false {
  const rows = folder.rows('theories').filter(({ draws }) => draws !== undefined);
  if (rows.length === 0) return false;
  const [{ variant, basis }] = rows;
  const each = rows.map(row => `${spaced(row.theory)} ${Number(row.weight).toFixed(2)} (${row.draws})`);
  return html`<p>They hold ${plural(rows.length, 'theory', 'theories')} of ${spaced(variant)} together, by weight and draws: ${each.join(', ')}; ${basis}.</p>
`;
}

interface Shares {
  metric: MetricWords;
  row: Row;
}

const headsOf = (view: View) =>
  view.about.metrics.filter(metric => metric.headline).map(metric => metric.name);

const isTold = (row: Row | undefined): row is Row => Boolean(row?.parameter_share && row.chance_share);

/** Where the spread comes from, of a run or of the differences to one scenario. */
interface Origin {
  /** Title of the compared scenario where there are several. */
  of: string;
  shares: readonly Shares[];
}

function courseShares(view: View): Origin {
  const shares = headsOf(view).flatMap(name => {
    const row = view.folder.series(name).at(-1);
    return isTold(row) ? [{ metric: view.metric(name), row }] : [];
  });
  return { of: '', shares };
}

/** Of the differences between two scenarios at the date that is quoted. */
function differenceShares(pair: Pair, view: View): Origin {
  const shares = headsOf(view).flatMap(name => {
    const row = quotedRow(courseOf(pair, name), view);
    return isTold(row) ? [{ metric: view.metric(name), row }] : [];
  });
  return { of: pairsOf(view).length > 1 ? view.scenario(pair.b) : '', shares };
}

const [ROW, LETTER, RIGHT] = [24, 6.8, 4];

/** What would make the first headline surer. */
function originText({ of, shares: [{ metric, row }] }: Origin): Html {
  const share = exactly(row.parameter_share, shareText);
  const structure = row.structure_share
    ? html` <b>${exactly(row.structure_share, shareText)}</b> lies between theories.`
    : '';
  const advice =
    Number(row.structure_share) >= 0.5
      ? 'Figures that tell the theories apart would narrow it; more runs would not.'
      : Number(row.parameter_share) >= 0.5
        ? 'More figures to fit would narrow it; more runs would not.'
        : row.structure_share && Number(row.chance_share) < 0.5
          ? ''
          : 'Most of it is chance: neither more figures nor more runs would narrow it.';
  return html`${of && html`<b>${of}</b>: `}Of the spread of “${metric.title}” on ${dateText(row.date)}, <b>${share}</b> of the variance comes from parameters that the
survey leaves open.${structure} ${advice}`;
}

/** Where the spread at the end comes from: parameters that the survey leaves open, or chance. */
function sharesFigure({ of, shares }: Origin): Html {
  const pieces = shares.flatMap(({ row }, k) => {
    const parameter = Number(row.parameter_share);
    const chance = Number(row.chance_share);
    const structure = Number(row.structure_share ?? 0);
    return [
      { k, from: 0, to: parameter, colour: INK.blue },
      { k, from: parameter, to: parameter + chance, colour: INK.grey },
      ...(structure ? [{ k, from: 1 - structure, to: 1, colour: INK.orange }] : []),
    ];
  });
  const share = (value: string) => shareText(Number(value));
  const said = shares.map(({ metric, row }) => `${metric.title} ${share(row.parameter_share)} parameters`);
  const left = 14 + LETTER * Math.max(...shares.map(({ metric }) => metric.title.length));
  return figure({
    title: of ? `What the spread is made of: ${of}` : 'What the spread is made of',
    text: `blue: parameters that the survey leaves open; grey: chance${shares.some(({ row }) => row.structure_share) ? '; orange: between theories' : ''}`,
    chart: draw(`Share of the variance that comes from parameters: ${said.join(', ')}`, {
      ...{ width: NARROW, height: shares.length * ROW + 4 },
      ...{ marginLeft: left, marginRight: RIGHT, marginTop: 2, marginBottom: 2 },
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
      columns: [
        ...['date', 'metric', 'parameter_share', 'chance_share'],
        ...(shares.some(({ row }) => row.structure_share) ? ['structure_share'] : []),
      ],
      rows: shares.map(({ row }) => row),
    },
  });
}
