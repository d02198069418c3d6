import { POPULATION, seedKey, streamKey } from '../../core/random/streams.ts';
import type { Field, Model, Target } from '../../model/model.ts';
import { weeklyField, weeklyStep } from '../../scenario/fields.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { whoKey } from '../../scenario/who.ts';
import type { Layout } from '../program/layout.ts';
import { bufferOf, slotBase } from './memory.ts';

/** This run's events as numbers: one value a week for each field, or one row of labels a week. */
export interface WeeklyFields {
  weeks: number;
  /** [field][week], by index among the scalars. */
  scalars: readonly { index: number; values: Float32Array }[];
  /** [table][week x label], by index among the tables. */
  tables: readonly { index: number; values: Float32Array }[];
}

export function fieldsOf(model: Model, scenario: Scenario, weeks: number): WeeklyFields {
  const { events } = scenario;
  const all: (Field & Partial<Target>)[] = [...model.fields, ...model.targets];
  const one = ({ name, who, step }: (typeof all)[number], label: string | undefined) => {
    const own = events.filter(event => whoKey(event.who) === whoKey(who));
    // Of those for some, steps are apart: they don't add up with the rest.
    if (!step) {
      const adding = who ? own.filter(event => !event.step) : own;
      return weeklyField(adding, name, label, model, weeks);
    }
    const same = own.filter(event => event.kind === name && event.step && event.fromDay === step.fromDay);
    return weeklyStep(same, events, label, model, weeks)[step.part];
  };
  const scalars = all
    .filter(f => f.by === undefined)
    .map(f => ({ index: f.index, values: one(f, undefined) }));
  const tables = all
    .filter(f => f.by !== undefined)
    .map(f => {
      const values = new Float32Array(weeks * f.labels.length);
      f.labels.forEach((label, k) => {
        one(f, label).forEach((value, week) => {
          values[week * f.labels.length + k] = value;
        });
      });
      return { index: f.index, values };
    });
  return { weeks, scalars, tables };
}

/** Write what stays the same through a run: parameters, tables, stream keys of this seed and replicate. */
export function writeRun(
  memory: WebAssembly.Memory | SharedArrayBuffer,
  layout: Layout,
  slot: number,
  model: Model,
  parameters: readonly number[],
  seed: string,
  replicate: number,
): void {
  const buffer = bufferOf(memory);
  const base = slotBase(layout, slot);
  new Float32Array(buffer, base + layout.scalars, parameters.length).set(parameters);
  model.tables.forEach(({ values, size, tied = [] }, k) => {
    if (!values) return;
    const table = new Float32Array(buffer, base + layout.tables[k], size);
    table.set(values);
    for (const { cell, parameter } of tied) table[cell] = parameters[parameter];
  });
  const keys = new Int32Array(buffer, base + layout.keys, model.streams.length * 2);
  const words = seedKey(seed);
  model.streams.forEach((name, k) => {
    // Who people are doesn't depend on the replicate: initial draws belong to the population.
    const owner = name.startsWith('initial/') ? POPULATION : replicate;
    keys.set(streamKey(words, owner, name), 2 * k);
  });
}

/** Write the numbers of a table that are this week's. */
export function writeTable(
  memory: WebAssembly.Memory | SharedArrayBuffer,
  layout: Layout,
  slot: number,
  table: number,
  values: Float32Array,
): void {
  new Float32Array(bufferOf(memory), slotBase(layout, slot) + layout.tables[table], values.length).set(
    values,
  );
}

/** Write this week's fields. */
export function writeWeek(
  memory: WebAssembly.Memory | SharedArrayBuffer,
  layout: Layout,
  slot: number,
  fields: WeeklyFields,
  week: number,
): void {
  const buffer = bufferOf(memory);
  const base = slotBase(layout, slot);
  for (const { index, values } of fields.scalars)
    new Float32Array(buffer, base + layout.scalars + index * 4, 1)[0] = values[week];
  for (const { index, values } of fields.tables) {
    const labels = values.length / fields.weeks;
    writeTable(memory, layout, slot, index, values.subarray(week * labels, (week + 1) * labels));
  }
}
