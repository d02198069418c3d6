import { parseDay, stepsByMonth } from '../../../core/calendar.ts';
import { compare } from '../../../io/folder/rows.ts';
import type { Row } from '../base/csv.ts';
import { type Html, html } from '../base/html.ts';
import type { Section, View } from '../base/view.ts';
import { capital, plural, shareText, spaced } from '../base/words.ts';
import { bars } from '../charts/bars.ts';
import { figure } from '../charts/figure.ts';
import { matrixFigure } from '../charts/matrix.ts';
import { type Month, monthlyFigure } from '../charts/monthly.ts';

/** Pairs of places that get a bar. */
const LARGEST = 12;

/** How the first headline splits by further groups, and who moved from where to where. */
export const places: Section = {
  id: 'places',
  title: 'Who moves where',
  make(view) {
    const figures = [...groupFigures(view).slice(1), ...flowFigures(view)];
    return figures.length > 0 && html`<div class="cards">${figures}</div>`;
  },
};

/** The first headline by place or other group, at the end. */
export function groupFigures(view: View): Html[] {
  const first = view.about.metrics.find(metric => metric.headline && metric.measure === 'persons');
  if (!first) return [];
  const { title, level } = view.metric(first.name);
  const rows = view.folder.groupsAtEnd(first.name).filter(row => Number(row.q50) > 0);
  const variables = [...new Set(rows.map(row => row.group.split('=')[0]))];
  return variables.map(variable => {
    const own = rows
      .filter(row => row.group.startsWith(`${variable}=`))
      .toSorted((a, b) => Number(b.q50) - Number(a.q50));
    const items = own.map(row => {
      const [low, value, high] = [row.q05, row.q50, row.q95].map(Number);
      const text = level({ value, low, high }).value;
      return { label: capital(view.place(row.group.slice(variable.length + 1))), value, low, high, text };
    });
    return figure({
      title: `${capital(title)}, by ${spaced(variable)}`,
      text: `persons ${view.when(own[0].date)}; line: 90 % of the runs`,
      chart: bars(
        `${capital(title)} by ${spaced(variable)}: ${items.map(item => `${item.label} ${item.text}`).join(', ')}`,
        items,
      ),
      note: own.length > 1 && 'Medians of groups need not add up to the median of all.',
      data: { name: `${first.name}-by-${variable}`, columns: COLUMNS, rows: own },
    });
  });
}

const COLUMNS = ['date', 'metric', 'group', 'n', 'mean', 'q05', 'q50', 'q95'];

interface Pair {
  from: string;
  to: string;
  persons: number;
}

function flowFigures(view: View): Html[] {
  const rows = view.folder.rows('flows');
  if (rows.length === 0) return [];
  const runs = view.runs || new Set(rows.map(row => row.replicate)).size;
  const pairs = sums(rows, runs, row => `${row.from}\n${row.to}`).map(({ key, persons }): Pair => {
    const [from, to] = key.split('\n');
    return { from, to, persons };
  });
  const all = pairs.reduce((sum, { persons }) => sum + persons, 0);
  const largest = pairs
    .filter(({ persons }) => persons > 0)
    .toSorted((a, b) => b.persons - a.persons || compare(a.from + a.to, b.from + b.to))
    .slice(0, LARGEST);
  if (largest.length === 0) return [];
  const part = largest.reduce((sum, { persons }) => sum + persons, 0) / all;
  const months = perStep(monthsOf(rows, runs, view.about.origin), view);
  const noun = `means over ${plural(runs, 'run')}`;
  return [
    figure({
      title: 'The largest moves',
      text: `persons who changed place in the whole time; ${noun}`,
      chart: bars(
        `The largest moves: ${largest.map(pair => `${arrow(pair, view)} ${view.persons(pair.persons)}`).join(', ')}`,
        largest.map(pair => ({
          label: arrow(pair, view),
          value: pair.persons,
          text: view.persons(pair.persons),
        })),
      ),
      note: part < 0.995 && `These are ${shareText(part)} of all ${view.persons(all)} moves.`,
      data: {
        name: 'moves-by-pair',
        columns: ['from', 'to', 'persons'],
        rows: pairs.map(({ from, to, persons }) => ({ from, to, persons: String(persons) })),
      },
    }),
    monthlyFigure(months, noun, view),
    matrixFigure(pairs, noun, view),
  ].filter(one => one !== undefined);
}

const arrow = ({ from, to }: Pair, view: View) => `${capital(view.place(from))} → ${capital(view.place(to))}`;

/** Moves out of the place where everybody starts, back to it, and between the others; persons in each month. */
function monthsOf(rows: readonly Row[], runs: number, origin: string): Month[] {
  const way = ({ from, to }: Row) => (from === origin ? 'left' : to === origin ? 'back' : 'onward');
  const months = new Map<string, Month>();
  for (const { key, persons } of sums(rows, runs, row => `${row.month}\n${way(row)}`)) {
    const [month, kind] = key.split('\n') as [string, 'left' | 'back' | 'onward'];
    const found = months.get(month) ?? { month, left: 0, back: 0, onward: 0 };
    found[kind] = persons;
    months.set(month, found);
  }
  return [...months.values()].sort((a, b) => compare(a.month, b.month));
}

/** Months have four weeks or five, and the last may be cut: persons a step can be compared. */
function perStep(months: readonly Month[], { about: { scenarios } }: View): Month[] {
  const [{ from, weeks, step }] = scenarios;
  const lengths = stepsByMonth({ weeks, startDay: parseDay(from)!, step });
  return months.map(({ month, left, back, onward }) => {
    const count = lengths.get(month)?.length ?? 1;
    return { month, left: left / count, back: back / count, onward: onward / count };
  });
}

/** Persons by key, as means over the runs, in the order in which keys appear. */
function sums(rows: readonly Row[], runs: number, keyOf: (row: Row) => string) {
  const found = new Map<string, number>();
  for (const row of rows) {
    const key = keyOf(row);
    found.set(key, (found.get(key) ?? 0) + Number(row.persons));
  }
  return [...found].map(([key, persons]) => ({ key, persons: persons / runs }));
}
