import { countsTable, countText } from '../base/counts.ts';
import type { Row } from '../base/csv.ts';
import { type Html, html } from '../base/html.ts';
import type { Section, View } from '../base/view.ts';
import { dateText, plural, shortDate, spaced, tickText } from '../base/words.ts';
import { atTwoWidths, dataLink, figure } from '../charts/figure.ts';
import { forest, isMiss, NEAR, type Scale, type Target } from '../charts/forest.ts';

export const SHARES: Scale = {
  domain: [0, 1],
  ticks: [0, 0.25, 0.5, 0.75, 1],
  tick: value => tickText(value, 'share').replace(/^0$/, '0\u00a0%'),
};

/** What the survey printed, beside what it would have printed of the simulated people. */
export const targets: Section = {
  id: 'survey',
  title: 'The survey and the model',
  make(view) {
    const rows = printedAnswers(view);
    const waves = [...new Set(rows.map(row => row.wave))];
    const flows = flowTable(view);
    if (rows.length === 0 && !flows) return undefined;
    return html`${metText(view)}${
      rows.length > 0 &&
      html`
<p class="muted">Grey: the printed figure with two standard errors on either side. Dot and line: median of the runs, and what
90&nbsp;% of them lie in. At the right the distance in standard errors; an orange diamond is a miss (more than ${NEAR}).</p>
<div class="cards one">${waves.map(wave =>
        waveFigure(
          wave,
          rows.filter(row => row.wave === wave),
          view,
        ),
      )}</div>`
    }${flows}`;
  },
};

const printedAnswers = ({ folder }: View) =>
  folder.rows('survey').filter(row => row.mode === 'drawn' && isPrinted(row));

const isPrinted = (row: Row) => [row.target, row.target_low, row.target_high].some(cell => cell !== '');

/** How many of the figures that a fit aims at the runs meet, answers and counts alike, and which they miss. */
export function metText(view: View): Html | undefined {
  const answers = printedAnswers(view).filter(row => row.use === 'calibrate');
  const counts = view.folder.rows('figures').filter(row => row.use === 'calibrate');
  const kinds = [
    { rows: answers, noun: 'printed answers of the survey' },
    { rows: counts, noun: 'counts of registers and other sources' },
  ]
    .map(({ rows, noun }) => ({ noun, rows: rows.filter(row => row.z !== '') }))
    .filter(({ rows }) => rows.length > 0);
  if (kinds.length === 0) return undefined;
  const parts = kinds.map(({ rows, noun }, k) => {
    const met = rows.filter(row => !missed(row)).length;
    return html`${k > 0 && ' and '}<b>${met} of ${rows.length}</b> ${noun}`;
  });
  const misses = missesOf(view);
  return html`<p class="muted">Of the figures that a fit aims at, the model meets ${parts}: it lies within two of their standard errors.${
    misses.length > 0 && ` It misses ${misses.join('; ')}.`
  }</p>`;
}

const missed = (row: Row) => isMiss({ z: numberOf(row.z) });

/** Figures that a fit aims at and the runs miss, in words. */
export function missesOf(view: View): string[] {
  const { folder, about } = view;
  const isOff = (row: Row) => row.use === 'calibrate' && missed(row);
  const words = (row: Row) => about.items.find(({ id }) => id === row.item)?.construct ?? spaced(row.item);
  return [
    ...folder
      .rows('survey')
      .filter(row => row.mode === 'drawn' && isOff(row))
      .map(row => `${row.wave}: ${words(row)}`),
    ...folder
      .rows('figures')
      .filter(isOff)
      .map(
        row =>
          `${countText({ place: row.place, measure: row.measure }, view)}, ${shortDate(row.from)} to ${shortDate(row.to)}`,
      ),
  ];
}

function waveFigure(wave: string, rows: readonly Row[], view: View): Html {
  const found = view.about.waves.find(({ id }) => id === wave);
  const sorted = rows.toSorted(
    (a, b) => order(a) - order(b) || Number(b.target || b.target_low) - Number(a.target || a.target_low),
  );
  const list = sorted.map(row => targetOf(row, sorted, view));
  const misses = list.filter(isMiss).length;
  return figure({
    title: found?.label ?? wave,
    text: [
      found && `asked ${dateText(found.from)} to ${dateText(found.to)}`,
      plural(list.length, 'figure'),
      `${misses === 0 ? 'none' : misses} missed`,
    ]
      .filter(Boolean)
      .join('; '),
    wide: true,
    chart: atTwoWidths(width =>
      forest(`Printed and simulated answers of ${found?.label ?? wave}`, list, SHARES, width),
    ),
    note: rows.some(row => row.use !== 'calibrate') && 'In brackets: shown, never fitted.',
    data: { name: `survey-${wave}`, columns: DATA, rows },
  });
}

const DATA = ['wave', 'item', 'subgroup', 'response', 'respondents', 'mean', 'q05', 'q50', 'q95'].concat([
  'target',
  'target_se',
  'target_low',
  'target_high',
  'z',
  'use',
]);

/** Figures that a fit aims at come first. */
const order = (row: Row) => (row.use === 'calibrate' ? 0 : 1);

function targetOf(row: Row, all: readonly Row[], view: View): Target {
  const item = view.about.items.find(({ id }) => id === row.item);
  const twins = all.filter(other => other.item === row.item && other.subgroup === row.subgroup);
  const answer =
    twins.length > 1 || (!item && row.response !== YES) ? `: ${answerText(row.response, view)}` : '';
  return {
    label: `${item?.construct ?? spaced(row.item)}${answer}`,
    among: amongText(row.subgroup),
    aside: row.use !== 'calibrate',
    printed: numberOf(row.target),
    se: numberOf(row.target_se),
    low: numberOf(row.target_low),
    high: numberOf(row.target_high),
    median: numberOf(row.q50) ?? Number.NaN,
    from: numberOf(row.q05) ?? Number.NaN,
    to: numberOf(row.q95) ?? Number.NaN,
    z: numberOf(row.z),
  };
}

/** `, name: label` of `name=label`. */
export const amongText = (subgroup: string) =>
  subgroup === 'all' ? '' : `, ${spaced(subgroup).replaceAll('=', ': ').replaceAll(' and ', ', ')}`;

const YES = 'yes';

const answerText = (response: string, view: View) =>
  view.about.places.some(({ name }) => name === response) ? view.place(response) : spaced(response);

export const numberOf = (cell: string | undefined) => (cell ? Number(cell) : undefined);

function flowTable(view: View): Html | undefined {
  const rows = view.folder.rows('figures');
  if (rows.length === 0) return undefined;
  const counts = rows.map(row => ({
    ...{ place: row.place, measure: row.measure, from: row.from, to: row.to, row },
    ...{ value: row.value, least: row.value_low, most: row.value_high, aside: row.use !== 'calibrate' },
  }));
  const columns = view.folder.tables.get('figures')!.columns;
  return html`${countsTable('Registers and counts', counts, view)}
<p>${dataLink({ name: 'figures', columns, rows })}</p>`;
}
