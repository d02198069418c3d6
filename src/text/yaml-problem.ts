import { type Document, isScalar, type LineCounter, visit, type YAMLError } from 'yaml';
import type { Diagnostic, Position } from '../core/diagnostics.ts';

export const OWN_LINE = 'expressions need a line of their own, not inside { } or [ ]';

/** What to do about the library's errors, said to someone who writes equations. */
const HINTS: Partial<Record<YAMLError['code'], string>> = {
  BLOCK_AS_IMPLICIT_KEY: 'a text with `: ` in it needs quotes',
  BAD_INDENT: 'lines of one level begin at one column, and every bracket is closed',
  TAB_AS_INDENT: 'indent with spaces',
  TAG_RESOLVE_FAILED: 'tags are not used here',
  UNEXPECTED_TOKEN: OWN_LINE,
};

/** The library's error or warning about a document, as a problem at the place where it was made. */
export function syntaxProblem(
  error: YAMLError,
  document: Document,
  source: string,
  at: (offset: number) => Position,
): Diagnostic {
  const kind = 'syntax';
  const offset = error.pos[0];
  if (/call stack/i.test(error.message)) return { kind, message: 'nested too deep', at: at(offset) };
  if (error.code === 'UNEXPECTED_TOKEN') {
    const found = `\`${source.slice(offset).split('\n', 1)[0].slice(0, 20)}\``;
    return {
      kind,
      message: 'the value has ended, but the line goes on',
      at: at(offset),
      found,
      hint: HINTS[error.code],
    };
  }
  if (error.code === 'MISSING_CHAR' && /quote/.test(error.message))
    return { kind, message: 'the quote is not closed', at: at(lastQuote(document) ?? offset) };
  const message = error.message.charAt(0).toLowerCase() + error.message.slice(1).replace(/\.$/, '');
  // The library points to comments before the line that it can't read.
  const where =
    error.code === 'BAD_INDENT'
      ? offset + (/^(?:[ \t]*(?:#[^\n]*)?\n)*[ \t]*/.exec(source.slice(offset))?.[0].length ?? 0)
      : offset;
  const isFlow = error.code === 'MISSING_CHAR' && /between flow/.test(error.message);
  return { kind, message, at: at(where), hint: isFlow ? OWN_LINE : HINTS[error.code] };
}

/** Where the last quoted scalar begins: an unclosed one runs to the end. */
function lastQuote(document: Document): number | undefined {
  let last: number | undefined;
  visit(document, {
    Scalar(_, node) {
      if (isScalar(node) && node.type?.startsWith('QUOTE')) last = Math.max(last ?? 0, node.range?.[0] ?? 0);
    },
  });
  return last;
}

export function positionAt(counter: LineCounter, file: string, offset: number): Position {
  const { line, col } = counter.linePos(offset);
  return { file, line: Math.max(1, line), column: Math.max(1, col) };
}
