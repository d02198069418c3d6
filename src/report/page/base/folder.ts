import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { throwDiagnostic } from '../../../core/diagnostics.ts';
import type { About } from '../../../io/folder/page-data.ts';
import { readRegular } from '../../../io/text/regular.ts';
import { displayName } from '../../../io/text/text.ts';
import { groupOf } from '../../../observe/series/groups.ts';
import { cellAt } from '../../../text/csv-lines.ts';
import { type Row, readRows } from './csv.ts';

/** An output folder as a page sees it: what was asked, and its tables. */
export interface Folder {
  title: string;
  description: string;
  about: About;
  /** What of the inputs is ignored or contradicts the rest. */
  warnings: readonly string[];
  /** What datapackage.json says of each table, by name: titles of columns. */
  tables: ReadonlyMap<string, { title: string; columns: readonly string[] }>;
  /** All rows of a table (of flows, those in which somebody moved); none when the folder has no such table. */
  rows(table: string): readonly Row[];
  /** Rows of summary.csv of one metric among all, by time; of the first scenario, or of another. */
  series(metric: string, scenario?: string): readonly Row[];
  /** The last row of each `name=label` group of the first headline that counts persons. */
  groupsAtEnd(metric: string): readonly Row[];
}

const NOTHING: About = {
  ...{
    quoted_date: '',
    agents: undefined,
    scenarios: [],
    metrics: [],
    charts: [],
    limits: [],
    places: [],
    origin: '',
  },
  ...{ waves: [], items: [], figures: [], track_record: undefined },
};

/** Nobody moved: most pairs of places in most months. */
const KEEP: Record<string, (line: string) => boolean> = { flows: line => !line.endsWith(',0') };

/** Problems: `missing` (the folder has no datapackage.json), `shape` (it is none of ours). */
export function openFolder(path: string): Folder {
  const described = readPackage(join(path, 'datapackage.json'));
  const tables = new Map(
    described.resources
      .filter(({ path: file, format }) => format !== 'parquet' && existsSync(join(path, file)))
      .map(({ name, title, schema }) => [name, { title, columns: schema.fields.map(field => field.name) }]),
  );
  const about: About = { ...NOTHING, ...described };
  const known = new Map<string, readonly Row[]>();
  const rows = (table: string) => {
    if (!tables.has(table)) return [];
    if (!known.has(table)) known.set(table, readRows(join(path, `${table}.csv`), KEEP[table]));
    return known.get(table)!;
  };
  const columns = tables.get('summary')?.columns ?? [];
  const isOld = columns.includes('group') && !about.scenarios.some(({ groups }) => groups.includes('group'));
  if (isOld)
    throwDiagnostic({
      kind: 'shape',
      message: `${displayName(join(path, 'summary.csv'))} is of an earlier version, which had all groups in one column`,
      expected: 'a column a group',
      hint: 'run the scenario again; the folder stays as it is',
    });
  let summary: Summary | undefined;
  const summaryOf = () => {
    summary ??= readSummary(tables.has('summary') ? join(path, 'summary.csv') : undefined, columns, about);
    return summary;
  };
  return {
    title: described.title,
    description: described.description ?? '',
    about,
    warnings: described.warnings ?? [],
    tables,
    rows,
    series: (metric, scenario = about.scenarios[0]?.name ?? '') =>
      summaryOf().series.get(`${metric}\nall\n${scenario}`) ?? [],
    groupsAtEnd: metric => summaryOf().ends.filter(row => row.metric === metric),
  };
}

type Package = About & {
  title: string;
  description?: string;
  warnings?: readonly string[];
  resources: {
    name: string;
    title: string;
    path: string;
    format?: string;
    schema: { fields: { name: string }[] };
  }[];
};

function readPackage(file: string): Package {
  if (!existsSync(file))
    throwDiagnostic({
      kind: 'missing',
      message: `${displayName(file)} is missing`,
      expected: 'an output folder of Rhizome',
    });
  try {
    const found = JSON.parse(readRegular(file).toString());
    if (Array.isArray(found.resources)) return found;
  } catch {
    // told below
  }
  return throwDiagnostic({ kind: 'shape', message: `${displayName(file)} is no data package of Rhizome` });
}

interface Summary {
  series: Map<string, Row[]>;
  ends: Row[];
}

/** A page needs the whole course of a few metrics, and of each group of one its end. */
function readSummary(
  file: string | undefined,
  columns: readonly string[],
  { charts, metrics, scenarios }: About,
): Summary {
  const series = new Map<string, Row[]>();
  const ends = new Map<string, Row>();
  if (!file) return { series, ends: [] };
  const wanted = new Set([
    ...charts.flatMap(({ bands, lines, parts }) => [...bands, ...lines, ...parts]),
    ...metrics.filter(metric => metric.headline).map(metric => metric.name),
  ]);
  const split = metrics.find(metric => metric.headline && metric.measure === 'persons')?.name;
  const at = columns.indexOf('metric');
  const groups = columns.slice(at + 1, columns.indexOf('n'));
  const groupIn = (line: string) =>
    groupOf(
      groups.map((_, k) => cellAt(line, at + 1 + k)),
      groups,
    );
  const keep = (line: string) => {
    if (line.startsWith('"')) return true;
    const metric = cellAt(line, at);
    return wanted.has(metric) && (metric === split || groupIn(line) === 'all');
  };
  const [first] = scenarios;
  for (const cells of readRows(file, keep)) {
    const group = groupOf(
      groups.map(name => cells[name]),
      groups,
    );
    const row: Row = { ...cells, group };
    const key = `${row.metric}\n${group}\n${first ? row.scenario : ''}`;
    if (group !== 'all' && (!first || row.scenario === first.name)) ends.set(key, row);
    const course = series.get(key);
    if (course) course.push(row);
    else series.set(key, [row]);
  }
  return { series, ends: [...ends.values()] };
}
