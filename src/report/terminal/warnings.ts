import { basename } from 'node:path';
import { type Diagnostic, printable } from '../../core/diagnostics.ts';
import type { Paint } from './style.ts';

/** Characters of the first warning: with its place, the line stays a line. */
const SHORT = 80;

/** `2 warnings: items.csv:3: no wave asks ...; see \`check\``, as the only line; no line where nothing warns. */
export function warningsLine(warnings: readonly Diagnostic[], paint: Paint): string[] {
  if (!warnings.length) return [];
  const [{ at, message }] = warnings;
  const count = warnings.length === 1 ? '1 warning' : `${warnings.length} warnings`;
  const where = at ? `${printable(basename(at.file))}:${at.line}: ` : '';
  return [`${paint('warn', `${count}:`)} ${where}${printable(message, SHORT)}; see \`check\``];
}
