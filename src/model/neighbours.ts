import { didYouMean, throwDiagnostic } from '../core/diagnostics.ts';
import { type Csv, type CsvRow, cellPosition, type Document, positionOf } from '../core/located-document.ts';
import { numbers } from '../core/math/arithmetic.ts';
import { cos, sin } from '../core/math/power.ts';
import { numberIn } from '../core/number-cell.ts';
import { PLACE_SET, type Type } from '../language/type.ts';
import type { Places, Table } from './model.ts';

/** What `index` says in tables.csv of pairs of places. */
const PAIRS = 'neighbours';

/** Neighbours that a place may have: each has its own copy of an expression in the compiled rule. */
const MOST_NEIGHBOURS = 64;

/** Places of which all distances are compared. */
const MOST_COMPARED = 5000;

/** The rows of tables.csv that are numbers, without pairs of places. */
export const withoutPairs = (csv: Csv): Csv => ({
  ...csv,
  rows: csv.rows.filter(({ cells }) => cells.index !== PAIRS),
});

/**
 * Which places are neighbours, by name: pairs of tables.csv, each both ways, and by `nearest` of model.yaml the k places that are
 * nearest. A table has a row a place, filled up with -1.
 */
export function readNeighbours(
  csv: Csv | undefined,
  model: Document,
  nearest: Readonly<Record<string, number>>,
  places: Places,
  placeTables: readonly Pick<Table, 'name' | 'values'>[],
): Omit<Table, 'size'>[] {
  const pairs = (csv?.rows ?? []).filter(({ cells }) => cells.index === PAIRS);
  const given = [...Map.groupBy(pairs, ({ cells }) => cells.table)].map(([name, rows]) =>
    tableOf(name, places, pairsOf(csv!, name, rows, places), {
      sourceId: [...new Set(rows.map(row => row.cells.source_id))].join(' '),
      text: rows[0].cells.text,
    }),
  );
  const computed = Object.entries(nearest).map(([name, count]) =>
    tableOf(name, places, nearestOf(model, name, count, places, placeTables), {
      sourceId: '',
      text: `the ${count} nearest places`,
    }),
  );
  return [...given, ...computed];
}

/** Neighbours of each place, in the order of places.csv. */
function pairsOf(csv: Csv, name: string, rows: readonly CsvRow[], { labels }: Places): Set<number>[] {
  const known = new Map(labels.map((label, k) => [label, k]));
  const all = labels.map(() => new Set<number>());
  for (const row of rows) {
    const at = cellPosition(csv, row, 'label');
    const refuse = (message: string, found: string, expected: string, hint?: string) =>
      throwDiagnostic({ kind: 'value', message, at, found, expected, hint });
    const parts = row.cells.label.split('*');
    if (parts.length !== 2)
      refuse(
        `\`${name}\` is made of pairs of places`,
        `\`${row.cells.label}\``,
        'a label like `north*south`',
      );
    const [a, b] = parts.map(
      part =>
        known.get(part) ??
        refuse(
          `unknown place \`${part}\` in \`${name}\``,
          `\`${part}\``,
          'an id of places.csv',
          didYouMean(part, labels),
        ),
    );
    if (a === b) refuse('a place is no neighbour of its own', `\`${row.cells.label}\``, 'two places');
    if (numberIn(csv, row, 'value') !== 1)
      throwDiagnostic({
        kind: 'value',
        message: `\`${name}\` says who are neighbours`,
        at: cellPosition(csv, row, 'value'),
        found: row.cells.value,
        expected: '1',
      });
    all[a].add(b);
    all[b].add(a);
    const full = [a, b].find(place => all[place].size > MOST_NEIGHBOURS);
    if (full !== undefined)
      refuse(
        `\`${labels[full]}\` has too many neighbours`,
        String(all[full].size),
        `at most ${MOST_NEIGHBOURS}`,
      );
  }
  return all.map(some => new Set([...some].sort((a, b) => a - b)));
}

/** The nearest places of each, by the straight line between them, through the earth where lat and lon say where they are. */
function nearestOf(
  model: Document,
  name: string,
  count: number,
  { labels }: Places,
  tables: readonly Pick<Table, 'name' | 'values'>[],
): Set<number>[] {
  const refuse = (message: string, found: string, expected: string): never =>
    throwDiagnostic({ kind: 'value', message, at: positionOf(model, ['nearest', name]), found, expected });
  if (count >= labels.length)
    refuse('a place has fewer neighbours than this', String(count), `1 to ${labels.length - 1}`);
  if (labels.length > MOST_COMPARED)
    refuse(
      `\`nearest\` compares all places with all`,
      `${labels.length} places`,
      `at most ${MOST_COMPARED}; of more, pairs in tables.csv`,
    );
  const column = (one: string) => tables.find(table => table.name === one)?.values;
  const [x, y, lat, lon] = ['x', 'y', 'lat', 'lon'].map(column);
  const axes = x && y ? [x, y] : lat && lon ? onSphere(lat, lon) : undefined;
  if (!axes || (x && y && lat && lon))
    return refuse(
      '`nearest` needs to know where places are',
      axes ? 'x and y, and also lat and lon' : 'no coordinates',
      'columns x and y of places.csv, or lat and lon in degrees',
    );
  return labels.map((_, place) => {
    const far = (other: number) =>
      axes.reduce((sum, axis) => sum + (axis[place] - axis[other]) * (axis[place] - axis[other]), 0);
    const others = labels.flatMap((__, other) => (other === place ? [] : [{ other, far: far(other) }]));
    others.sort((a, b) => a.far - b.far || a.other - b.other);
    return new Set(others.slice(0, count).map(({ other }) => other));
  });
}

/** Points on a sphere of radius 1. */
function onSphere(lat: Float32Array, lon: Float32Array): Float64Array[] {
  const [up, along] = [lat, lon].map(degrees => Float64Array.from(degrees, d => (d * Math.PI) / 180));
  const of = (make: (k: number) => number) => Float64Array.from(lat, (_, k) => make(k));
  const [s, c] = [(x: number) => sin(numbers, Math.fround(x)), (x: number) => cos(numbers, Math.fround(x))];
  return [of(k => c(up[k]) * c(along[k])), of(k => c(up[k]) * s(along[k])), of(k => s(up[k]))];
}

function tableOf(
  name: string,
  { labels }: Places,
  neighbours: readonly Set<number>[],
  words: { sourceId: string; text: string },
): Omit<Table, 'size'> {
  const most = neighbours.reduce((found, { size }) => Math.max(found, size), 1);
  const values = new Float32Array(labels.length * most).fill(-1);
  for (const [place, some] of neighbours.entries()) values.set([...some], place * most);
  const numbered: Type = {
    kind: 'label',
    set: '(neighbour)',
    labels: Array.from({ length: most }, (_, k) => String(k + 1)),
  };
  return { name, index: [{ kind: 'label', set: PLACE_SET, labels }, numbered], values, ...words };
}
