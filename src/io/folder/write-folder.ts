import { writeFileSync } from 'node:fs';
import { type Diagnostic, throwDiagnostic } from '../../core/diagnostics.ts';
import type { Inputs } from '../../engine/program/run-types.ts';
import type { Model } from '../../model/model.ts';
import { fileHash } from '../text/chunked-read.ts';
import type { Cell } from '../text/csv-writer.ts';
import { codeOf, displayName } from '../text/text.ts';
import { type Copy, writeCopies } from './copies.ts';
import { MANIFEST } from './folder.ts';
import { datapackageOf, jsonText, manifestOf, type WrittenTable, writeJson } from './manifest.ts';
import { OutputFolder } from './output-folder.ts';
import { type About, aboutOf } from './page-data.ts';
import { addReport, type Reporter } from './report.ts';
import { writeTable } from './small-tables.ts';
import type { Table } from './tables.ts';

const DATAPACKAGE = 'datapackage.json';

/** Puts files into a folder that is being written; each is noted in its manifest. */
export interface FolderWriter {
  /** A table that `write` puts at a path; it gives the number of lines. */
  large(table: Table, write: (path: string) => number | Promise<number>): Promise<void>;
  table(table: Table, rows: readonly (readonly Cell[])[]): Promise<void>;
  /** A table as Parquet that `write` puts at a path; it gives the number of rows. */
  parquet(table: Table, write: (path: string) => number): Promise<void>;
  /** Any other file. */
  text(name: string, text: string): void;
}

/**
 * Write an output folder, whole or not at all, its datapackage.json and manifest.json last; returns the names of its files.
 * Problems: `conflict` (the place is taken or can't be written), `failed` (the disk gave up while writing).
 */
export async function writeFolder(
  path: string,
  about: {
    inputs: Inputs;
    metrics: Model['metrics'];
    /** What a reader needs beside the tables; by default the scenario and the metrics. */
    words?: About;
    /** Writes the page that shows the tables. */
    reporter?: Reporter;
    /** For spreadsheets. */
    copies?: readonly Copy[];
    seconds: Readonly<Record<string, number>>;
    /** Of the inputs: they go into the manifest and onto the page. */
    warnings: readonly Diagnostic[];
    /** What its manifest says besides. */
    more?: Parameters<typeof manifestOf>[4];
  },
  write: (to: FolderWriter) => Promise<void>,
): Promise<string[]> {
  const folder = new OutputFolder(path);
  const outputs: Record<string, { sha256: string; lines: number }> = {};
  const tables: WrittenTable[] = [];
  const note = (name: string, lines: number) => {
    folder.finished(name);
    outputs[name] = { sha256: fileHash(folder.file(name)), lines };
  };
  const to: FolderWriter = {
    async large(table, put) {
      const name = `${table.name}.csv`;
      note(name, await put(folder.file(name)));
      tables.push({ table, format: 'csv' });
    },
    async parquet(table, put) {
      const name = `${table.name}.parquet`;
      note(name, put(folder.file(name)));
      tables.push({ table, format: 'parquet' });
    },
    table: (table, rows) => to.large(table, file => writeTable(file, table, rows)),
    text(name, text) {
      writeFileSync(folder.file(name), text, { flag: 'wx' });
      note(name, text.split('\n').length - 1);
    },
  };
  try {
    await write(to);
    const words = about.words ?? aboutOf([about.inputs], { metrics: about.metrics }, {});
    to.text(DATAPACKAGE, jsonText(datapackageOf(about.inputs.scenario, words, tables, about.warnings)));
    const asCsv = tables.flatMap(({ table, format }) => (format === 'csv' ? table : []));
    writeCopies(name => folder.file(name), asCsv, about.copies ?? [], note);
    await addReport(folder, outputs, about.reporter);
    writeJson(
      folder.file(MANIFEST),
      manifestOf(about.inputs, outputs, about.seconds, about.warnings, about.more),
    );
    await folder.commit();
  } catch (error) {
    folder.discard();
    if (!(error as NodeJS.ErrnoException).syscall) throw error;
    throwDiagnostic({
      kind: 'failed',
      message: `writing ${displayName(path)} failed, so there are no tables`,
      found: codeOf(error),
    });
  }
  return [...Object.keys(outputs), MANIFEST];
}
