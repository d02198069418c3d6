import { fileWriter, ParquetWriter } from 'hyparquet-writer';
import { writeColumn } from 'hyparquet-writer/src/column.js';
import { type ColumnChunk, writeNumbers } from './parquet-numbers.ts';
import type { Table, TableField } from './tables.ts';

/** Cells of one column: texts, days since 1970-01-01, whole numbers (null: none), or numbers, where NaN is no value. */
export type ParquetColumn = readonly string[] | readonly (number | null)[] | Int32Array | Float32Array;

type SchemaElement = ParquetWriter['schema'][number];

/** Bytes of a page before they are packed. */
const PAGE_BYTES = 1 << 20;

/** A Parquet file that is written a group of rows at a time. */
export interface ParquetFile {
  /** Columns in the order of the table's fields, all equally long. */
  write(columns: readonly ParquetColumn[]): void;
  /** Write what belongs at the end; returns the number of rows. */
  finish(): number;
}

/**
 * Begin a Parquet file of a table: texts in UTF-8, dates as DATE, integers as INT32, other numbers in single precision (seven
 * digits), which can be null. Nothing of it depends on the machine: Snappy and the encodings are plain JavaScript.
 */
export function openParquet(path: string, { fields }: Pick<Table, 'fields'>): ParquetFile {
  const elements = fields.map(elementOf);
  const schema = [{ name: 'root', num_children: fields.length }, ...elements];
  const to = fileWriter(path);
  const file = new ParquetWriter({ writer: to, schema, createdBy: 'Rhizome' });
  const write = (column: ParquetColumn, k: number): ColumnChunk => {
    if (column instanceof Float32Array) return writeNumbers(to, fields[k].name, column);
    const values = column as string[] | (number | null)[] | Int32Array;
    const isOptional = elements[k].repetition_type === 'OPTIONAL';
    const { chunk, ...indexes } = writeColumn({
      writer: to,
      column: {
        ...{ columnName: fields[k].name, element: elements[k], schemaPath: [schema[0], elements[k]] },
        ...{ codec: file.codec, compressors: file.compressors, stats: true, pageSize: PAGE_BYTES },
        ...{ columnIndex: false, offsetIndex: true },
      },
      pageData: {
        values,
        definitionLevels: isOptional
          ? Array.from<unknown, number>(values, value => (value === null ? 0 : 1))
          : [],
        repetitionLevels: [],
        maxDefinitionLevel: isOptional ? 1 : 0,
      },
    });
    file.pendingIndexes.push({ chunk, ...indexes });
    return chunk;
  };
  return {
    write(columns) {
      const [{ length }] = columns;
      if (length === 0) return;
      const from = to.offset;
      const chunks = columns.map(write);
      file.num_rows += BigInt(length);
      file.row_groups.push({
        columns: chunks,
        total_byte_size: chunks.reduce((sum, one) => sum + one.meta_data!.total_uncompressed_size, 0n),
        num_rows: BigInt(length),
        total_compressed_size: BigInt(to.offset - from),
      });
    },
    finish() {
      file.finish();
      return Number(file.num_rows);
    },
  };
}

function elementOf({ name, type, optional }: TableField): SchemaElement {
  switch (type) {
    case 'number':
      return { name, type: 'FLOAT', repetition_type: 'OPTIONAL' };
    case 'integer':
      return { name, type: 'INT32', repetition_type: optional ? 'OPTIONAL' : 'REQUIRED' };
    case 'date':
      return { name, type: 'INT32', converted_type: 'DATE', repetition_type: 'REQUIRED' };
    default:
      return { name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' };
  }
}
