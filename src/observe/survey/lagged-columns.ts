import { release } from '../../core/release.ts';
import type { ExtractSpec } from '../../engine/program/compiled-model.ts';
import type { Layout } from '../../engine/program/layout.ts';
import { writeColumn } from '../../engine/state/columns.ts';
import type { Value } from '../../language/builtins.ts';
import type { Node } from '../../language/graph.ts';
import { sameType, type Type } from '../../language/type.ts';
import { widthOf } from '../../model/columns.ts';
import type { Column, Model } from '../../model/model.ts';
import type { BatchedExtract } from './batched-extract.ts';

/**
 * Survey operators look back (`ago`, `mean_over`). Nobody keeps the whole past: for each wave the run records the values
 * it will ask about, in the weeks it will ask about, into a column of its own that operators read like any other.
 */
export interface LaggedColumn {
  how: 'ago' | 'mean_over';
  /** Index of the hidden column. */
  column: number;
  extract: ExtractSpec;
  /** Weeks in which the value is taken; the last one completes it. */
  firstWeek: number;
  lastWeek: number;
}

export interface LaggedColumns {
  /** Hidden columns, to follow the model's own. */
  columns: Column[];
  recordings: LaggedColumn[];
  /** A node that reads the recorded value in week `asked`; undefined when that looks back before the first week. */
  recall(asked: number, how: LaggedColumn['how'], weeks: number, value: Value): Node | undefined;
}

export function planLaggedColumns(model: Model): LaggedColumns {
  const columns: Column[] = [];
  const recordings: LaggedColumn[] = [];
  const known = new Map<string, Node>();
  const rooms: { column: number; type: Type; used: { from: number; until: number }[] }[] = [];

  /** A hidden column that nothing needs from week `from` to `until`: waves years apart share one. */
  function roomFor(type: Type, from: number, until: number, name: string): number {
    const free = rooms.find(
      room => sameType(room.type, type) && room.used.every(span => span.until < from || until < span.from),
    );
    if (free) {
      free.used.push({ from, until });
      return free.column;
    }
    const column = model.columns.length + columns.length;
    rooms.push({ column, type, used: [{ from, until }] });
    columns.push({
      name,
      type,
      width: widthOf(type),
      steps: undefined,
      published: false,
      range: undefined,
      fromPopulation: false,
      text: 'recorded for survey waves',
      at: { file: '', line: 1, column: 1 },
    });
    return column;
  }

  const recall: LaggedColumns['recall'] = (asked, how, weeks, { type, node }) => {
    const firstWeek = how === 'ago' ? asked - weeks : asked - weeks + 1;
    if (firstWeek < 0) return undefined;
    const name = `${how}(${weeks}) of value ${node.id} for week ${asked}`;
    const found = known.get(name);
    if (found) return found;
    // What is recorded is 0 or more, as in the model's own columns.
    const earliest = type.kind === 'week' ? Math.min(0, ...model.columns.map(c => c.earliest ?? 0)) : 0;
    const column = roomFor(type, how === 'ago' ? firstWeek : asked, asked, name);
    const lastWeek = how === 'ago' ? firstWeek : asked;
    const recorded = earliest ? model.graph.isub(node, model.graph.integer(earliest)) : node;
    recordings.push({ how, column, extract: { name, outputs: [recorded] }, firstWeek, lastWeek });
    const own = model.graph.column(column, 'own', node.machine);
    const recalled = earliest ? model.graph.iadd(own, model.graph.integer(earliest)) : own;
    known.set(name, recalled);
    return recalled;
  };
  return { columns, recordings, recall };
}

function addTo(sums: Float64Array, begin: number, values: Float32Array): void {
  for (let i = 0; i < values.length; i++) sums[begin + i] += values[i];
}

/** Writes the columns of recordings while one run goes on in one slot; `first`: where they begin among the machine's extracts. */
export function openLaggedColumns(
  recordings: readonly LaggedColumn[],
  first: number,
  { memory, layout }: { memory: WebAssembly.Memory; layout: Layout },
  slot: number,
  batch: BatchedExtract,
): { note(week: number): void } {
  const added = new Map<LaggedColumn, Float64Array>();
  return {
    note(week) {
      for (const [k, recording] of recordings.entries()) {
        const { how, column, firstWeek, lastWeek } = recording;
        if (week < firstWeek || week > lastWeek) continue;
        const write = (begin: number, values: Float32Array) =>
          writeColumn(memory, layout, slot, column, begin, values);
        if (how === 'ago') {
          batch.all(first + k, week, (begin, [values]) => write(begin, values));
          continue;
        }
        const sums = added.get(recording) ?? new Float64Array(layout.agents);
        added.set(recording, sums);
        const weeks = lastWeek - firstWeek + 1;
        batch.all(first + k, week, (begin, [values]) => {
          addTo(sums, begin, values);
          if (week < lastWeek) return;
          for (let i = 0; i < values.length; i++) values[i] = sums[begin + i] / weeks;
          write(begin, values);
        });
        if (week < lastWeek) continue;
        added.delete(recording);
        release(sums);
      }
    },
  };
}
