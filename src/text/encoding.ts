import { type Position, printable, throwDiagnostic } from '../core/diagnostics.ts';

/** What moves cursors, colours a terminal or turns writing round: no text that is printed needs it. */
export const CONTROL = /(?![\t\n\r])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u;

/** How to save a table or a text so that it can be read, in the words of the programs that people have. */
const AS_UTF8 = 'save it as UTF-8; in Excel as "CSV UTF-8 (comma delimited)"';

/** Beginnings of files that are no text at all. */
const OTHER_FILES: readonly (readonly [bytes: readonly number[], what: string])[] = [
  [[0x50, 0x4b, 0x03, 0x04], 'a packed file, such as an Excel or LibreOffice workbook'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'an old Excel workbook'],
  [[0x25, 0x50, 0x44, 0x46], 'a PDF'],
  [[0x1f, 0x8b], 'a gzip file'],
];

/**
 * Bytes as UTF-8 text without byte order mark. Problems (`syntax`): another encoding, named where it can be told (UTF-16, Latin-1),
 * with the place of the first character that is not UTF-8; a file that is no text.
 */
export function decodeUtf8(bytes: Uint8Array, file: string, at: Position): string {
  const other = OTHER_FILES.find(([head]) => head.every((byte, k) => bytes[k] === byte));
  if (other) refuse(`${file} is ${other[1]}, not a text`, at, AS_UTF8);
  if (isUtf16(bytes)) refuse(`${file} is saved as UTF-16`, at, AS_UTF8);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return refuseLatin1(bytes, file);
  }
  const nul = text.indexOf('\0');
  if (nul >= 0) refuse('a NUL character is no text', placeOf(text.slice(0, nul), file));
  const control = CONTROL.exec(text);
  if (control)
    refuse(`${printable(control[0])} is no character of a text`, placeOf(text.slice(0, control.index), file));
  return text;
}

/** By its byte order mark, or by every second byte of its first ones being 0. */
function isUtf16(bytes: Uint8Array): boolean {
  const [a, b] = bytes;
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return true;
  const head = bytes.subarray(0, 64);
  return head.length >= 8 && [0, 1].some(odd => head.every((byte, k) => (k % 2 === odd) === (byte === 0)));
}

/** A single byte above 127 that is no UTF-8 is a letter of Latin-1 (Windows-1252) in most files. */
function refuseLatin1(bytes: Uint8Array, file: string): never {
  const decoder = new TextDecoder('utf-8');
  const before = decoder.decode(bytes).split('\ufffd', 1)[0];
  const letter = new TextDecoder('windows-1252').decode(
    bytes.subarray(lengthOf(before, bytes)).subarray(0, 1),
  );
  return refuse(
    `${file} is not UTF-8; it looks like Latin-1 (Windows-1252)`,
    placeOf(before, file),
    AS_UTF8,
    `a byte that is \`${letter}\` there`,
  );
}

/** Bytes in front of what can't be decoded; a byte order mark is no character of the text. */
function lengthOf(text: string, bytes: Uint8Array): number {
  const mark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  return mark + new TextEncoder().encode(text).length;
}

function placeOf(before: string, file: string): Position {
  const lines = before.split('\n');
  return { file, line: lines.length, column: lines.at(-1)!.length + 1 };
}

function refuse(message: string, at: Position, hint?: string, found?: string): never {
  return throwDiagnostic({ kind: 'syntax', message, at, found, hint });
}
