import type { Diagnostic } from '../core/diagnostics.ts';
import { type Csv, type CsvRow, cellPosition } from '../core/located-document.ts';
import { PLACE_SET } from '../language/type.ts';
import type { Places } from './model.ts';

/**
 * Places that a table forgets: its rows name most places, and of these fewer than half as often as the others, so that `else` speaks
 * for them. A place that joins places.csv would otherwise be at distance 0 from everywhere. The origin is not looked at, since
 * many tables are about hosts alone.
 */
export function forgottenPlaces(csv: Csv, places: Places): Diagnostic[] {
  const hosts = places.labels.filter((_, k) => k !== places.origin);
  return [...Map.groupBy(csv.rows, row => row.cells.table)].flatMap(([table, rows]): Diagnostic[] => {
    const otherwise = rows.find(row => row.cells.label === 'else');
    if (!otherwise) return [];
    const forgotten = rows[0].cells.index
      .split('*')
      .flatMap((set, k) => (set === PLACE_SET ? seldomNamed(rows, k, hosts) : []));
    if (!forgotten.length) return [];
    return [
      {
        kind: 'conflict',
        message: `table \`${table}\` forgets ${[...new Set(forgotten)].map(name => `\`${name}\``).join(', ')}`,
        at: cellPosition(csv, otherwise, 'label'),
        found: `\`else\`, ${otherwise.cells.value}, where most places have numbers of their own`,
        hint: 'add its rows, with the value of `else` where that is meant',
      },
    ];
  });
}

/** Hosts that labels name at place `k` fewer than half as often as the middle host. */
function seldomNamed(rows: readonly CsvRow[], k: number, hosts: readonly string[]): string[] {
  const counts = hosts.map(host => rows.filter(row => row.cells.label.split('*')[k] === host).length);
  const middle = counts.toSorted((a, b) => a - b)[Math.floor(counts.length / 2)];
  return hosts.filter((_, h) => 2 * counts[h] < middle);
}
