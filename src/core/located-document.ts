import type { z } from 'zod';
import {
  type Diagnostic,
  DiagnosticError,
  didYouMean,
  numberHint,
  type Position,
  type Text,
  throwDiagnostic,
} from './diagnostics.ts';

/**
 * Files as located data: what `files/` reads, what everything above the line understands. Plain objects and maps, so
 * that they travel to worker threads. A path is written with dots: `columns.health.initial`, `events.2.size`.
 */

/** One YAML document. */
export interface Document {
  file: string;
  value: unknown;
  /** Each scalar's text with its place, by path. */
  texts: ReadonlyMap<string, Text>;
  /** Where each mapping key and each list item begins, by path; '' is the document itself. */
  positions: ReadonlyMap<string, Position>;
  /** Of the file's bytes, hexadecimal; absent when it wasn't read from one. */
  sha256?: string;
}

/** One CSV file: a header and rows of as many cells. */
export interface Csv {
  file: string;
  columns: readonly string[];
  rows: readonly CsvRow[];
  /** Of the file's bytes, hexadecimal; absent when it wasn't read from one. */
  sha256?: string;
}

export interface CsvRow {
  line: number;
  cells: Readonly<Record<string, string>>;
  /** Column of the file at which each cell's text begins (after the opening quote). */
  starts: Readonly<Record<string, number>>;
  /** Line at which each cell begins, for a row that spans several lines. */
  lines?: Readonly<Record<string, number>>;
}

/** A cell with its place in the file, ready to be parsed as an expression. */
export function cellText(csv: Csv, row: CsvRow, column: string): Text {
  const text = row.cells[column] ?? '';
  const { line, column: start } = cellPosition(csv, row, column);
  const lines = [{ offset: 0, line, column: start }];
  for (let offset = text.indexOf('\n') + 1; offset > 0; offset = text.indexOf('\n', offset) + 1)
    lines.push({ offset, line: line + lines.length, column: 1 });
  return { text, file: csv.file, lines };
}

export function cellPosition(csv: Csv, row: CsvRow, column: string): Position {
  return { file: csv.file, line: row.lines?.[column] ?? row.line, column: row.starts[column] ?? 1 };
}

const DECIMAL = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

/** A number as tables write it, `0.43` or `4e6`; NaN for all else, `0x10` and an empty text among it. */
export const decimal = (text: string): number => (DECIMAL.test(text.trim()) ? Number(text) : Number.NaN);

/**
 * Refuse a table that lacks one of the `required` columns. With `optional` given, other columns are refused too, so that
 * a misspelt one isn't ignored in silence.
 */
export function requireColumns(csv: Csv, required: readonly string[], optional?: readonly string[]): void {
  const at = { file: csv.file, line: 1, column: 1 };
  const known = [...required, ...(optional ?? [])];
  const strangers = csv.columns.filter(name => !known.includes(name));
  const missing = required.filter(name => !csv.columns.includes(name));
  const problems: Diagnostic[] = missing.map(name => ({
    kind: 'shape',
    message: `column \`${name}\` is missing`,
    at,
    found: csv.columns.join(', '),
    hint: didYouMean(name, strangers)?.replace('did you mean', 'is it written'),
  }));
  if (optional && !missing.length)
    for (const name of strangers)
      problems.push({
        kind: 'shape',
        message: `unknown column \`${name}\``,
        at,
        expected: known.join(', '),
        hint: didYouMean(
          name,
          known.filter(column => !csv.columns.includes(column)),
        ),
      });
  if (problems.length) throw new DiagnosticError(problems);
}

/** The place of a path in a document, or of the nearest parent that has one. */
export function positionOf(document: Document, path: readonly PropertyKey[]): Position {
  for (let length = path.length; length >= 0; length--) {
    const found = document.positions.get(path.slice(0, length).join('.'));
    if (found) return found;
  }
  return { file: document.file, line: 1, column: 1 };
}

/** The text of a scalar with its place; a problem when there is none, if no schema has refused the document before. */
export function textOf(document: Document, ...path: PropertyKey[]): Text {
  const text = document.texts.get(path.join('.'));
  if (text) return text;
  const message = `${pathWords(document, path)} is missing`;
  return throwDiagnostic({ kind: 'shape', message, at: positionOf(document, path), expected: 'a text' });
}

/** Check a document against a schema; every issue becomes a problem with its place and a suggestion. */
export function checkShape<T>(document: Document, schema: z.ZodType<T>): T {
  const result = schema.safeParse(document.value);
  if (result.success) return result.data;
  throw new DiagnosticError(result.error.issues.flatMap(issue => problemsOf(document, issue, schema)));
}

