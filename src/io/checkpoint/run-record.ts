import { type Diagnostic, throwDiagnostic } from '../../core/diagnostics.ts';
import type { RunKey, RunResult } from '../../engine/program/run-types.ts';
import { sha256 } from '../text/text.ts';

/** What became of a run: its result, or what broke it. */
export type Outcome = { result: RunResult } | { failure: RunFailure };

export interface RunFailure {
  key: RunKey;
  problems: readonly Diagnostic[];
}

/** Goes up with every change of the bytes below. */
export const RECORD_VERSION = 2;

const PREFIX_BYTES = 8;
const NUMBER_BYTES = Float64Array.BYTES_PER_ELEMENT;

/** Names a run in logs, plans and queues: `scenario/replicate`, and a hash of whatever else makes it differ. */
export function runId({ scenario, replicate, ...rest }: RunKey): string {
  const others = sortedJson(rest);
  const further = others === '{}' ? '' : `/${sha256(new TextEncoder().encode(others)).slice(0, 16)}`;
  return `${scenario}/${replicate}${further}`;
}

/**
 * The outcome of a run as bytes, exactly: u32 version, u32 length of the head, the head (JSON, padded to 8 bytes), then
 * all columns one after the other as float64. Little-endian, as every machine that runs Node.
 */
export function encodeOutcome(outcome: Outcome): Uint8Array {
  const { columns, head } = 'result' in outcome ? splitResult(outcome.result) : splitFailure(outcome.failure);
  const sizes = columns.map(([name, column]) => [name, column.length]);
  const text = new TextEncoder().encode(JSON.stringify({ ...head, columns: sizes }));
  const headBytes = Math.ceil(text.length / NUMBER_BYTES) * NUMBER_BYTES;
  const start = PREFIX_BYTES + headBytes;
  const length = columns.reduce((sum, [, column]) => sum + column.length, 0);
  const bytes = new Uint8Array(start + length * NUMBER_BYTES);
  new Uint32Array(bytes.buffer, 0, 2).set([RECORD_VERSION, headBytes]);
  bytes.fill(0x20, PREFIX_BYTES, start).set(text, PREFIX_BYTES);
  let at = start;
  for (const [, column] of columns) {
    bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), at);
    at += column.byteLength;
  }
  return bytes;
}

/** The way back. The columns are views of one buffer, of `bytes` itself where it lies well. */
export function decodeOutcome(bytes: Uint8Array): Outcome {
  // A copy where they don't; not by `slice`, which gives a Buffer's own bytes.
  const { buffer, byteOffset, byteLength } = bytes.byteOffset % NUMBER_BYTES ? new Uint8Array(bytes) : bytes;
  const { head, places, end } = headIn(bytes);
  const { parameters, failure, ...plain } = head;
  if (failure) return { failure };
  if (end !== byteLength) throw new Error(`a record of ${byteLength} bytes ends elsewhere`);
  const columns = Object.fromEntries(
    [...places].map(([name, { from, length }]) => [
      name,
      new Float64Array(buffer as ArrayBuffer, byteOffset + from, length),
    ]),
  );
  const { [PARAMETERS]: values, ...rest } = columns;
  const own = parameters && {
    parameters: Object.fromEntries(parameters.map((name: string, k: number) => [name, values[k]])),
  };
  return { result: { ...plain, key: { ...plain.key, ...own }, ...rest } };
}

/** Where a column lies in the bytes of a record: at which byte it begins, and how many numbers it has. */
export interface ColumnPlace {
  from: number;
  length: number;
}

/** Places of the columns of a record, by name. */
export const columnsIn = (bytes: Uint8Array): ReadonlyMap<string, ColumnPlace> => headIn(bytes).places;

/** What the head of a record says, where the columns lie, and where they end. */
function headIn(bytes: Uint8Array) {
  const [version, headBytes] = new Uint32Array(new Uint8Array(bytes.subarray(0, PREFIX_BYTES)).buffer);
  if (version !== RECORD_VERSION)
    throwDiagnostic({
      kind: 'conflict',
      message: 'a finished run was kept by another version of Rhizome',
      found: `records of version ${version}`,
      expected: `version ${RECORD_VERSION}`,
    });
  let end = PREFIX_BYTES + headBytes;
  const { columns, ...head } = JSON.parse(new TextDecoder().decode(bytes.subarray(PREFIX_BYTES, end)));
  const places = new Map<string, ColumnPlace>();
  for (const [name, length] of columns) {
    places.set(name, { from: end, length });
    end += length * NUMBER_BYTES;
  }
  return { head, places, end };
}

/** Values of parameters have a column of their own: JSON has no -0, infinity or NaN. */
const PARAMETERS = '(parameters)';

function splitResult(result: RunResult) {
  const entries = Object.entries(result) as [string, unknown][];
  const columns = entries.filter(
    (entry): entry is [string, Float64Array] => entry[1] instanceof Float64Array,
  );
  const plain = Object.fromEntries(entries.filter(([, value]) => !(value instanceof Float64Array)));
  const { parameters, ...key } = result.key;
  if (parameters) columns.push([PARAMETERS, Float64Array.from(Object.values(parameters))]);
  return { columns, head: { ...plain, key, parameters: parameters && Object.keys(parameters) } };
}

function splitFailure(failure: RunFailure) {
  return { columns: [] as [string, Float64Array][], head: { failure } };
}

/** Numbers that JSON has no word for are told apart all the same. */
function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_, inner) => {
    if (typeof inner === 'number')
      return Object.is(inner, -0) ? '-0' : Number.isFinite(inner) ? inner : String(inner);
    return inner && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner;
  });
}
