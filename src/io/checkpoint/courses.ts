import { closeSync, readSync } from 'node:fs';
import { throwDiagnostic } from '../../core/diagnostics.ts';
import type { Courses, LongColumn, RunOutline, RunResult } from '../../engine/program/run-types.ts';
import { openRegular } from '../text/regular.ts';
import { codeOf, displayName } from '../text/text.ts';
import { type ColumnPlace, columnsIn } from './run-record.ts';

/** A finished run whose long columns stay in its log. */
export interface KeptRun {
  run: RunOutline;
  place: CoursePlace;
}

/** The file that holds the long columns of a run, and where they lie in it. */
export type CoursePlace = Readonly<Record<LongColumn, ColumnPlace>> & { path: string };

/** The record of a run in a log: its bytes, the file, and the byte of the file at which they begin. */
export interface RecordPlace {
  body: Uint8Array;
  path: string;
  from: number;
}

/** Log files that are open at a time: a plan may have thousands, a process some hundreds. */
const MOST_OPEN = 100;

/** A column that a run doesn't have. */
const NOWHERE: ColumnPlace = { from: 0, length: 0 };

/** What stays in memory of a run whose record is on the disk. The outline holds no part of the record's bytes. */
export function keepRun(result: RunResult, { body, path, from }: RecordPlace): KeptRun {
  const columns = columnsIn(body);
  const placeOf = (name: LongColumn): ColumnPlace => {
    const place = columns.get(name) ?? NOWHERE;
    return { from: from + place.from, length: place.length };
  };
  const place = {
    path,
    trajectories: placeOf('trajectories'),
    flows: placeOf('flows'),
    microdata: placeOf('microdata'),
  };
  return { run: outlineOf(result), place };
}

/** A run without its long columns; the others are copies, since they may be views of the record of the whole run. */
export function outlineOf({ trajectories: _, flows: __, microdata: ___, ...rest }: RunResult): RunOutline {
  return {
    ...rest,
    ...(rest.vitals && { vitals: rest.vitals.slice() }),
    surveyValues: rest.surveyValues.slice(),
    surveyRespondents: rest.surveyRespondents.slice(),
    surveyAgents: rest.surveyAgents.slice(),
    figures: rest.figures.slice(),
    statistics: rest.statistics.slice(),
  };
}

/** Logs that are read. */
export interface Logs {
  /** Open a log now, to be read even if its folder is removed meanwhile. */
  hold(path: string): void;
  /** Fill `bytes` from the byte `from` of a log on. Problem `failed`: it can't be read. */
  read(path: string, from: number, bytes: Uint8Array): void;
  close(): void;
}

export function openLogs(): Logs {
  const held = new Map<string, number>();
  /** Opened when they were read, longest open first. */
  const others = new Map<string, number>();
  const fileAt = (path: string): number => {
    const known = held.get(path) ?? others.get(path);
    if (known !== undefined) return known;
    const [oldest] = others;
    if (others.size >= MOST_OPEN) {
      others.delete(oldest[0]);
      closeSync(oldest[1]);
    }
    const file = openRegular(path);
    others.set(path, file);
    return file;
  };
  const guard = (path: string, work: () => void) => {
    try {
      work();
    } catch (error) {
      throwDiagnostic({
        kind: 'failed',
        message: `${displayName(path)} can't be read any more`,
        found: codeOf(error),
      });
    }
  };
  return {
    hold: path => guard(path, () => held.has(path) || held.set(path, openRegular(path))),
    read: (path, from, bytes) =>
      guard(path, () => {
        const file = fileAt(path);
        for (let done = 0; done < bytes.length; ) {
          const more = readSync(file, bytes, done, bytes.length - done, from + done);
          if (more === 0) throw Object.assign(new Error('too short'), { code: 'EOF' });
          done += more;
        }
      }),
    close() {
      for (const file of [...held.values(), ...others.values()]) closeSync(file);
      held.clear();
      others.clear();
    },
  };
}

/** The long columns of runs as they lie in logs, which have to stay open until these have been read. */
export const coursesIn = (logs: Logs, places: readonly CoursePlace[]): Courses => ({
  read(run, column, from, into) {
    const { [column]: place, path } = places[run];
    if (from + into.length > place.length) throw new Error(`${column} of a run end before ${from}`);
    const bytes = new Uint8Array(into.buffer, into.byteOffset, into.byteLength);
    logs.read(path, place.from + from * into.BYTES_PER_ELEMENT, bytes);
  },
  length: (run, column) => places[run][column].length,
});
