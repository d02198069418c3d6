import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fileHash, linesOf, piecesOf } from '../../../src/io/text/chunked-read.ts';

const folder = mkdtempSync(join(tmpdir(), 'rhizome-pieces-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(text: string): string {
  const path = join(folder, 'text');
  writeFileSync(path, text);
  return path;
}

describe('a file in pieces', () => {
  // Letters of two and three bytes stand across the edges of pieces, wherever these are.
  const long = Array.from({ length: 200_000 }, (_, k) => `${k}, Грузия ${'€'.repeat(k % 7)}`).join('\n');

  it('has the lines and the hash of its whole', () => {
    for (const text of ['', '\n', 'a', 'a\n', 'a\n\nb', long, `${long}\n`]) {
      const path = fileOf(text);
      expect([...linesOf(path)]).toEqual(text.split('\n'));
      expect(fileHash(path)).toBe(createHash('sha256').update(text).digest('hex'));
    }
  });

  it('comes in more than one piece', () => {
    const pieces = Array.from(piecesOf(fileOf(long)), piece => piece.length);
    expect(pieces.length).toBeGreaterThan(2);
    expect(pieces.reduce((sum, length) => sum + length, 0)).toBe(Buffer.byteLength(long));
  });
});
