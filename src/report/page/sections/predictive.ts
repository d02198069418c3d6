import { countsTable } from '../base/counts.ts';
import type { Row } from '../base/csv.ts';
import { html } from '../base/html.ts';
import type { Section, View } from '../base/view.ts';
import { spaced } from '../base/words.ts';
import { atTwoWidths, dataLink, figure } from '../charts/figure.ts';
import { forest, isMiss, type Target } from '../charts/forest.ts';
import { amongText, numberOf, SHARES } from './targets.ts';

/** The figures that a fit aimed at, beside runs at draws of its posterior. */
export const predictive: Section = {
  id: 'predictive',
  title: 'The fit and its figures',
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
    const counts = flows.map(row => {
      const { place = '', measure = '', from = '', to = '' } = figureOf(row, view) ?? {};
      const { observed: value, low: least, high: most } = row;
      return { place, measure, from, to, value, least, most, row, aside: false };
    });
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
    }</div>${
      counts.length > 0 &&
      html`${countsTable('Counts of persons', counts, view)}<p>${dataLink({ name: `${name}-flows`, columns, rows: flows })}</p>`
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
  return {
    label: wave ? `${wave}: ${words}` : row.target,
    among: amongText(subgroup),
    aside: false,
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
