import { firstDay, inStepOf, isoDay } from '../../core/calendar.ts';
import { throwDiagnostic } from '../../core/diagnostics.ts';
import { type Leaves, prepare } from '../../language/evaluate.ts';
import type { Model } from '../../model/model.ts';
import { type Answer, answerSeries, OWN_VALUES } from '../../scenario/answers.ts';
import { weeklyShape } from '../../scenario/fields.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { Layout } from '../program/layout.ts';
import { bufferOf, slotBase } from './memory.ts';

/** Sizes that answer, in one run: one thread computes them between two weeks, so all threads and backends read the same bits. */
export interface RunningAnswers {
  /** This week's sizes, in the order of `answerSeries`. */
  sizes: Float64Array;
  /** Compute the sizes of a week from what the slot's memory holds: last week's totals, and its fields. */
  weigh(week: number): void;
  /** Add them to the week's fields. */
  add(): void;
}

/** Where the numbers of a run are, for expressions without agents. */
export function leavesIn(
  memory: WebAssembly.Memory | SharedArrayBuffer,
  layout: Layout,
  slot: number,
): Leaves {
  const [buffer, base] = [bufferOf(memory), slotBase(layout, slot)];
  const floats = new Float32Array(buffer, base, layout.slotBytes >> 2);
  const number = (place: number) => floats[place >> 2];
  return {
    column: () => Number.NaN,
    scalar: k => number(layout.scalars + 4 * k),
    table: (k, index) => number(layout.tables[k] + 4 * index),
  };
}

/** @returns what begins a run in a slot */
export function openAnswers(
  answers: readonly Answer[],
  model: Model,
  { events }: Pick<Scenario, 'events'>,
  weeks: number,
  memory: WebAssembly.Memory | SharedArrayBuffer,
  layout: Layout,
): (slot: number) => RunningAnswers {
  const shapes = answers.map(({ event, field: { labels }, cell }) =>
    weeklyShape(event, events, cell === undefined ? undefined : labels[cell], model, weeks),
  );
  const series = answerSeries(answers);
  const values = answers.map(({ size, sums }) => ({
    size: prepare(size),
    sums: sums.map(({ scalar, value }) => ({ scalar, value: prepare(value) })),
  }));
  /** Which numbers of the memory the sizes are added to, with the answers of each. */
  const cells = Map.groupBy(answers.keys(), k => {
    const { field, cell } = answers[k];
    return cell === undefined ? layout.scalars + 4 * field.index : layout.tables[field.index] + 4 * cell;
  });

  return slot => {
    const [buffer, base] = [bufferOf(memory), slotBase(layout, slot)];
    const published = leavesIn(memory, layout, slot);
    const own = new Map<number, number>();
    for (const { numbers, last, sums } of answers) {
      for (const { scalar, value } of numbers) own.set(scalar, value);
      for (const scalar of [last, ...sums.map(one => one.scalar)]) own.set(scalar, 0);
    }
    const begun = new Set<number>();
    const held = new Float64Array(answers.length);
    const sizes = new Float64Array(series.length);
    const leaves = (week: number): Leaves => ({
      ...published,
      scalar: k => (k < OWN_VALUES ? published.scalar(k) : Math.fround(own.get(k)!)),
      week,
    });

    function sizeOf(k: number, week: number, at: Leaves, isFirst: boolean): number {
      const { event, last, range } = answers[k];
      const { size, sums } = values[k];
      const [low, high] = range;
      if (!isFirst) for (const { scalar, value } of sums) own.set(scalar, own.get(scalar)! + value(at));
      const value = size(at);
      const unsound = [value, ...sums.map(({ scalar }) => own.get(scalar)!)].find(
        one => !Number.isFinite(one),
      );
      if (unsound !== undefined)
        throwDiagnostic({
          kind: 'failed',
          message: `the size of \`${event.id}\` is no number ${inStepOf(isoDay(firstDay(model, week)), model.step)}`,
          at: event.at,
          found: String(unsound),
          expected: 'a finite number',
        });
      const inside = Math.min(high, Math.max(low, value));
      own.set(last, inside);
      return inside;
    }

    return {
      sizes,
      weigh(week) {
        const at = leaves(week);
        for (const k of answers.keys()) {
          const shape = shapes[k][week];
          held[k] = shape === 0 ? 0 : sizeOf(k, week, at, !begun.has(k)) * shape;
          if (shape !== 0) begun.add(k);
        }
        series.forEach(({ answers: own }, k) => {
          sizes[k] = own.reduce((sum, one) => sum + held[one], 0) / own.length;
        });
      },
      add() {
        for (const [offset, own] of cells) {
          const cell = new Float32Array(buffer, base + offset, 1);
          // Whatever the order of the events.
          const parts = own.map(k => held[k]).sort((a, b) => a - b);
          cell[0] += parts.reduce((sum, part) => sum + part, 0);
        }
      },
    };
  };
}
