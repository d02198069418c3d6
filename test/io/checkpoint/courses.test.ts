import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Courses, RunResult } from '../../../src/engine/program/run-types.ts';
import { coursesIn, type KeptRun, keepRun, type Logs, openLogs } from '../../../src/io/checkpoint/courses.ts';
import { openRecordLog, readRecordLog } from '../../../src/io/checkpoint/record-log.ts';
import { decodeOutcome, encodeOutcome } from '../../../src/io/checkpoint/run-record.ts';
import { problemOf } from '../problems.ts';

const numbers = (length: number, first: number) =>
  Float64Array.from({ length }, (_, k) => (k % 5 === 3 ? Number.NaN : first + k / 7));
const run = (replicate: number, weeks = 6): RunResult => ({
  key: { scenario: 'a', replicate, parameters: { rate: replicate / 3 } },
  agents: 100,
  weeks,
  trajectories: numbers(weeks * 4, replicate),
  flows: numbers(weeks * 9, -replicate),
  surveyValues: numbers(3, 0.1),
  surveyRespondents: numbers(3, 100),
  surveyAgents: numbers(3, 10),
  figures: numbers(2, 5),
  statistics: numbers(1, 0),
  stateHash: `hash ${replicate}`,
  wallSeconds: 1.5,
});

describe('Long columns that stay in the log', () => {
  let folder: string;
  let logs: Logs;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rhizome-courses-'));
    logs = openLogs();
  });
  afterEach(() => {
    logs.close();
    rmSync(folder, { recursive: true });
  });

  /** Written to a log, and what is kept of them by the writer. */
  const written = (name: string, results: readonly RunResult[]): KeptRun[] => {
    const path = join(folder, name);
    const log = openRecordLog(path, { of: 'a' }, { resume: false });
    const kept = results.map(result => {
      const body = encodeOutcome({ result });
      return keepRun(result, { body, path, from: log.append(String(result.key.replicate), body) });
    });
    log.close();
    return kept;
  };
  /** The same as a later process finds them. */
  const found = (name: string): KeptRun[] => {
    const path = join(folder, name);
    const { records } = readRecordLog(path, { of: 'a' }, (_, body, from) => {
      const outcome = decodeOutcome(body);
      return 'result' in outcome ? keepRun(outcome.result, { body, path, from }) : undefined;
    });
    return [...records.values()].flatMap(kept => kept ?? []);
  };
  const coursesOf = (kept: readonly KeptRun[]) =>
    coursesIn(
      logs,
      kept.map(({ place }) => place),
    );
  const read = (courses: Courses, k: number, from: number, length: number) => {
    const both = [new Float64Array(length), new Float64Array(length)];
    courses.read(k, 'trajectories', from, both[0]);
    courses.read(k, 'flows', from, both[1]);
    return both;
  };

  it('are read back bit by bit, whole or in parts, by the writer and by a later process', () => {
    const results = [run(1), run(2), run(3)];
    const kept = written('a.log', results);
    expect(found('a.log')).toEqual(kept);
    const courses = coursesOf(kept);
    for (const [k, { trajectories, flows }] of results.entries()) {
      expect(kept[k].run).toEqual({ ...results[k], trajectories: undefined, flows: undefined });
      expect(read(courses, k, 0, 24)).toEqual([trajectories, flows.subarray(0, 24)]);
      expect(read(courses, k, 5, 9)).toEqual([trajectories.subarray(5, 14), flows.subarray(5, 14)]);
    }
    expect(() => read(courses, 0, 20, 5)).toThrow(/trajectories of a run end before/);
    logs.close();
  });

  it('are not held: what stays of a run is as long whatever its weeks are', () => {
    const bytesOf = ({ run }: KeptRun) => {
      const columns = Object.values(run).filter(value => value instanceof Float64Array);
      return columns.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
    };
    written('short.log', [run(1, 6)]);
    written('long.log', [run(1, 600)]);
    const sizes = ['short.log', 'long.log'].flatMap(name => found(name).map(bytesOf));
    expect(sizes).toEqual([8 * 12, 8 * 12]);
    expect(written('again.log', [run(1, 600)]).map(bytesOf)).toEqual([8 * 12]);
  });

  it('may lie in many logs, of which few are open at a time', () => {
    const open = () => readdirSync('/proc/self/fd').length;
    const kept = Array.from({ length: 250 }, (_, k) => written(`${k}.log`, [run(k + 1)])).flat();
    const courses = coursesOf(kept);
    const before = process.platform === 'linux' ? open() : 0;
    for (const order of [[...kept.keys()], [...kept.keys()].reverse()])
      for (const k of order) expect(read(courses, k, 0, 24)[0]).toEqual(run(k + 1).trajectories);
    if (process.platform === 'linux') expect(open() - before).toBeLessThanOrEqual(100);
    logs.close();
    if (process.platform === 'linux') expect(open()).toBeLessThanOrEqual(before);
  });

  it('are an error of the disk when they are gone or cut', () => {
    const kept = written('a.log', [run(1), run(2)]);
    const courses = coursesOf(kept);
    const path = join(folder, 'a.log');
    truncateSync(path, readFileSync(path).length - 400);
    expect(read(courses, 0, 0, 24)[0]).toEqual(run(1).trajectories);
    const problem = problemOf(() => courses.read(1, 'flows', 0, new Float64Array(54)));
    expect(problem).toMatchObject({ kind: 'failed', found: 'EOF' });
    expect(problem.message).toMatch(/a\.log can't be read any more/);
    logs.close();
    rmSync(path);
    expect(problemOf(() => courses.read(0, 'flows', 0, new Float64Array(1)))).toMatchObject({
      kind: 'failed',
      found: 'ENOENT',
    });
  });

  it('are there after their folder is lost when the log was held', () => {
    const kept = written('a.log', [run(1)]);
    logs.hold(join(folder, 'a.log'));
    rmSync(join(folder, 'a.log'));
    expect(read(coursesOf(kept), 0, 0, 24)[0]).toEqual(run(1).trajectories);
  });
});
