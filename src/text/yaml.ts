import {
  Alias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseAllDocuments,
  type Scalar,
} from 'yaml';
import {
  type Diagnostic,
  DiagnosticError,
  type Position,
  printable,
  type Text,
  throwDiagnostic,
} from '../core/diagnostics.ts';
import type { Document } from '../core/located-document.ts';
import { CONTROL } from './encoding.ts';
import { FORBIDDEN_KEYS } from './limits.ts';
import { OWN_LINE, positionAt, syntaxProblem } from './yaml-problem.ts';
import { stretchesOf } from './yaml-scalar-position.ts';

/** Deeper nesting, longer names and more of all than any file of ours has. */
const DEEPEST = 50;
const LONGEST_PATH = 500;
const MOST_NODES = 50_000;

/** What a document is made from; `texts` and `positions` grow while it is walked. */
interface Reading {
  file: string;
  source: string;
  counter: LineCounter;
  texts: Map<string, Text>;
  positions: Map<string, Position>;
  problems: Diagnostic[];
}

/**
 * All documents of a YAML file's text (separated by ---), with the place of every key, item and scalar.
 *
 * YAML 1.2, core schema: dates stay texts; no tags, no aliases (nothing expands), no key twice, no key that means
 * something to JavaScript. Every problem has its place; of a broken document only the first is told, the rest follows from it.
 */
export function parseYaml(source: string, file: string): Document[] {
  const counter = new LineCounter();
  const parsed = parseNodes(source, file, counter);
  const documents = parsed.flatMap((node): Document[] => {
    const broken = node.errors[0] ?? node.warnings[0];
    if (broken)
      throwDiagnostic(syntaxProblem(broken, node, source, offset => positionAt(counter, file, offset)));
    if (node.contents === null || (isScalar(node.contents) && node.contents.value === null)) return [];
    const reading: Reading = { file, source, counter, texts: new Map(), positions: new Map(), problems: [] };
    const value = walk(reading, node.contents, [], false);
    if (reading.problems.length) throw new DiagnosticError(reading.problems);
    return [{ file, value, texts: reading.texts, positions: reading.positions }];
  });
  if (!documents.length)
    throwDiagnostic({ kind: 'shape', message: 'the file is empty', at: { file, line: 1, column: 1 } });
  return documents;
}

function parseNodes(source: string, file: string, lineCounter: LineCounter) {
  try {
    const options = {
      lineCounter,
      schema: 'core',
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'silent',
    } as const;
    const parsed = parseAllDocuments(source, options);
    return 'empty' in parsed ? [] : parsed;
  } catch (error) {
    // The library recurses; thousands of nested brackets exhaust the stack.
    if (!(error instanceof RangeError)) throw error;
    return throwDiagnostic({ kind: 'syntax', message: 'nested too deep', at: { file, line: 1, column: 1 } });
  }
}

/** The plain value of a node; notes places and texts under its path. */
function walk(reading: Reading, node: unknown, path: readonly string[], flow: boolean): unknown {
  const { file, counter, positions } = reading;
  const here = path.join('.');
  if (node === null || node === undefined) return null;
  const start = (node as { range?: readonly number[] }).range?.[0] ?? 0;
  const at = positionAt(counter, file, start);
  if (!positions.has(here)) positions.set(here, at);
  if (path.length > DEEPEST) throwDiagnostic({ kind: 'syntax', message: 'nested too deep', at });
  if (positions.size > MOST_NODES)
    throwDiagnostic({
      kind: 'value',
      message: 'the document is too long',
      at,
      expected: `at most ${MOST_NODES} values`,
    });
  if (isScalar(node)) {
    reading.texts.set(here, textOfScalar(reading, node, flow));
    const control = typeof node.value === 'string' && CONTROL.exec(node.value);
    if (control)
      throwDiagnostic({ kind: 'syntax', message: `${printable(control[0])} is no character of a text`, at });
    return node.value;
  }
  if (isSeq(node)) {
    refuseSplit(reading, node.flow ? node.items : []);
    return node.items.map((item, index) =>
      walk(reading, item, [...path, String(index)], flow || !!node.flow),
    );
  }
  if (isMap(node)) {
    refuseSplit(reading, node.flow ? node.items.flatMap(pair => [pair.key, pair.value]) : []);
    if (node.flow) refuseDecimalComma(reading, node.items);
    const entries = node.items.map(({ key, value }): [string, unknown] => {
      const name = keyName(reading, key, path);
      return [name, walk(reading, value, [...path, name], flow || !!node.flow)];
    });
    return Object.fromEntries(entries);
  }
  const found = node instanceof Alias ? `*${node.source}` : isPair(node) ? 'a pair' : undefined;
  return throwDiagnostic({
    kind: 'syntax',
    message: 'aliases are not used here',
    at,
    found,
    hint: 'write the value out',
  });
}

