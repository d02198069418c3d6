import type { Inputs, RunKey } from '../../engine/program/run-types.ts';
import { runId } from '../checkpoint/run-record.ts';
import type { CsvRows, TrajectoryRows } from '../folder/tables.ts';
import { sha256 } from '../text/text.ts';

/** Inputs as bytes, for logs that must know whose runs they hold and for machines that don't share files. */
export const encodeInputs = (inputs: Inputs): Uint8Array => new TextEncoder().encode(toJson(inputs));

export const decodeInputs = (bytes: Uint8Array): Inputs =>
  fromJson(new TextDecoder().decode(bytes)) as Inputs;

/** JSON of plain data with maps in it, in which every number keeps its bits but those of NaN. */
export function toJson(data: unknown): string {
  return JSON.stringify(data, (_, value) => {
    if (value instanceof Map) return { [MAP]: [...value] };
    if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0)))
      return { [NUMBER]: Object.is(value, -0) ? '-0' : String(value) };
    return value;
  });
}

export function fromJson(text: string): unknown {
  return JSON.parse(text, (_, value) => {
    if (value === null || typeof value !== 'object') return value;
    if (MAP in value) return new Map(value[MAP]);
    return NUMBER in value ? Number(value[NUMBER]) : value;
  });
}

/**
 * What makes the result of a run, apart from its key: 32 hexadecimal digits. How many runs there are, and the posterior
 * from which their keys took values, don't matter.
 */
export function inputsHash(inputs: Inputs): string {
  const scenario = { ...inputs.scenario, replicates: 0 };
  const { theories } = inputs;
  const plain = theories && {
    ...theories,
    options: theories.options.map(one => ({ ...one, posterior: undefined })),
  };
  return sha256(encodeInputs({ ...inputs, scenario, posterior: undefined, theories: plain })).slice(0, 32);
}

/** Of all that is asked for: the inputs and the keys of the runs, in any order. */
export function askedHash(
  inputs: Inputs,
  keys: readonly RunKey[],
  trajectories: TrajectoryRows = 'all',
  csv: CsvRows = 'small',
  copies: readonly string[] = [],
): string {
  const ids = keys.map(runId).sort();
  const kept = [...(trajectories === 'all' ? [] : [`trajectories ${trajectories}`]), `csv ${csv}`, ...copies];
  return sha256(new TextEncoder().encode([inputsHash(inputs), ...ids, ...kept].join('\n'))).slice(0, 32);
}

/** Keys that no file can hold: CSV columns and YAML keys have no NUL. */
const MAP = '\0map';
const NUMBER = '\0number';
