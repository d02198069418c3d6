import {
  appendFileSync,
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRecordLog, readRecordLog } from '../../../src/io/checkpoint/record-log.ts';

const body = (text: string) => Buffer.from(text);
const texts = (records: ReadonlyMap<string, Uint8Array>) =>
  [...records].map(([key, bytes]) => [key, Buffer.from(bytes).toString()]);

describe('A log of records', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'record-log-'));
    path = join(folder, 'a', 'runs.log');
    const log = openRecordLog(path, { of: 'a' }, { resume: false });
    log.append('1', body('one\nwith lines'));
    log.append('2', body(''));
    log.append('3', body('three'));
    log.close();
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const again = (identity: object = { of: 'a' }) => openRecordLog(path, identity, { resume: true });

  it('gives back what was written, in its order', () => {
    expect(texts(again().records)).toEqual([
      ['1', 'one\nwith lines'],
      ['2', ''],
      ['3', 'three'],
    ]);
  });

  it('loses at most the last record wherever it is cut, and goes on from there', () => {
    const whole = readFileSync(path);
    for (let length = 0; length < whole.length; length++) {
      writeFileSync(path, whole);
      truncateSync(path, length);
      const log = again();
      const kept = log.records.size;
      log.append('new', body('fresh'));
      log.close();
      expect([...again().records.keys()]).toEqual([...['1', '2', '3'].slice(0, kept), 'new']);
    }
  });

  /** Change some bytes of the file. */
  const spoil = (change: (bytes: Buffer) => Uint8Array) => writeFileSync(path, change(readFileSync(path)));

  it('skips a record whose bytes have changed and keeps those behind it', () => {
    spoil(bytes => bytes.fill('L', bytes.indexOf('lines'), bytes.indexOf('lines') + 1));
    appendFileSync(path, 'rubbish\n');
    const log = again();
    expect([texts(log.records), log.damaged]).toEqual([
      [
        ['2', ''],
        ['3', 'three'],
      ],
      2,
    ]);
    log.append('1', body('one again'));
    log.close();
    // What was damaged has been told of and is nothing now.
    const { records, damaged } = again();
    expect([texts(records), damaged]).toEqual([
      [
        ['2', ''],
        ['3', 'three'],
        ['1', 'one again'],
      ],
      0,
    ]);
  });

  it('keeps the records behind a stretch of zeros longer than a line', () => {
    const log = again();
    log.append('long', Buffer.alloc(10_000, 'x'));
    log.append('last', body('five'));
    log.close();
    spoil(bytes => bytes.fill(0, bytes.indexOf('"2"'), bytes.indexOf('"last"') - 10));
    expect([again().damaged, again().damaged]).toEqual([1, 0]);
    expect([...again().records.keys()]).toEqual(['1', 'last']);
  });

  it('takes no record of another log, and none under another key', () => {
    const other = join(folder, 'other.log');
    const log = openRecordLog(other, { of: 'b' }, { resume: false });
    log.append('4', body('four'));
    log.close();
    appendFileSync(path, readFileSync(other).subarray(readFileSync(other).indexOf('{"key"')));
    spoil(bytes => Buffer.from(bytes.toString('latin1').replace('"key":"3"', '"key":"9"'), 'latin1'));
    const { records, damaged } = readRecordLog(path, { of: 'a' });
    expect([[...records.keys()], damaged]).toEqual([['1', '2'], 1]);
  });

  it('notices every flipped bit or takes no harm: it never gives another record, and loses at most one', () => {
    const log = openRecordLog(path, { of: 'a' }, { resume: false });
    const given: Record<string, Buffer> = {
      'plain/1': body('\0\xff{"key":\n{"key":"plain/2"'),
      'plain/2': body(''),
      'plain/3': body('{'),
    };
    for (const [key, value] of Object.entries(given)) log.append(key, value);
    log.close();
    const whole = readFileSync(path);
    const file = openSync(path, 'r+');
    let noticed = 0;
    for (let bit = 0; bit < 8 * whole.length; bit++) {
      const at = bit >> 3;
      writeSync(file, Buffer.of(whole[at] ^ (1 << (bit & 7))), 0, 1, at);
      const { records, damaged } = readRecordLog(path, { of: 'a' });
      writeSync(file, whole, at, 1, at);
      const wrong = [...records].filter(([key, value]) => !given[key]?.equals(value));
      if (wrong.length || records.size < 2) throw new Error(`bit ${bit} gives ${texts(records)}`);
      if (records.size < 3 && !damaged && at < whole.lastIndexOf('{"key"')) throw new Error(`bit ${bit}`);
      if (records.size < 3 || damaged) noticed++;
    }
    closeSync(file);
    // All but those of the line ends behind bodies.
    expect(noticed).toBe(8 * (whole.length - 3));
  });

  it('refuses to go on with other work, and begins anew when not asked to go on', () => {
    expect(() => again({ of: 'b' })).toThrow(/holds runs of other inputs: found of a, expected of b/);
    expect(() => again({ of: 'a', engine: '2' })).toThrow(
      /holds runs of another engine: found engine none, expected engine 2/,
    );
    const log = openRecordLog(path, { of: 'b' }, { resume: false });
    expect(log.records.size).toBe(0);
  });
});
