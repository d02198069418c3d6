import type { Row } from '../csv.ts';
import { atTwoWidths, dataLink, figure } from '../figure.ts';
import { forest, isMiss, type Target, zText } from '../forest.ts';
import { type Html, html } from '../html.ts';
import type { Section, View } from '../view.ts';
import { exactly, rangeText, shortDate, spaced, valueText } from '../words.ts';
import { numberOf, SHARES } from './targets.ts';

/** The figures that a fit aimed at, beside runs at draws of its posterior. */
export const predictive: Section = {
  id: 'predictive',
  title: 'The fit against its figures',
  make(view) {
    const name = ['ppc', 'predictive'].find(table => view.folder.rows(table).length > 0);
    if (!name) return undefined;
    const rows = view.folder.rows(name);
    const met = rows.filter(row => row.z !== '' && !isMiss({ z: Number(row.z) }));
    const flows = rows.filter(row => figureOf(row, view)?.place !== undefined);
    const answers = rows.filter(row => !flows.includes(row));
    const list = answers
      .map(row => targetOf(row, view))
      .toSorted((a, b) => (b.printed ?? b.low ?? 0) - (a.printed ?? a.low ?? 0));
    const columns = view.folder.tables.get(name)!.columns;
    return html`<p><b>${met.length} of ${rows.length}</b> figures lie within two standard errors of the median of runs at draws
of the posterior.</p>
<p class="muted">Grey: the printed figure with two standard errors on either side. Dot and line: median of the runs, and what
90&nbsp;% of them lie in. At the right the distance in standard errors; an orange diamond is a miss.</p>
<div class="cards one">${
      list.length > 0 &&
      figure({
        title: 'Answers',
        chart: atTwoWidths(width => forest('Figures of the survey and the fit', list, SHARES, width)),
        data: { name, columns, rows: answers },
      })
    }</div>${flows.length > 0 && flowTable(flows, view)}${
      flows.length > 0 && html`<p>${dataLink({ name: `${name}-flows`, columns, rows: flows })}</p>`
    }`;
  },
};

const figureOf = (row: Row, { about }: View): Partial<FlowWords & MarginWords> | undefined =>
  about.figures.find(figure => figure.row === row.target);

interface FlowWords {
  place: string;
  measure: string;
  from: string;
  to: string;
}

interface MarginWords {
  wave: string;
  item: string;
  subgroup: string;
}

function targetOf(row: Row, view: View): Target {
  const { wave, item = '', subgroup = 'all' } = figureOf(row, view) ?? {};
  const words = view.about.items.find(({ id }) => id === item)?.construct ?? spaced(item);
  const among = subgroup === 'all' ? '' : `, ${spaced(subgroup).replace('=', ': ')}`;
  return {
    label: wave ? `${wave}: ${words}${among}` : row.target,
    printed: numberOf(row.observed),
    se: numberOf(row.se),
    low: numberOf(row.low),
    high: numberOf(row.high),
    median: numberOf(row.q50) ?? Number.NaN,
    from: numberOf(row.q05) ?? Number.NaN,
    to: numberOf(row.q95) ?? Number.NaN,
    z: numberOf(row.z),
  };
}

function flowTable(rows: readonly Row[], view: View): Html {
  const persons = (value: number) => valueText(value, 'persons');
  const line = (row: Row) => {
    const { place = '', measure = '', from = '', to = '' } = figureOf(row, view) ?? {};
    const what = `${place === 'all' ? 'All places' : view.place(place)}: ${measure}`;
    const printed =
      row.observed !== ''
        ? exactly(row.observed, persons)
        : html`${row.low && exactly(row.low, persons)}${row.high ? html` to ${exactly(row.high, persons)}` : ' or more'}`;
    return html`<tr><th scope="row">${what}<br><small>${from && `${shortDate(from)} to ${shortDate(to)}`}</small></th><td>${printed}</td>
<td>${exactly(row.q50, persons)}<br><small>${rangeText(Number(row.q05), Number(row.q95), persons)}</small></td>
<td${isMiss({ z: numberOf(row.z) }) && html` class="miss"`}>${exactly(row.z, zText)}</td></tr>`;
  };
  return html`<h3>Counts of persons</h3><table><thead><tr><th scope="col">Persons</th><th scope="col">printed</th><th scope="col">fit</th><th scope="col">z</th></tr></thead>
<tbody>${rows.map(line)}</tbody></table>`;
}