/** A mapping's key as text; notes its place and refuses what can't be one. */
function keyName(reading: Reading, key: unknown, path: readonly string[]): string {
  const { file, counter, positions, problems } = reading;
  const at = positionAt(counter, file, (key as { range?: readonly number[] } | null)?.range?.[0] ?? 0);
  if (!isScalar(key)) return throwDiagnostic({ kind: 'syntax', message: 'a key is a name', at });
  const name = key.type === 'PLAIN' ? (key.source ?? '') : String(key.value);
  if (path.join('.').length + name.length >= LONGEST_PATH)
    return throwDiagnostic({
      kind: 'value',
      message: 'the key is too long',
      at,
      found: `\`${name}\``,
      expected: `at most ${LONGEST_PATH} characters with those above it`,
    });
  const full = [...path, name].join('.');
  if (FORBIDDEN_KEYS.has(name)) problems.push({ kind: 'value', message: `\`${name}\` can't be a key`, at });
  else if (positions.has(full)) {
    const { line, column } = positions.get(full)!;
    const hint = `first at ${line}:${column}`;
    problems.push({ kind: 'value', message: `the key \`${name}\` is here twice`, at, hint });
  } else positions.set(full, at);
  return name;
}

/** A scalar as it is written (a number keeps its digits), with the place of each of its lines. */
function textOfScalar({ file, source, counter }: Reading, node: Scalar, flow: boolean): Text {
  const [from, to] = node.range ?? [0, 0];
  const text = typeof node.value === 'string' ? node.value : (node.source ?? '');
  const lines = stretchesOf(source, text, node.type, from, to).map(stretch => {
    const { line, column } = positionAt(counter, file, stretch.source);
    return { offset: stretch.offset, line, column };
  });
  return flow ? { text, file, lines, flow } : { text, file, lines };
}

/** An entry of { } or [ ] with an unbalanced parenthesis is an expression that YAML has cut at its commas. */
function refuseSplit({ file, counter, problems }: Reading, entries: readonly unknown[]): void {
  const split = entries.find(
    (entry): entry is Scalar => isScalar(entry) && entry.type === 'PLAIN' && !isBalanced(entry.source ?? ''),
  );
  if (!split) return;
  const at = positionAt(counter, file, split.range?.[0] ?? 0);
  const message = 'YAML has cut an expression at its commas';
  problems.push({ kind: 'syntax', message, at, found: `\`${split.source}\``, hint: OWN_LINE });
}

/** Inside { }, `size: 0,5` is read as `size: 0` and a key `5` without a value. */
function refuseDecimalComma({ file, counter, problems }: Reading, pairs: readonly Pair[]): void {
  for (const [k, { key, value }] of pairs.entries()) {
    const before = pairs[k - 1]?.value;
    if (value !== null || !isScalar(key) || !isScalar(before)) continue;
    const [whole, decimals] = [before.source ?? '', key.source ?? ''];
    if (!/^[-+]?\d+$/.test(whole) || !/^\d+$/.test(decimals)) continue;
    problems.push({
      kind: 'syntax',
      message: 'a comma separates entries here, not decimals',
      at: positionAt(counter, file, before.range?.[0] ?? 0),
      found: `\`${whole},${decimals}\``,
      hint: `decimals take a point: ${whole}.${decimals}`,
    });
  }
}

function isBalanced(text: string): boolean {
  let open = 0;
  for (const character of text) {
    if (character === '(') open++;
    else if (character === ')' && --open < 0) return false;
  }
  return open === 0;
}
