import { writeFileSync } from 'node:fs';
import type { Diagnostic } from '../../core/diagnostics.ts';
import type { Csv, Document } from '../../core/located-document.ts';
import { MAKER } from '../../core/maker.ts';
import { withoutPasswords } from '../../core/secrets.ts';
import type { Inputs } from '../../engine/program/run-types.ts';
import { identityOf } from '../../scenario/identity.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { packageVersion } from '../package-root.ts';
import { engineIdentity } from '../project/engine-identity.ts';
import { type About, warningWords } from './page-data.ts';
import type { Table } from './tables.ts';

/** Where results come from: enough to make them again and to see whether they are the same. */
export interface Manifest {
  made_by: typeof MAKER;
  version: string;
  /** `engineIdentity` of what made the results. */
  engine: string;
  node: string;
  command: readonly string[];
  finished: string;
  scenario: {
    name: string;
    title: string;
    identity: string;
    seed: string;
    /** Values that the command gave in place of those of the files. */
    set?: Scenario['set'];
  };
  /** SHA-256 of every file that was read, by name. */
  inputs: Readonly<Record<string, string>>;
  /** SHA-256 of every table and page that was written, and its lines; of Parquet its rows. */
  outputs: Readonly<Record<string, { sha256: string; lines: number }>>;
  /** `missing 2 of 40 runs`, where some are. */
  incomplete?: string;
  /** Of the inputs and the keys of all runs: equal asking, equal tables. */
  asked?: string;
  /** What of the inputs is ignored or contradicts the rest. */
  warnings: readonly Diagnostic[];
  /** What the steps took. */
  seconds: Readonly<Record<string, number>>;
}

export function manifestOf(
  inputs: Inputs,
  outputs: Manifest['outputs'],
  seconds: Readonly<Record<string, number>>,
  warnings: readonly Diagnostic[],
  { incomplete, asked }: Pick<Manifest, 'incomplete' | 'asked'> = {},
): Manifest {
  const { name, title, seed, set } = inputs.scenario;
  return {
    made_by: MAKER,
    version: packageVersion(),
    engine: engineIdentity(),
    node: process.version,
    command: process.argv.slice(2).map(withoutPasswords),
    finished: new Date().toISOString(),
    scenario: { name, title, identity: identityOf(inputs.scenario), seed, set },
    inputs: inputHashes(inputs),
    outputs,
    incomplete,
    asked,
    warnings,
    seconds,
  };
}

/** A table and the form in which it is in a folder. */
export interface WrittenTable {
  table: Table;
  format: 'csv' | 'parquet';
}

/**
 * The tables of a folder as Data Package 2.0 describes them, and besides what was asked and what each metric means. No date
 * and no hash, so that its bytes repeat.
 */
export function datapackageOf(
  { name, title, assumes }: Pick<Scenario, 'name' | 'title' | 'assumes'>,
  about: About,
  tables: readonly WrittenTable[],
  warnings: readonly Diagnostic[],
) {
  return {
    $schema: 'https://datapackage.org/profiles/2.0/datapackage.json',
    name: name.toLowerCase().replace(/[^a-z0-9._-]+/g, '-'),
    title,
    description: assumes,
    ...about,
    warnings: warnings.map(warningWords),
    resources: tables.map(({ table, format }) => ({
      name: format === 'csv' ? table.name : `${table.name}_${format}`,
      type: 'table',
      path: `${table.name}.${format}`,
      title: table.title,
      format,
      ...(format === 'csv'
        ? { mediatype: 'text/csv', encoding: 'utf-8' }
        : { mediatype: 'application/vnd.apache.parquet' }),
      schema: {
        $schema: 'https://datapackage.org/profiles/2.0/tableschema.json',
        fields: table.fields.map(({ optional: _, ...field }) => field),
        missingValues: [''],
        primaryKey: table.key,
      },
    })),
  };
}

/** SHA-256 of every file of these inputs as it was when it was read, by name. */
export function inputHashes({ scenario, model, study, posterior, theories }: Inputs): Record<string, string> {
  const parts = [...Object.values(model), ...Object.values(study)].flat() as (
    | Csv
    | Document
    | string
    | undefined
  )[];
  const hashes = new Map([
    ...(scenario.sources ?? []),
    ...(posterior?.sources ?? []),
    ...(theories?.sources ?? []),
  ]);
  for (const part of parts) if (typeof part === 'object' && part.sha256) hashes.set(part.file, part.sha256);
  return Object.fromEntries([...hashes].sort(([a], [b]) => (a < b ? -1 : 1)));
}

export const jsonText = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;

export function writeJson(path: string, value: unknown): void {
  writeFileSync(path, jsonText(value), { flag: 'wx' });
}
