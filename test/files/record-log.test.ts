import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRecordLog } from '../../src/files/record-log.ts';

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

  it('cuts off a record whose bytes have changed', () => {
    const whole = readFileSync(path);
    whole[whole.indexOf('three')] ^= 1;
    writeFileSync(path, whole);
    appendFileSync(path, 'rubbish');
    expect([...again().records.keys()]).toEqual(['1', '2']);
  });

  it('refuses to go on with other work, and begins anew when not asked to go on', () => {
    expect(() => again({ of: 'b' })).toThrow(/holds other work/);
    const log = openRecordLog(path, { of: 'b' }, { resume: false });
    expect(log.records.size).toBe(0);
  });
});