function problemsOf(document: Document, issue: z.core.$ZodIssue, schema: z.ZodType): Diagnostic[] {
  const where = issue.path.length ? pathWords(document, issue.path) : 'the document';
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
  if (issue.code === 'invalid_union') {
    // The option that got furthest is the one that was meant.
    const depth = (issues: readonly z.core.$ZodIssue[]) =>
      Math.max(0, ...issues.map(inner => inner.path.length));
    const [furthest] = [...issue.errors].sort((a, b) => depth(b) - depth(a));
    if (furthest && depth(furthest) > 0)
      return furthest.flatMap(inner =>
        problemsOf(document, { ...inner, path: [...issue.path, ...inner.path] }, schema),
      );
  }
  if (issue.code === 'invalid_key')
    return [
      {
        kind: 'shape',
        message: `\`${String(issue.path.at(-1))}\` can't be a key here`,
        at: positionOf(document, issue.path),
        expected: issue.issues.map(expectation).join(' and '),
      },
    ];
  const value = valueAt(document.value, issue.path);
  const missing = value === undefined;
  return [
    {
      kind: missing ? 'shape' : issue.code === 'invalid_type' ? 'type' : 'value',
      message: missing ? `${where} is missing` : `${where} can't be ${printed(value)}`,
      at: missing ? positionOf(document, issue.path) : valuePosition(document, issue.path),
      expected: expectation(issue),
      hint: hintFor(issue, value),
    },
  ];
}

/** What to type in place of a value that a schema refuses. */
function hintFor(issue: z.core.$ZodIssue, value: unknown): string | undefined {
  if (issue.code === 'invalid_value') return didYouMean(String(value), issue.values.map(String));
  const isSingle = ['string', 'number', 'boolean'].includes(typeof value);
  if (issue.code === 'invalid_type' && issue.expected === 'array' && isSingle)
    return `write \`[${String(value)}]\``;
  const wanted = issue.code === 'invalid_union' ? issue.errors.flat() : [issue];
  const wantsNumber = wanted.some(
    one => one.code === 'invalid_type' && ['number', 'int'].includes(one.expected),
  );
  return wantsNumber && typeof value === 'string' ? numberHint(value) : undefined;
}

/** Where a value is: a scalar itself, or the key or item of what is none. */
export function valuePosition(document: Document, path: readonly PropertyKey[]): Position {
  const text = document.texts.get(path.join('.'));
  return text
    ? { file: text.file, line: text.lines[0].line, column: text.lines[0].column }
    : positionOf(document, path);
}

/** A path in words. Items have their id or count from 1: `columns.health.type`, `size` of event `flood`, `size` of event 2. */
function pathWords(document: Document, path: readonly PropertyKey[]): string {
  const index = path.findLastIndex(key => typeof key === 'number');
  if (index < 0) return `\`${path.join('.')}\``;
  const item = valueAt(document.value, path.slice(0, index + 1)) as { id?: unknown } | null | undefined;
  const id = typeof item?.id === 'string' ? `\`${item.id}\`` : String(Number(path[index]) + 1);
  const list = path[index - 1];
  // A list is called by what it holds: `events` is of events.
  const named = `${typeof list === 'string' ? list.replace(/s$/, '') : 'item'} ${id}`;
  const before = path.slice(0, Math.max(0, typeof list === 'string' ? index - 1 : index));
  const after = path.slice(index + 1);
  return [
    ...(after.length ? [`\`${after.join('.')}\``] : []),
    named,
    ...(before.length ? [pathWords(document, before)] : []),
  ].join(' of ');
}

/** What a schema wants, in words. */
function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return NOUNS[issue.expected] ?? article(issue.expected);
    case 'invalid_value':
      return issue.values.map(String).join(', ');
    case 'invalid_union':
      return [...new Set(issue.errors.flatMap(issues => issues.slice(0, 1).map(expectation)))].join(' or ');
    case 'too_small':
    case 'too_big': {
      const [inclusive, exclusive] =
        issue.code === 'too_small' ? ['at least', 'more than'] : ['at most', 'less than'];
      const limit = issue.code === 'too_small' ? issue.minimum : issue.maximum;
      const unit = issue.origin === 'string' ? ' characters' : issue.origin === 'array' ? ' items' : '';
      return `${issue.inclusive === false ? exclusive : inclusive} ${limit}${unit}`;
    }
    default:
      return issue.message.charAt(0).toLowerCase() + issue.message.slice(1);
  }
}

/** Kinds of values that a writer of YAML knows by other names. */
const NOUNS: Record<string, string> = {
  record: 'a mapping',
  object: 'a mapping',
  array: 'a list',
  string: 'a text',
  boolean: 'true or false',
  int: 'a whole number',
};

function article(noun: string): string {
  return `${/^[aeio]/.test(noun) ? 'an' : 'a'} ${noun}`;
}

function printed(value: unknown): string {
  // JSON has no word for numbers that are none, and writes null; YAML has.
  if (typeof value === 'number' && !Number.isFinite(value)) return Number.isNaN(value) ? '.nan' : '.inf';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (inner as Record<PropertyKey, unknown> | null | undefined)?.[key],
    value,
  );
}

/** The keys that a schema's object at `path` allows, for suggestions; none when the schema is not an object there. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let inner: unknown = schema;
  for (const key of path) inner = child(unwrap(inner), key);
  const shape = (unwrap(inner) as { shape?: object } | undefined)?.shape;
  return shape ? Object.keys(shape) : [];
}

function child(schema: unknown, key: PropertyKey): unknown {
  const def =
    (schema as { def?: Record<string, unknown>; shape?: Record<PropertyKey, unknown> } | undefined) ?? {};
  return def.shape?.[key] ?? def.def?.valueType ?? def.def?.element;
}

function unwrap(schema: unknown): unknown {
  let inner = schema as { def?: { innerType?: unknown; in?: unknown } } | undefined;
  while (inner?.def && (inner.def.innerType ?? inner.def.in))
    inner = (inner.def.innerType ?? inner.def.in) as typeof inner;
  return inner;
}
