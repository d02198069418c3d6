import { type Position, throwDiagnostic } from '../core/diagnostics.ts';

/** Larger files are refused: nobody writes a model, a survey, a scenario or a page of this size by hand. */
const MEGABYTES = { csv: 10, yaml: 0.5, md: 1 };

export type TextKind = keyof typeof MEGABYTES;

/** Names that JavaScript gives a meaning of its own; as keys of plain objects they could reach behind the data. */
export const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Diagnostic `value`: a file of more bytes than any of its kind has. */
export function refuseTooLong(bytes: number, kind: TextKind, file: string, at: Position): void {
  if (bytes <= MEGABYTES[kind] * 1e6) return;
  throwDiagnostic({
    kind: 'value',
    message: `${file} is too large`,
    at,
    found: `${(bytes / 1e6).toFixed(1)} MB`,
    expected: `at most ${MEGABYTES[kind]} MB`,
  });
}
