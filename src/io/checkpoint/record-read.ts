import { createHash } from 'node:crypto';
import { closeSync, fstatSync, readSync } from 'node:fs';
import { throwDiagnostic } from '../../core/diagnostics.ts';
import { openRegular } from '../text/regular.ts';
import { codeOf, displayName } from '../text/text.ts';

/**
 * The bytes of a log of records (record-log.ts). Its first line says whose records these are, then come records: a line of
 * JSON (`key`, `bytes`, `sha256`), the body, a line's end. The hash is of the first line, the key and the body, so that a
 * record is known by itself: wherever it lies, it is one of this log and of this key or none. Line ends between records mean
 * nothing.
 */
export interface Found<T> {
  /** By key, in the order in which they were written. */
  records: Map<string, T>;
  /** Where the last of them ends; 0: there is no log. */
  end: number;
  /** Bytes from and to which no record can be read though records were there. */
  damaged: Stretch[];
}

interface Stretch {
  from: number;
  to: number;
}

/** What is kept of a record: of its key, its body and the byte of the file at which the body begins. */
export type KeepRecord<T> = (key: string, body: Uint8Array, from: number) => T;

export const LINE_END = 10;
/** Bytes of a line, at most. */
const LONGEST_LINE = 4096;
/** How every record begins. */
const BEGIN = '{"key":';
/** Bytes in which the next record is looked for at a time. */
const PIECE = 1 << 20;

/** The line by which a log says whose records it holds. */
export function headOf(identity: object): Buffer {
  return Buffer.from(`${JSON.stringify({ ...identity, sha256: hashOf(JSON.stringify(identity)) })}\n`);
}

/** A record of the log with this first line, as bytes. */
export function recordOf(head: Buffer, key: string, body: Uint8Array): Buffer {
  const line = `${JSON.stringify({ key, bytes: body.length, sha256: hashOf(head, key, body) })}\n`;
  return Buffer.concat([Buffer.from(line), body, Buffer.of(LINE_END)]);
}

/**
 * All whole records of a log, whatever lies between them; none where there is no such file. Problems: `conflict` (the log is
 * of other work), `failed` (it can't be read).
 */
