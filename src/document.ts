import type { z } from 'zod';
import { didYouMean, type Position, type Problem, ProblemError, type Text, textAt } from './problem.ts';

/**
 * Files as located data: what `files/` reads, what everything above the line understands. Plain objects and maps, so
 * that they travel to worker threads. A path is written with dots: `columns.trust.initial`, `events.2.size`.
 */

/** One YAML document. */
export interface Document {
  file: string;
  value: unknown;
  /** Each scalar's text with its place, by path. */
  texts: ReadonlyMap<string, Text>;
  /** Where each mapping key and each list item begins, by path; '' is the document itself. */
  positions: ReadonlyMap<string, Position>;
}

/** One CSV file: a header and rows of as many cells. */
export interface Csv {
  file: string;
  columns: readonly string[];
  rows: readonly CsvRow[];
}

export interface CsvRow {
  line: number;
  cells: Readonly<Record<string, string>>;
  /** Column of the file at which each cell begins. */
  starts: Readonly<Record<string, number>>;
}

/** A cell with its place in the file, ready to be parsed as an expression. */
export function cellText(csv: Csv, row: CsvRow, column: string): Text {
  return textAt(row.cells[column] ?? '', csv.file, row.line, row.starts[column] ?? 1);
}

export function cellPosition(csv: Csv, row: CsvRow, column: string): Position {
  return { file: csv.file, line: row.line, column: row.starts[column] ?? 1 };
}

/** The place of a path in a document, or of the nearest parent that has one. */
export function positionOf(document: Document, path: readonly PropertyKey[]): Position {
  for (let length = path.length; length >= 0; length--) {
    const found = document.positions.get(path.slice(0, length).join('.'));
    if (found) return found;
  }
  return { file: document.file, line: 1, column: 1 };
}

/** The text of a scalar with its place; throws when there is none (the schema has checked that there is). */
export function textOf(document: Document, ...path: PropertyKey[]): Text {
  const text = document.texts.get(path.join('.'));
  if (!text) throw new Error(`no scalar at ${path.join('.')} of ${document.file}`);
  return text;
}

/** Check a document against a schema; every issue becomes a problem with its place and a suggestion. */
export function checkShape<T>(document: Document, schema: z.ZodType<T>): T {
  const result = schema.safeParse(document.value);
  if (result.success) return result.data;
  throw new ProblemError(result.error.issues.flatMap(issue => problemsOf(document, issue, schema)));
}

function problemsOf(document: Document, issue: z.core.$ZodIssue, schema: z.ZodType): Problem[] {
  const where = issue.path.length ? `\`${issue.path.join('.')}\`` : 'the document';
  if (issue.code === 'unrecognized_keys') {
    const allowed = keysAt(schema, issue.path);
    return issue.keys.map(key => ({
      kind: 'shape',
      message: `unknown key \`${key}\``,
      at: positionOf(document, [...issue.path, key]),
      expected: allowed.length ? allowed.join(', ') : undefined,
      hint: didYouMean(key, allowed),
    }));
  }
  const value = valueAt(document.value, issue.path);
  const missing = value === undefined;
  return [
    {
      kind: missing ? 'shape' : 'type',
      message: missing ? `${where} is missing` : `${where} can't be ${printed(value)}`,
      at: positionOf(document, issue.path),
      expected: expectation(issue),
      hint: issue.code === 'invalid_value' ? didYouMean(String(value), issue.values.map(String)) : undefined,
    },
  ];
}

function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return issue.expected === 'record' ? 'a mapping' : article(issue.expected);
  if (issue.code === 'invalid_value') return issue.values.map(String).join(', ');
  return issue.message.charAt(0).toLowerCase() + issue.message.slice(1);
}

function article(noun: string): string {
  return `${/^[aeio]/.test(noun) ? 'an' : 'a'} ${noun}`;
}

function printed(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key], value);
}

/** The keys that a schema's object at `path` allows, for suggestions; none when the schema is not an object there. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let inner: unknown = schema;
  for (const key of path) inner = child(unwrap(inner), key);
  const shape = (unwrap(inner) as { shape?: object } | undefined)?.shape;
  return shape ? Object.keys(shape) : [];
}

function child(schema: unknown, key: PropertyKey): unknown {
  const def = (schema as { def?: Record<string, unknown>; shape?: Record<PropertyKey, unknown> } | undefined) ?? {};
  return def.shape?.[key] ?? def.def?.valueType ?? def.def?.element;
}

function unwrap(schema: unknown): unknown {
  let inner = schema as { def?: { innerType?: unknown; in?: unknown } } | undefined;
  while (inner?.def && (inner.def.innerType ?? inner.def.in)) inner = (inner.def.innerType ?? inner.def.in) as typeof inner;
  return inner;
}
