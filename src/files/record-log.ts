import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { fail } from '../problem.ts';
import { codeOf, displayName } from './text.ts';

/**
 * Finished work on disk at once: an append-only file of records. Its first line says whose records these are; each record is
 * a line of JSON (`key`, `bytes`, `sha256`), then so many bytes and a line's end. What a killed process left half-written
 * at the end is cut off when the file is opened again.
 */
export interface RecordLog {
  /** Bodies by key, in the order in which they were written, as found when the log was opened. */
  readonly records: ReadonlyMap<string, Uint8Array>;
  /** Write one record; it is on its way to the disk when this returns. Problem of kind `failed`: the disk gave up. */
  append(key: string, body: Uint8Array): void;
  close(): void;
}

export interface LogOptions {
  /** Go on with what is there; otherwise the file begins anew. */
  resume: boolean;
  /** Wait for the disk after each record, so that even a power cut loses nothing. */
  sync?: boolean;
}

const LINE_END = 10;

/**
 * Open the log at `path`, a file of its own. `identity` names the work: records of other work are never mixed in. Problems: `conflict` (with `resume`, the file belongs to other work), `failed` (it can't
 * be written).
 */
export function openRecordLog(path: string, identity: object, { resume, sync }: LogOptions): RecordLog {
  const head = headOf(identity);
  const known = resume ? readOrNothing(path) : undefined;
  const { records, end } = known?.length ? readRecords(path, known, head) : { records: new Map(), end: 0 };
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
  let at = end;
  const write = (bytes: Uint8Array) =>
    guard(() => {
      for (let done = 0; done < bytes.length; )
        done += writeSync(file, bytes, done, bytes.length - done, at + done);
      if (sync) fsyncSync(file);
      at += bytes.length;
    });
  if (end > 0) guard(() => ftruncateSync(file, end));
  else write(head);
  return {
    records,
    append(key, body) {
      const line = `${JSON.stringify({ key, bytes: body.length, sha256: hashOf(body) })}\n`;
      write(Buffer.concat([Buffer.from(line), body, Buffer.of(LINE_END)]));
    },
    close: () => closeSync(file),
  };
}

/** All whole records of a log, which stays as it is: another process may be writing it. Problem `conflict`: of other work. */
export function readRecordLog(path: string, identity: object): ReadonlyMap<string, Uint8Array> {
  const file = readOrNothing(path);
  return file?.length ? readRecords(path, file, headOf(identity)).records : new Map();
}

const headOf = (identity: object) => Buffer.from(`${JSON.stringify(identity)}\n`);

function readOrNothing(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    return fail({ kind: 'failed', message: `${displayName(path)} can't be read`, found: codeOf(error) });
  }
}

/** All whole records, and where they end. */
function readRecords(
  path: string,
  file: Buffer,
  head: Buffer,
): { records: Map<string, Uint8Array>; end: number } {
  const records = new Map<string, Uint8Array>();
  const firstEnd = file.indexOf(LINE_END) + 1;
  if (firstEnd === 0) return { records, end: 0 };
  if (!file.subarray(0, firstEnd).equals(head))
    fail({
      kind: 'conflict',
      message: `${displayName(path)} holds other work`,
      found: file.subarray(0, Math.min(firstEnd - 1, 300)).toString(),
      expected: head.subarray(0, Math.min(head.length - 1, 300)).toString(),
      hint: 'inputs, options or the version changed since: begin anew without --resume',
    });
  let end = firstEnd;
  for (;;) {
    const record = readRecord(file, end);
    if (!record) return { records, end };
    records.set(record.key, record.body);
    end = record.end;
  }
}

function readRecord(file: Buffer, from: number): { key: string; body: Uint8Array; end: number } | undefined {
  const lineEnd = file.indexOf(LINE_END, from);
  if (lineEnd < 0) return undefined;
  try {
    const { key, bytes, sha256 } = JSON.parse(file.subarray(from, lineEnd).toString());
    const end = lineEnd + 1 + bytes;
    const body = file.subarray(lineEnd + 1, end);
    const whole = body.length === bytes && file[end] === LINE_END && hashOf(body) === sha256;
    return whole ? { key, body, end: end + 1 } : undefined;
  } catch {
    return undefined;
  }
}

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex').slice(0, 32);
