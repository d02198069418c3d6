import { putPagePart } from '../scripts/page-part.ts';
import { chart, type Point, writeChart } from './chart.ts';
import { type Entry, readHistory } from './history.ts';
import { table } from './table.ts';

/** The history on its page: `node bench/history-page.ts` draws ratios over time, machine by machine, and puts in the last ones. */

/** Runs that the table shows. */
const LAST = 8;

const sizesOf = (entry: Entry) => Object.entries(entry.ratios);

/** A line for each program and size on one machine; x is the place of a run in the history. */
export function pointsOf(history: readonly Entry[], machine: string): Point[] {
  return history
    .filter(entry => entry.machine === machine)
    .flatMap((entry, x) =>
      sizesOf(entry).flatMap(([agents, ratios]) =>
        Object.entries(ratios).map(([peer, y]) => ({ line: `${peer}, ${agents}`, x, y })),
      ),
    )
    .sort((a, b) => (a.line < b.line ? -1 : a.line > b.line ? 1 : a.x - b.x));
}

export function tableOf(history: readonly Entry[]): string {
  const rows = history
    .slice(-LAST)
    .flatMap(entry =>
      sizesOf(entry).map(([agents, ratios]) => [
        `${entry.commit}, ${entry.day}`,
        entry.machine,
        entry.load.toFixed(1),
        agents,
        ...['C scalar', 'C vectorised', 'C blocked and vectorised'].map(
          name => ratios[name]?.toFixed(2) ?? '',
        ),
      ]),
    );
  const head = ['commit', 'machine', 'load', 'agents', 'x scalar', 'x vectorised', 'x blocked'];
  return rows.length ? table(head, rows) : 'No run is recorded yet.';
}

/** Pictures by machine, the page's table, and where the pictures are shown. */
export function writeHistoryPage(history: readonly Entry[] = readHistory()): void {
  const machines = [...new Set(history.map(({ machine }) => machine))];
  const pictures = machines.map((machine, k) => {
    const name = k ? `bench-history-${k + 1}` : 'bench-history';
    const commits = history.filter(entry => entry.machine === machine).map(({ commit }) => commit);
    const axes = { x: 'commit', y: 'our time over that of C', ticks: commits };
    writeChart(name, chart(pointsOf(history, machine), axes));
    return `![Our time over that of the C programs, by commit, on ${machine}](../pictures/${name}.svg)`;
  });
  putPagePart('docs/explanation/bench.md', 'bench-history', [tableOf(history), ...pictures].join('\n\n'));
}

if (process.argv[1] === import.meta.filename) writeHistoryPage();
