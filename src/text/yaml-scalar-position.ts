import type { Scalar } from 'yaml';

/** A stretch of a scalar's value that the file has as it is, from character `offset` of the value on. */
export interface Stretch {
  offset: number;
  source: number;
}

/** A piece of the source: text that the value repeats, or a fold or escape that becomes `length` characters of it. */
type Piece = { source: number; text: string } | { source: number; length: number };

/**
 * Where the characters of a scalar's value are in the file: at every fold, removed indentation and escape a new stretch
 * begins. YAML's own reading decides the value; this only finds its pieces again, in order.
 * @param value the scalar's text as YAML reads it
 * @param from, to the source range of the scalar, quotes and block header included
 */
export function stretchesOf(
  source: string,
  value: string,
  type: Scalar.Type | null | undefined,
  from: number,
  to: number,
): Stretch[] {
  const stretches: Stretch[] = [];
  let offset = 0;
  for (const piece of piecesOf(source, value, type, from, to)) {
    if ('length' in piece) {
      stretches.push({ offset, source: piece.source });
      offset += piece.length;
      continue;
    }
    // Between the lines of a block the value has only what their ends were folded to.
    while (offset < value.length && !value.startsWith(piece.text, offset) && /\s/.test(value[offset]))
      offset++;
    stretches.push({ offset, source: piece.source });
    offset += piece.text.length;
  }
  return stretches.length ? stretches : [{ offset: 0, source: from }];
}

function piecesOf(
  source: string,
  value: string,
  type: Scalar.Type | null | undefined,
  from: number,
  to: number,
): Piece[] {
  switch (type) {
    case 'BLOCK_LITERAL':
    case 'BLOCK_FOLDED':
      return blockLines(source, value, from, to);
    case 'QUOTE_DOUBLE':
      return quoted(source, from + 1, to - 1, /\\(?:x.{2}|u.{4}|U.{8}|\r?\n[ \t]*|[\s\S])/y, escapeLength);
    case 'QUOTE_SINGLE':
      return quoted(source, from + 1, to - 1, /''/y, () => 1);
    default:
      return quoted(source, from, to, /(?!)/y, () => 0);
  }
}

/** Lines of a flow scalar cut at its escapes; blanks around a line break are folded away. */
function quoted(
  source: string,
  from: number,
  to: number,
  escaped: RegExp,
  lengthOf: (found: string) => number,
): Piece[] {
  const pieces: Piece[] = [];
  let start = from;
  const flush = (end: number, folded: boolean) => {
    let stop = end;
    while (folded && stop > start && /[ \t]/.test(source[stop - 1])) stop--;
    const text = source.slice(start, stop);
    if (text) pieces.push({ source: start, text });
  };
  const lineBreak = /\r?\n[ \t\r\n]*/y;
  for (let i = from; i < to; ) {
    escaped.lastIndex = lineBreak.lastIndex = i;
    const found = escaped.exec(source)?.[0] ?? lineBreak.exec(source)?.[0];
    if (found === undefined) {
      i++;
      continue;
    }
    const isBreak = /^\r?\n/.test(found);
    flush(i, isBreak);
    pieces.push({ source: i, length: isBreak ? foldLength(found) : lengthOf(found) });
    i = start = i + found.length;
  }
  if (start < to) flush(to, false);
  return pieces.length ? pieces : [{ source: from, text: '' }];
}

/** One line break becomes a blank, of several the first goes. */
function foldLength(breaks: string): number {
  return Math.max(1, breaks.split('\n').length - 2);
}

/** Characters (UTF-16 units) that an escape of a double-quoted scalar represents. */
function escapeLength(found: string): number {
  if (/^\\\r?\n/.test(found)) return 0;
  return found[1] === 'U' && Number.parseInt(found.slice(2), 16) > 0xffff ? 2 : 1;
}

/** The lines of a block scalar that aren't blank, without their indentation. */
function blockLines(source: string, value: string, from: number, to: number): Piece[] {
  const lines: Piece[] = [];
  // What the first line with text has lost against the source is the indentation of all.
  const kept = leadingSpaces(value.split('\n').find(line => line.trim()) ?? '');
  let indent: number | undefined;
  for (let start = source.indexOf('\n', from) + 1; start > 0 && start < to; ) {
    const end = source.indexOf('\n', start);
    const stop = end < 0 || end > to ? to : end;
    const line = source.slice(start, stop).replace(/\r$/, '');
    if (line.trim()) {
      indent ??= leadingSpaces(line) - kept;
      lines.push({ source: start + indent, text: line.slice(indent) });
    }
    start = stop + 1;
  }
  return lines;
}

const leadingSpaces = (line: string) => Math.max(0, line.search(/[^ ]/));
