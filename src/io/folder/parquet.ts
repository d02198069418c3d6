import { type ColumnSource, fileWriter, ParquetWriter } from 'hyparquet-writer';
import type { Table, TableField } from './tables.ts';

/** Cells of one column: texts, days since 1970-01-01, whole numbers (null: none), or numbers, where NaN is no value. */
export type ParquetColumn = readonly string[] | readonly (number | null)[] | Int32Array | Float32Array;

type SchemaElement = ConstructorParameters<typeof ParquetWriter>[0]['schema'][number];

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
  const schema = [{ name: 'root', num_children: fields.length }, ...fields.map(elementOf)];
  const writer = new ParquetWriter({ writer: fileWriter(path), schema, createdBy: 'Rhizome' });
  let rows = 0;
  return {
    write(columns) {
      const [{ length }] = columns;
      if (length === 0) return;
      const columnData = columns.map(
        (data, k): ColumnSource => ({
          name: fields[k].name,
          data:
            data instanceof Float32Array
              ? withNulls(data)
              : (data as string[] | (number | null)[] | Int32Array),
          // Bytes of like weight side by side: numbers near each other take half as much.
          encoding: data instanceof Float32Array ? 'BYTE_STREAM_SPLIT' : undefined,
        }),
      );
      writer.write({ columnData, rowGroupSize: length });
      rows += length;
    },
    finish() {
      writer.finish();
      return rows;
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

/** The library takes a typed array only where no value is missing. */
function withNulls(values: Float32Array): Float32Array | (number | null)[] {
  return values.some(Number.isNaN)
    ? Array.from(values, value => (Number.isNaN(value) ? null : value))
    : values;
}
