import type { z } from 'zod';
import { type Position, type Text, throwDiagnostic } from '../core/diagnostics.ts';
import { positionOf } from '../core/located-document.ts';
import type { StoredRanges } from '../language/ranges.ts';
import { refuseDoubles } from './data.ts';
import type { Column, Field, ModelFiles, Parameter, Table } from './model.ts';
import { refuseUnnameable } from './names.ts';
import type { modelSchema } from './schema.ts';

/** Ends of what columns and tables hold. What a rule or a first value writes is held to the declared range. */
export function storedRanges(
  columns: readonly Column[],
  tables: readonly Table[],
  parameters: readonly Parameter[],
): StoredRanges {
  return {
    labels: Math.max(0, ...columns.map(({ type }) => (type.kind === 'label' ? type.labels.length : 0))),
    column(index) {
      const { type, range, steps, width, fromPopulation } = columns[index] ?? {};
      if (steps) return [0, 65_535];
      if (range && !fromPopulation) return range;
      return type?.kind === 'integer' && width === 1 ? [0, 255] : undefined;
    },
    table(index) {
      const { values, range, tied = [] } = tables[index];
      if (range) return range;
      const ends = tied.map(({ parameter }) => declaredRange(parameters[parameter]));
      if (ends.includes(undefined)) return undefined;
      // One by one: a table may hold more numbers than a call takes arguments.
      return values?.reduce<[number, number]>(
        ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
        [Math.min(...ends.map(end => end![0])), Math.max(...ends.map(end => end![1]))],
      );
    },
  };
}

/** Of a parameter; of a field (there is none) nothing is declared. */
export function declaredRange(parameter: Parameter | undefined): readonly [number, number] | undefined {
  const { low, high } = parameter ?? {};
  return low === undefined || high === undefined ? undefined : [low, high];
}

/** What an expression might look for and can't see. */
export function unseenNames(files: ModelFiles, shape: z.infer<typeof modelSchema>): Map<string, string> {
  const unseen = new Map<string, string>();
  for (const { value } of files.rules) {
    const { rule, let: lets } = (value ?? {}) as { rule?: unknown; let?: object };
    for (const name of Object.keys(lets ?? {}))
      unseen.set(name, `a let of rule \`${rule}\`, seen by that rule alone`);
  }
  for (const name of Object.keys(shape.groups ?? {}))
    unseen.set(name, 'a group: rules see columns and filters');
  for (const name of Object.keys((files.metrics?.value as object | undefined) ?? {}))
    unseen.set(name, 'a metric: those are counted of all agents, after the week');
  return unseen;
}

/** Names must be declared once, and be such that an expression can name them. */
export function refuseSharedNames(
  { model, places, parameters: csv, tables: more }: ModelFiles,
  {
    columns,
    parameters,
    tables,
    fields,
    filters,
    words,
  }: {
    columns: readonly Column[];
    parameters: readonly Parameter[];
    tables: readonly Table[];
    fields: readonly Field[];
    filters: ReadonlyMap<string, Text>;
    /** Words for times. */
    words: readonly string[];
  },
): void {
  const inTable = (name: string): Position => ({
    file: (places.columns.includes(name) ? places : (more ?? csv)).file,
    line: 1,
    column: 1,
  });
  const declared = [
    ...columns,
    ...parameters,
    ...tables.filter(t => t.values).map(({ name }) => ({ name, at: inTable(name) })),
    ...fields.map(({ name }) => ({ name, at: positionOf(model, ['fields']) })),
    ...[...filters.keys()].map(name => ({ name, at: positionOf(model, ['filters', name]) })),
  ];
  refuseUnnameable(declared, 'name', words);
  refuseDoubles(declared, 'name');
  if (model.positions.has('groups.all'))
    throwDiagnostic({
      kind: 'conflict',
      message: 'the group `all` is everybody already',
      at: positionOf(model, ['groups', 'all']),
      hint: 'choose another name',
    });
}
