import { ftruncateSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { throwDiagnostic } from '../../core/diagnostics.ts';
import { codeOf, displayName } from '../text/text.ts';
import { growing } from './grow.ts';
import { type Found, headOf, type KeepRecord, LINE_END, readRecords, recordOf } from './record-read.ts';

/**
 * Finished work on disk at once: an append-only file of records (record-read.ts). What a killed process left half-written at
 * the end is cut off when the file is opened again; what was damaged is left out, and what lies behind it is kept.
 */
export interface RecordLog<T = Uint8Array> {
  /** What was kept of each record that was there when the log was opened, by key, in the order in which they were written. */
  readonly records: ReadonlyMap<string, T>;
  /** Places of the file that were damaged when it was opened: records in them are gone. */
  readonly damaged: number;
  /**
   * Write one record; it outlives this process when this returns, and a power cut a few seconds later. Returns the byte of the
   * file at which the body begins. Problem of kind `failed`: the disk gave up.
   */
  append(key: string, body: Uint8Array): number;
  close(): void;
}

export interface LogOptions<T> {
  /** Go on with what is there; otherwise the file begins again. */
  resume: boolean;
  /** What stays in memory of a record that is there; by default its body. */
  keep?: KeepRecord<T>;
}

/** Where nobody says what is kept, `T` is the body itself. */
const wholeBody = <T>() => ((_, body) => body) as KeepRecord<Uint8Array> as unknown as KeepRecord<T>;

/**
 * Open the log at `path`, a file of its own. `identity` names the work: records of other work are never mixed in. Problems:
 * `conflict` (with `resume`, the file belongs to other work), `failed` (it can't be written).
 */
export function openRecordLog<T = Uint8Array>(
  path: string,
  identity: object,
  { resume, keep }: LogOptions<T>,
): RecordLog<T> {
  const head = headOf(identity);
  const { records, end, damaged }: Found<T> = resume
    ? readRecords(path, head, keep ?? wholeBody<T>())
    : { records: new Map(), end: 0, damaged: [] };
  const guard = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      return throwDiagnostic({
        kind: 'failed',
        message: `writing ${displayName(path)} failed`,
        found: codeOf(error),
      });
    }
  };
  const file = guard(() => {
    mkdirSync(dirname(path), { recursive: true });
    return openSync(path, end > 0 ? 'r+' : 'w');
  });
  const disk = growing(file);
  let at = end;
  const writeAt = (bytes: Uint8Array, from: number) =>
    guard(() => {
      for (let done = 0; done < bytes.length; )
        done += writeSync(file, bytes, done, bytes.length - done, from + done);
    });
  const write = (bytes: Uint8Array) => {
    writeAt(bytes, at);
    at += bytes.length;
    guard(disk.grown);
  };
  if (end > 0) {
    guard(() => ftruncateSync(file, end));
    // What is damaged becomes nothing, so that it is told of once.
    for (const { from, to } of damaged) {
      const blank = Buffer.alloc(Math.max(0, Math.min(to, end) - from), LINE_END);
      if (from === 0) head.copy(blank);
      writeAt(blank, from);
    }
  } else write(head);
  return {
    records,
    damaged: damaged.length,
    append(key, body) {
      write(recordOf(head, key, body));
      return at - body.length - 1;
    },
    close: () => disk.end(),
  };
}

/** All whole records of a log, which stays as it is: another process may be writing it. Problem `conflict`: of other work. */
export function readRecordLog<T = Uint8Array>(
  path: string,
  identity: object,
  keep: KeepRecord<T> = wholeBody<T>(),
): Pick<RecordLog<T>, 'records' | 'damaged'> {
  const { records, damaged } = readRecords(path, headOf(identity), keep);
  return { records, damaged: damaged.length };
}

/** What is said of a log that was damaged; what was there is missing, and so done again. */
export const damagedText = (path: string, places: number) =>
  `${displayName(path)} is damaged in ${places} ${places === 1 ? 'place' : 'places'}: runs that can't be read there are repeated`;