export function readRecords<T>(path: string, head: Buffer, keep: KeepRecord<T>): Found<T> {
  const found: Found<T> = { records: new Map(), end: 0, damaged: [] };
  let file: number;
  try {
    file = openRegular(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return found;
    return throwDiagnostic({
      kind: 'failed',
      message: `${displayName(path)} can't be read`,
      found: codeOf(error),
    });
  }
  try {
    const log = { head, file, size: fstatSync(file).size };
    const first = read(log, 0, Math.max(head.length, LONGEST_LINE));
    const isOurs = first.subarray(0, head.length).equals(head);
    // A process that was killed at once left less than a line.
    if (!isOurs && first.length < LONGEST_LINE && !first.includes(LINE_END)) return found;
    if (!isOurs && isWhole(first)) refuseOthers(path, first, head);
    found.end = isOurs ? head.length : 0;
    for (;;) {
      const next = recordAt(log, found.end);
      const record = next ?? nextRecord(log, found.end + 1);
      if (!record) break;
      if (!next) found.damaged.push({ from: found.end, to: record.from });
      found.records.set(record.key, keep(record.key, record.body, record.begin));
      found.end = record.end;
    }
    if (found.end === 0) refuseOthers(path, first, head);
    if (found.end < log.size && !isTorn(log, found.end))
      found.damaged.push({ from: found.end, to: log.size });
    return found;
  } finally {
    closeSync(file);
  }
}

interface Log {
  head: Buffer;
  file: number;
  size: number;
}

/** A log's bytes from a place on, at most this many; a log may be longer than what Node reads at once. */
function read({ file, size }: Log, from: number, bytes: number): Buffer {
  const room = Buffer.allocUnsafe(Math.max(0, Math.min(bytes, size - from)));
  let length = 0;
  for (let more = -1; more !== 0 && length < room.length; length += more)
    more = readSync(file, room, length, room.length - length, from + length);
  return room.subarray(0, length);
}

/** What the line at a place says of the record there, and where its body begins; undefined where there is none. */
function lineAt(log: Log, from: number) {
  const line = read(log, from, LONGEST_LINE);
  const length = line.indexOf(LINE_END);
  if (length < 0) return undefined;
  try {
    const { key, bytes, sha256 } = JSON.parse(line.subarray(0, length).toString());
    return { key: String(key), bytes: Number(bytes), sha256, begin: from + length + 1 };
  } catch {
    return undefined;
  }
}

/** The whole record at a place, behind line ends if need be. */
function recordAt(log: Log, at: number) {
  const from = behindLineEnds(log, at);
  const line = lineAt(log, from);
  if (!line || !(line.bytes >= 0 && line.begin + line.bytes < log.size)) return undefined;
  const body = read(log, line.begin, line.bytes);
  const { key, sha256, begin } = line;
  return hashOf(log.head, key, body) === sha256
    ? { key, body, from, begin, end: begin + body.length + 1 }
    : undefined;
}

function behindLineEnds(log: Log, from: number): number {
  for (let at = from; at < log.size; at += LONGEST_LINE) {
    const k = read(log, at, LONGEST_LINE).findIndex(byte => byte !== LINE_END);
    if (k >= 0) return at + k;
  }
  return log.size;
}

/** The first whole record from a place on. */
function nextRecord(log: Log, from: number) {
  for (let at = from; at < log.size; ) {
    const piece = read(log, at, PIECE + BEGIN.length);
    for (let k = piece.indexOf(BEGIN); k >= 0; k = piece.indexOf(BEGIN, k + 1)) {
      const record = recordAt(log, at + k);
      if (record) return record;
    }
    at += PIECE;
  }
  return undefined;
}

/** Whether what is at the end is the beginning of a record, as a killed process leaves it. */
function isTorn(log: Log, from: number): boolean {
  const line = lineAt(log, from);
  return line ? line.begin + line.bytes >= log.size : !read(log, from, LONGEST_LINE).includes(LINE_END);
}

/** Whether a first line is as it was written; one that isn't may still be ours. */
function isWhole(line: Buffer): boolean {
  try {
    const { sha256, ...identity } = JSON.parse(line.toString().split('\n')[0]);
    return sha256 === hashOf(JSON.stringify(identity));
  } catch {
    return false;
  }
}

/** Says what tells the work apart: the engine, or what the rest of the first line names. */
function refuseOthers(path: string, first: Buffer, head: Buffer): never {
  const [found, expected] = [first, head].map(partsOf);
  const isEngine = found.engine !== expected.engine;
  const names = [...new Set([...Object.keys(expected), ...Object.keys(found)])];
  const apart = isEngine ? ['engine'] : names.filter(name => found[name] !== expected[name]);
  const shown = (parts: Readonly<Record<string, string>>) =>
    apart
      .map(name => `${name} ${parts[name] ?? 'none'}`)
      .join(', ')
      .slice(0, 300);
  return throwDiagnostic({
    kind: 'conflict',
    message: `${displayName(path)} holds runs of ${isEngine ? 'another engine' : 'other inputs'}`,
    found: shown(found),
    expected: shown(expected),
    hint: isEngine
      ? 'the code of Rhizome or a package that it computes with changed since'
      : 'a file or an option changed since',
  });
}

/** What a first line says, each part as a text; what is no such line says nothing. */
function partsOf(line: Buffer): Record<string, string> {
  try {
    const { sha256: _, ...parts } = JSON.parse(line.toString().split('\n')[0]);
    const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
    return Object.fromEntries(Object.entries(parts).map(([name, value]) => [name, text(value)]));
  } catch {
    return {};
  }
}

function hashOf(...parts: (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(typeof part === 'string' ? `${part.length}\n${part}\n` : part);
  return hash.digest('hex').slice(0, 32);
}
