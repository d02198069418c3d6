import { closeSync, openSync, writeSync } from 'node:fs';
import { kept, keptText } from '../../quote/kept.ts';

export type Cell = string | number | undefined;

/** Characters that are joined before they become bytes: so few that they are gone before the collector has to move them. */
const BATCH = 1 << 13;
/** Bytes that are gathered before they are handed to the system. */
const ROOM = 1 << 18;
/** The most bytes that a character takes in UTF-8. */
const WIDEST = 3;

/** Numbers as short as they can be read back; empty where there is no value. */
export function numberCell(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '';
  if (value === Number.POSITIVE_INFINITY) return 'INF';
  return value === Number.NEGATIVE_INFINITY ? '-INF' : String(value);
}

/** The same with no more digits than tables keep. */
export const keptCell = (value: number): string => keptText(value) ?? numberCell(kept(value));

/** How a formula begins, also in full-width signs and behind apostrophes, so that what `textCell` adds can be taken away. */
const FORMULA = /^'*[=+\-@\t\r\n＝＋－＠]./s;

/** A text that no spreadsheet takes for a formula: one that begins like a formula gets an apostrophe; a bare sign is none. */
export function textCell(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

/** The text of a cell that `textCell` wrote. */
export function fromTextCell(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell.slice(1)) ? cell.slice(1) : cell;
}

/** A text as a CSV line has it: safe and, where needed, in quotes. */
export function quotedCell(text: string): string {
  const safe = textCell(text);
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A line of a CSV file, without its end. */
export function csvLine(cells: readonly Cell[]): string {
  return cells.map(cell => (typeof cell === 'string' ? quotedCell(cell) : numberCell(cell))).join(',');
}

/**
 * Write lines as they come, each with LF; returns their number. Ready-made lines and few large writes: 400 000 rows of
 * trajectories take a fraction of a second, and no long text is ever built.
 */
export function writeLines(path: string, lines: Iterable<string>): number {
  const file = openSync(path, 'wx');
  const room = Buffer.allocUnsafe(ROOM);
  let filled = 0;
  const add = (batch: string) => {
    if (filled + WIDEST * batch.length > ROOM) {
      writeAll(file, room.subarray(0, filled));
      filled = 0;
    }
    if (WIDEST * batch.length > ROOM) writeAll(file, Buffer.from(batch));
    else filled += room.write(batch, filled);
  };
  try {
    let count = 0;
    let batch = '';
    for (const line of lines) {
      count++;
      batch += `${line}\n`;
      if (batch.length < BATCH) continue;
      add(batch);
      batch = '';
    }
    add(batch);
    writeAll(file, room.subarray(0, filled));
    return count;
  } finally {
    closeSync(file);
  }
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
}
