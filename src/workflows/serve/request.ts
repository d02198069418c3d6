import { z } from 'zod';
import { throwDiagnostic } from '../../core/diagnostics.ts';
import { checkShape } from '../../core/located-document.ts';
import type { Point } from '../points/study.ts';
import { MOST_REPLICATES } from '../run/run-keys.ts';

const requestSchema = z.strictObject({
  id: z.union([z.string(), z.number()]).describe('comes back with the answer'),
  parameters: z
    .record(z.string(), z.union([z.number(), z.string()]))
    .optional()
    .describe('values by name, as of --set'),
  seed: z
    .union([z.string().min(1), z.int()])
    .transform(String)
    .optional()
    .describe('of people and chance'),
  replicate: z.int().min(1).max(MOST_REPLICATES).optional().describe('number of the only run'),
  replicates: z.int().min(1).optional().describe('or runs 1 to this number'),
});

/** A line that asks for a point. */
export interface Request {
  id: string | number;
  point: Point;
}

/** Understand a line. Throws a DiagnosticError; its diagnostics have no place, for a line is told by its number. */
export function readRequest(text: string): Request {
  const value = jsonOf(text);
  const document = { file: '', value, texts: new Map(), positions: new Map() };
  const { id, parameters = {}, ...point } = checkShape(document, requestSchema);
  const settings = Object.entries(parameters).map(([name, value]) => ({ name, value }));
  return { id, point: { label: String(id), settings, ...point } };
}

/** The id of a line that is wrong otherwise, as far as it has one. */
export function idOf(text: string): string | number | null {
  try {
    const id = (JSON.parse(text) as { id?: unknown } | null)?.id;
    return typeof id === 'string' || typeof id === 'number' ? id : null;
  } catch {
    return null;
  }
}

function jsonOf(text: string): unknown {
  const refuse = (found?: string): never =>
    throwDiagnostic({
      kind: 'syntax',
      message: 'the line is no JSON object',
      found,
      expected: 'one on one line, such as {"id": "a", "parameters": {"rate": 0.5}}',
    });
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : refuse();
  } catch (error) {
    if (error instanceof SyntaxError) return refuse(error.message);
    throw error;
  }
}
