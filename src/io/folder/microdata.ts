import { dayOfTime, firstDay, isoDay } from '../../core/calendar.ts';
import type { Courses, Frame, MicrodataTable, RunOutline } from '../../engine/program/run-types.ts';
import { columnsIn, doublesOf, type SnapshotRows } from '../../observe/microdata/rows.ts';
import { byReplicate } from '../../observe/series/summary.ts';
import { csvLine, keptCell, numberCell, quotedCell } from '../text/csv-writer.ts';
import { openParquet, type ParquetColumn } from './parquet.ts';
import { header } from './rows.ts';
import {
  type CsvRows,
  dateField,
  integer,
  replicate,
  scenario,
  type Table,
  type TableField,
  text,
  withColumns,
} from './tables.ts';

/** Tables of single agents, respondents and ties, run after run; nothing but one date or wave of the run at hand is held. */

const TITLES = {
  agents: 'Agents, one by one',
  respondents: 'Respondents of the simulated survey, one by one',
  ties: 'Ties between agents, one by one',
};

const agent = integer('agent', 'permanent id, the same in every run and at every date');

/** The fields that say whose row it is, by table. */
const WHOSE: Record<MicrodataTable['name'], readonly TableField[]> = {
  agents: [dateField, agent],
  respondents: [
    text('wave', 'wave of the study'),
    dateField,
    integer('respondent', 'number in the wave, from 1'),
    integer(
      'agent',
      'id of the agent who answers; an agent represents many persons, so it may be drawn twice',
    ),
    integer('panel', '1: took part in the wave before; 0: drawn afresh'),
  ],
  ties: [
    dateField,
    text('network', 'network of the model'),
    agent,
    integer('other', 'id of the other end: the greater one, or whom the agent follows'),
  ],
};

const KEYS: Record<MicrodataTable['name'], readonly string[]> = {
  agents: ['date', 'agent'],
  respondents: ['wave', 'respondent'],
  ties: ['date', 'network', 'agent', 'other'],
};

const TYPES: Record<MicrodataTable['columns'][number]['type'], TableField['type']> = {
  number: 'number',
  integer: 'integer',
  date: 'date',
  flag: 'integer',
  label: 'string',
  answer: 'integer',
};

/** A table's header, and what datapackage.json says of it. */
export function microdataTable({ name, columns }: MicrodataTable): Table {
  const draw: TableField = {
    ...integer('draw', 'row of the posterior that gave the parameters, from 1; empty: defaults'),
    optional: true,
  };
  const own = columns.map(
    ({ name, type, text: description }): TableField => ({
      name,
      type: TYPES[type],
      description,
      ...(type === 'answer' && { optional: true }),
    }),
  );
  return {
    name,
    title: TITLES[name],
    fields: withColumns([scenario, replicate, draw, ...WHOSE[name]], own),
    key: ['scenario', 'replicate', ...KEYS[name]],
  };
}

/** A snapshot of a table in one run. */
interface Snapshot extends SnapshotRows {
  key: RunOutline['key'];
  week: number;
  of: string | undefined;
}

/** All snapshots of the `wanted`-th table. */
function* snapshotsOf(
  tables: readonly MicrodataTable[],
  wanted: number,
  results: readonly RunOutline[],
  courses: Courses,
): Generator<Snapshot> {
  const head = new Float64Array(1);
  for (const run of byReplicate(results)) {
    let at = 0;
    for (const [k, table] of tables.slice(0, wanted + 1).entries())
      for (const { week, of } of table.snapshots) {
        courses.read(run, 'microdata', at, head);
        const doubles = new Float64Array(doublesOf(table, head[0]));
        if (k === wanted) {
          courses.read(run, 'microdata', at, doubles);
          yield { key: results[run].key, week, of, ...columnsIn(table, doubles) };
        }
        at += doubles.length;
      }
  }
}

/** As CSV, line by line, header first. Numbers have seven digits unless all are wanted. */
export function* microdataLines(
  name: string,
  frame: Frame,
  wanted: number,
  results: readonly RunOutline[],
  courses: Courses,
  csv: CsvRows,
): Generator<string> {
  const { microdata = [] } = frame;
  const table = microdata[wanted];
  yield header(microdataTable(table));
  const cells = table.columns.map(({ type, unit = 'week', labels = [] }): ((value: number) => string) => {
    const quoted = labels.map(quotedCell);
    if (type === 'label') return value => quoted[value];
    if (type === 'date') return value => isoDay(dayOfTime(value, unit, frame));
    return type === 'number' && csv === 'small' ? keptCell : numberCell;
  });
  for (const snapshot of snapshotsOf(microdata, wanted, results, courses)) {
    const { key, week, of, rows, ids, values } = snapshot;
    const start = `${csvLine([name, key.replicate, key.draw])},`;
    const date = isoDay(firstDay(frame, week));
    const whose = {
      agents: (row: number) => `${date},${ids[0][row]}`,
      respondents: (row: number) =>
        `${quotedCell(of!)},${date},${(ids[0][row] >>> 1) + 1},${ids[1][row]},${ids[0][row] & 1}`,
      ties: (row: number) => `${date},${quotedCell(of!)},${ids[0][row]},${ids[1][row]}`,
    }[table.name];
    for (let row = 0; row < rows; row++) {
      let line = start + whose(row);
      for (let k = 0; k < cells.length; k++) line += `,${cells[k](values[k][row])}`;
      yield line;
    }
  }
}

/** Rows of a group of a Parquet file. */
const GROUP_ROWS = 1 << 17;

/** As Parquet; returns the number of rows. */
export function writeMicrodata(
  path: string,
  name: string,
  frame: Frame,
  wanted: number,
  results: readonly RunOutline[],
  courses: Courses,
): number {
  const { microdata = [] } = frame;
  const table = microdata[wanted];
  const file = openParquet(path, microdataTable(table));
  for (const { key, week, of, rows, ids, values } of snapshotsOf(microdata, wanted, results, courses))
    for (let from = 0; from < rows; from += GROUP_ROWS) {
      const end = Math.min(rows, from + GROUP_ROWS);
      const length = end - from;
      const whole = (of: (row: number) => number) => Int32Array.from({ length }, (_, k) => of(from + k));
      const texts = (text: string) => new Array<string>(length).fill(text);
      const dates = new Int32Array(length).fill(firstDay(frame, week));
      const [first, second] = ids;
      const whose: Record<MicrodataTable['name'], () => ParquetColumn[]> = {
        agents: () => [dates, whole(row => first[row])],
        respondents: () => [
          texts(of!),
          dates,
          whole(row => (first[row] >>> 1) + 1),
          whole(row => second[row]),
          whole(row => first[row] & 1),
        ],
        ties: () => [dates, texts(of!), whole(row => first[row]), whole(row => second[row])],
      };
      const cells = table.columns.map(({ type, unit = 'week', labels = [] }, k): ParquetColumn => {
        const own = values[k].subarray(from, end);
        if (type === 'label') return Array.from(own, value => labels[value]);
        if (type === 'date') return Int32Array.from(own, value => dayOfTime(value, unit, frame));
        if (type === 'answer') return Array.from(own, value => (Number.isNaN(value) ? null : value));
        return type === 'number' ? own.slice() : Int32Array.from(own);
      });
      file.write([
        texts(name),
        new Int32Array(length).fill(key.replicate),
        new Array<number | null>(length).fill(key.draw ?? null),
        ...whose[table.name](),
        ...cells,
      ]);
    }
  return file.finish();
}
