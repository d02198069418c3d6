import { compare } from '../../../io/folder/rows.ts';
import { changeOf } from '../../../quote/sentence.ts';
import { verdictOf } from '../../../quote/verdict.ts';
import { type Html, html } from '../base/html.ts';
import { differenceIn, type Pair, speechIn } from '../base/pairs.ts';
import type { View } from '../base/view.ts';
import { capital, spaced, typeset } from '../base/words.ts';
import { bars } from '../charts/bars.ts';
import { figure } from '../charts/figure.ts';

/** Columns of compare.csv. */
export const COLUMNS = [
  'date',
  'metric',
  'group',
  'scenario_a',
  'scenario_b',
  'n_pairs',
  'mean_a',
  'mean_diff',
].concat(['se', 'ci_low', 'ci_high', 'p_greater', 'p_adj', 'correlation', 'parameter_share', 'chance_share']);

/** The difference at the end, split by group, of the first headline that counts persons. */
export function groupCards({ rows }: Pair, view: View): Html[] {
  const first = view.about.metrics.find(metric => metric.headline && metric.measure === 'persons');
  if (!first) return [];
  const { title } = view.metric(first.name);
  const own = rows.filter(
    row => row.metric === first.name && row.group.includes('=') && row.mean_diff !== '',
  );
  const dates = [...new Set(own.map(row => row.date))].sort(compare);
  const date = dates.find(one => one === view.about.quoted_date) ?? dates.at(-1);
  const ends = own.filter(row => row.date === date);
  return [...new Set(ends.map(row => row.group.split('=')[0]))].map(variable => {
    const items = ends
      .filter(row => row.group.startsWith(`${variable}=`))
      .filter(row => row.mean_diff !== '0' || row.se !== '0')
      .toSorted((x, y) => Number(y.mean_diff) - Number(x.mean_diff))
      .map(row => ({ row, label: capital(view.place(row.group.slice(variable.length + 1))) }));
    if (items.length === 0) return html``;
    const list = items.map(({ row, label }) => {
      const difference = differenceIn(row, view);
      const { mean: value, low, high } = difference;
      const faint = verdictOf(difference) !== 'clear';
      return {
        label,
        value,
        low,
        high,
        faint,
        text: typeset(changeOf(difference, speechIn(view)).value),
      };
    });
    return figure({
      title: `${capital(title)}, by ${spaced(variable)}`,
      text: `difference in persons ${view.when(date!)}; line: 90 % of the pairs`,
      note: list.some(item => item.faint) && 'Grey: could be chance.',
      chart: bars(
        `Difference in ${title} by ${spaced(variable)}: ${list.map(item => `${item.label} ${item.text}`).join(', ')}`,
        list,
      ),
      data: {
        name: `difference-${first.name}-by-${variable}`,
        columns: COLUMNS,
        rows: items.map(({ row }) => row),
      },
    });
  });
}
