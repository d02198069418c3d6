import { describe, expect, it } from 'vitest';
import { decodeUtf8 } from '../../src/text/encoding.ts';
import { problemOf } from '../io/problems.ts';

const at = { file: 't.csv', line: 1, column: 1 };
const decode = (bytes: Uint8Array) => decodeUtf8(bytes, 't.csv', at);
const problem = (bytes: Uint8Array) => problemOf(() => decode(bytes));
const utf16 = (text: string) => Buffer.from(text, 'utf16le');

describe('bytes of a file', () => {
  it('are read as UTF-8, with a byte order mark or without', () => {
    expect(decode(Buffer.from('Tüe,ö\n'))).toBe('Tüe,ö\n');
    expect(decode(Buffer.from('\ufeffa,b\n'))).toBe('a,b\n');
    expect(decode(Buffer.from(''))).toBe('');
  });

  it('are told to be Latin-1, at the first letter that shows it', () => {
    expect(problem(Buffer.from('id,text\n1,K\xf6ln\n', 'latin1'))).toMatchObject({
      kind: 'syntax',
      message: 't.csv is not UTF-8; it looks like Latin-1 (Windows-1252)',
      at: { file: 't.csv', line: 2, column: 4 },
      found: 'a byte that is `ö` there',
    });
    expect(problem(Buffer.concat([Buffer.from('\ufeffä,'), Buffer.from([0xe9])])).at).toMatchObject({
      column: 3,
    });
  });

  it('are told to be UTF-16, with a byte order mark or without, whichever byte comes first', () => {
    const swapped = Buffer.from(utf16('name,value\n')).swap16();
    for (const bytes of [
      utf16('\ufeffa,b\n'),
      utf16('name,value\n'),
      swapped,
      Buffer.from(utf16('\ufeffa')).swap16(),
    ])
      expect(problem(bytes)).toMatchObject({
        message: 't.csv is saved as UTF-16',
        hint: expect.stringContaining('CSV UTF-8'),
      });
  });

  it('are told to be no text at all', () => {
    expect(problem(Buffer.from('PK\x03\x04...', 'latin1')).message).toMatch(
      /^t\.csv is a packed file, such as an Excel/,
    );
    expect(problem(Buffer.from([0x1f, 0x8b, 8, 0])).message).toBe('t.csv is a gzip file, not a text');
    expect(problem(Buffer.from('a,b\n1,\0\n'))).toMatchObject({
      message: 'a NUL character is no text',
      at: { line: 2, column: 3 },
    });
  });
});
