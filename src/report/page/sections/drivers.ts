import type { Row } from '../base/csv.ts';
import { type Html, html } from '../base/html.ts';
import type { MetricWords, Section, View } from '../base/view.ts';
import { capital, shareText, spaced } from '../base/words.ts';
import { bars } from '../charts/bars.ts';
import { figure } from '../charts/figure.ts';

/** Parameters of one outcome that get a bar. */
const SHOWN = 8;
/** The parameter that is none: what other seeds alone do. */
const DUMMY = 'dummy';

/** Which parameters move the outcomes, by Morris or Sobol. */
export const drivers: Section = {
  id: 'drivers',
  title: 'What drives it',
  make(view) {
    const rows = view.folder.rows('sensitivity');
    if (rows.length === 0) return undefined;
    const outcomes = [...new Set(rows.map(row => row.outcome))];
    const sobol = rows.some(row => row.ST !== '');
    const shown = new Set<string>();
    const cards = outcomes.map(outcome =>
      outcomeCard(
        outcome,
        rows.filter(row => row.outcome === outcome),
        sobol,
        shown,
        view,
      ),
    );
    return html`<p>${
      sobol
        ? 'Each bar is the share of the variance over the priors in which a parameter has a part (total index of Sobol).'
        : 'Each bar is how far an outcome moves, on average, when a parameter goes through its whole prior (mu* of Morris). The sign is that of the mean effect.'
    } The line is its 95&nbsp;% interval. Grey bars can’t be told from what chance alone does.</p>
<div class="cards">${cards}</div>${meanings([...shown], view)}`;
  },
};

function outcomeCard(
  outcome: string,
  rows: readonly Row[],
  sobol: boolean,
  shown: Set<string>,
  view: View,
): Html {
  const [what, date = ''] = outcome.split('@');
  const [name, group] = what.split(':');
  const metric = view.metric(name);
  const [value, width] = sobol ? ['ST', 'ST_conf'] : ['mu_star', 'mu_star_conf'];
  const sorted = rows.toSorted((a, b) => Number(b[value]) - Number(a[value]));
  const top = sorted.filter(row => row.parameter !== DUMMY).slice(0, SHOWN);
  const dummy = sorted.filter(row => row.parameter === DUMMY);
  for (const row of top) shown.add(row.parameter);
  const items = [...top, ...dummy].map(row => {
    const [size, half] = [Number(row[value]), Number(row[width])];
    return {
      label: row.parameter === DUMMY ? 'chance' : spaced(row.parameter),
      value: size,
      low: Math.max(0, size - half),
      high: size + half,
      text: effectText(row, sobol, metric),
      faint: row.told_from_chance !== 'yes',
    };
  });
  return figure({
    title: [capital(metric.title), group && spaced(group).replace('=', ' ')].filter(Boolean).join(', '),
    text: date ? view.when(date) : '',
    chart: bars(
      `What moves ${metric.title}: ${items.map(item => `${item.label} ${item.text}`).join(', ')}`,
      items,
    ),
    note: noise(rows[0]),
    data: {
      name: `sensitivity-${name}`,
      columns: view.folder.tables.get('sensitivity')?.columns ?? [],
      rows,
    },
  });
}

function effectText(row: Row, sobol: boolean, { difference }: MetricWords): string {
  if (sobol) return shareText(Number(row.ST));
  const [size, half] = [Number(row.mu_star), Number(row.mu_star_conf)];
  const ends = Number.isFinite(half) ? { low: size - half, high: size + half } : {};
  const { value } = difference({ value: size, ...ends });
  if (row.parameter === DUMMY) return value.replace('+', '');
  return Number(row.mu) < 0 ? value.replace('+', '−') : value;
}

const noise = ({ noise_share: share }: Row) =>
  share !== '' && `Chance is ${shareText(Number(share))} of the variance of single runs.`;

function meanings(names: readonly string[], { folder }: View): Html | undefined {
  const known = folder.rows('parameters').filter(row => row.text && names.includes(row.parameter));
  if (known.length === 0) return undefined;
  return html`<h3>What these parameters are</h3><dl class="words">${known.map(
    row =>
      html`<dt>${spaced(row.parameter)}</dt><dd>${row.text}${row.prior && html`; prior ${row.prior}`}</dd>`,
  )}</dl>`;
}
