import { createHash } from 'node:crypto';
import { closeSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { openRegular } from './regular.ts';

/** Bytes read at a time. */
const PIECE = 1 << 20;

/**
 * A file piece by piece, for those that may be longer than what Node reads at once (2 GiB): the tables and logs of hundreds of
 * runs. A piece is overwritten by the next one.
 */
export function* piecesOf(path: string): Generator<Uint8Array> {
  const file = openRegular(path);
  const room = new Uint8Array(PIECE);
  try {
    for (let length = readSync(file, room); length; length = readSync(file, room))
      yield room.subarray(0, length);
  } finally {
    closeSync(file);
  }
}

/** Lines of a text in UTF-8 without their ends; what follows the last end, nothing mostly, is one too. */
export function* linesOf(path: string): Generator<string> {
  const decoder = new StringDecoder('utf8');
  let open = '';
  for (const piece of piecesOf(path)) {
    const lines = (open + decoder.write(piece as Buffer)).split('\n');
    open = lines.pop()!;
    yield* lines;
  }
  yield open + decoder.end();
}

/** SHA-256 of a file's bytes. */
export function fileHash(path: string): string {
  const hash = createHash('sha256');
  for (const piece of piecesOf(path)) hash.update(piece);
  return hash.digest('hex');
}
