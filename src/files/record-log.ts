import { createHash } from 'node:crypto';
import { closeSync, ftruncateSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { fail } from '../problem.ts';
import { growing } from './grow.ts';
import { codeOf, displayName } from './text.ts';

/**
 * Finished work on disk at once: an append-only file of records. Its first line says whose records these are; each record is
 * a line of JSON (`key`, `bytes`, `sha256`), then so many bytes and a line's end. What a killed process left half-written
 * at the end is cut off when the file is opened again.
 */
export interface RecordLog {
  /** Bodies by key, in the order in which they were written, as found when the log was opened. */
  readonly records: ReadonlyMap<string, Uint8Array>;
  /**
   * Write one record; it outlives this process when this returns, and a power cut a few seconds later. Problem of kind `failed`:
   * the disk gave up.
   */
  append(key: string, body: Uint8Array): void;
  close(): void;
}

export interface LogOptions {
  /** Go on with what is there; otherwise the file begins anew. */
  resume: boolean;
}

const LINE_END = 10;
/** Bytes of a record's first line. */
const LONGEST_LINE = 4096;

/**
 * Open the log at `path`, a file of its own. `identity` names the work: records of other work are never mixed in. Problems: `conflict` (with `resume`, the file belongs to other work), `failed` (it can't
 * be written).
 */
export function openRecordLog(path: string, identity: object, { resume }: LogOptions): RecordLog {
  const head = headOf(identity);
  const { records, end } = resume ? readRecords(path, head) : { records: new Map(), end: 0 };
  const guard = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      return fail({ kind: 'failed', message: `writing ${displayName(path)} failed`, found: codeOf(error) });
    }
  };
  const file = guard(() => {
    mkdirSync(dirname(path), { recursive: true });
    return openSync(path, end > 0 ? 'r+' : 'w');
  });
  const disk = growing(file);
  let at = end;
  const write = (bytes: Uint8Array) =>
    guard(() => {
      for (let done = 0; done < bytes.length; )
        done += writeSync(file, bytes, done, bytes.length - done, at + done);
      at += bytes.length;
      disk.grown();
    });
  if (end > 0) guard(() => ftruncateSync(file, end));
  else write(head);
  return {
    records,
    append(key, body) {
      const line = `${JSON.stringify({ key, bytes: body.length, sha256: hashOf(body) })}\n`;
      write(Buffer.concat([Buffer.from(line), body, Buffer.of(LINE_END)]));
    },
    close: () => disk.end(),
  };
}

/** All whole records of a log, which stays as it is: another process may be writing it. Problem `conflict`: of other work. */
export function readRecordLog(path: string, identity: object): ReadonlyMap<string, Uint8Array> {
  return readRecords(path, headOf(identity)).records;
}

const headOf = (identity: object) => Buffer.from(`${JSON.stringify(identity)}\n`);

/** A log's bytes from a place on, at most so many; a log may be longer than what Node reads at once. */
type Read = (from: number, bytes: number) => Buffer;

/** All whole records, and where they end; none where there is no such file. */
function readRecords(path: string, head: Buffer): { records: Map<string, Uint8Array>; end: number } {
  const records = new Map<string, Uint8Array>();
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { records, end: 0 };
    return fail({ kind: 'failed', message: `${displayName(path)} can't be read`, found: codeOf(error) });
  }
  const read: Read = (from, bytes) => {
    const room = Buffer.allocUnsafe(bytes);
    return room.subarray(0, readSync(file, room, 0, bytes, from));
  };
  try {
    if (!isOf(path, head, read)) return { records, end: 0 };
    let end = head.length;
    for (;;) {
      const record = readRecord(read, end);
      if (!record) return { records, end };
      records.set(record.key, record.body);
      end = record.end;
    }
  } finally {
    closeSync(file);
  }
}

/** Whether the log begins with this line; one that was left half-written doesn't, another one is an error. */
function isOf(path: string, head: Buffer, read: Read): boolean {
  const most = Math.max(head.length, LONGEST_LINE);
  const found = read(0, most);
  if (found.indexOf(LINE_END) < 0 && found.length < most) return false;
  if (found.subarray(0, head.length).equals(head)) return true;
  const shown = (bytes: Buffer) => bytes.toString().split('\n')[0].slice(0, 300);
  return fail({
    kind: 'conflict',
    message: `${displayName(path)} holds other work`,
    found: shown(found),
    expected: shown(head),
    hint: 'inputs, options or the version changed since: begin anew without --resume',
  });
}

function readRecord(read: Read, from: number): { key: string; body: Uint8Array; end: number } | undefined {
  const line = read(from, LONGEST_LINE);
  const length = line.indexOf(LINE_END);
  if (length < 0) return undefined;
  try {
    const { key, bytes, sha256 } = JSON.parse(line.subarray(0, length).toString());
    const begin = from + length + 1;
    const found = read(begin, bytes + 1);
    const body = found.subarray(0, bytes);
    const whole = found.length === bytes + 1 && found[bytes] === LINE_END && hashOf(body) === sha256;
    return whole ? { key, body, end: begin + bytes + 1 } : undefined;
  } catch {
    return undefined;
  }
}

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex').slice(0, 32);
