import { javascript } from '../../src/engine/javascript/javascript.ts';
import type { Backend, Failure } from '../../src/engine/program/compiled-model.ts';
import type { Inputs } from '../../src/engine/program/run-types.ts';
import { openAnswers } from '../../src/engine/state/answers.ts';
import { openBetweenParts } from '../../src/engine/state/between-parts.ts';
import { columnBytes, columnValues } from '../../src/engine/state/columns.ts';
import { openEntries } from '../../src/engine/state/entries.ts';
import { fillSlot } from '../../src/engine/state/memory.ts';
import { fieldsOf, writeRun, writeWeek } from '../../src/engine/state/run-setup.ts';
import { openTieWeights } from '../../src/engine/state/tie-weights.ts';
import { wasm } from '../../src/engine/wasm/wasm.ts';
import { sumsLength, sumsOf, tallyRange } from '../../src/observe/observer.ts';
import { personsOf } from '../../src/population/populate.ts';
import { instantiate } from '../../src/simulate/resolve.ts';
import { openTotals } from '../../src/simulate/totals.ts';
import { interpret } from '../engine/interpreter.ts';

/** Both backends and the interpreter, which takes definitions at their word. */
export const WITNESSES: Record<string, Backend> = { interpret, javascript, wasm };

export interface Witness {
  failure: Failure | undefined;
  /** A column after the last week, in the order of permanent ids. */
  column(name: string): number[];
}

/** The plan of a model, week by week, without observers and changing ties, by one of the three. */
export function witness(inputs: Inputs, backend: Backend, weeks = 1): Witness {
  const { task, resolved } = instantiate(inputs, { backend: 'wasm', slots: 1 });
  const { memory, layout } = task;
  const { model, tallies, totals: plan } = resolved;
  const values = model.parameters.map(({ value }) => value);
  const machine = backend({ model, layout, tallies, extracts: [] }, memory);
  fillSlot(memory, layout, 0, task.startColumns);
  writeRun(memory, layout, 0, model, values, inputs.scenario.seed, 0);
  const fields = fieldsOf(model, inputs.scenario, weeks);
  writeWeek(memory, layout, 0, fields, 0);
  const personsPerAgent = personsOf(model, inputs.model.population) / layout.starting;
  const entries = openEntries(model, layout, memory, { personsPerAgent, seed: inputs.scenario.seed });
  const between = openBetweenParts(model, layout, memory, personsPerAgent, entries);
  entries?.begin(0, 0);
  openTieWeights({ model, layout, tallies, extracts: [] }, memory, machine)?.begin(0, 0, layout.agents);
  let failure = machine.initialise(0, 0, layout.starting);
  const totals = openTotals(plan, memory, layout, personsPerAgent);
  const here = () => entries?.taken(0) ?? layout.agents;
  const sums = [new Float64Array(sumsLength(plan.tallies))];
  failure ??= totals.begin(machine, 0, [0, layout.starting], sums[0]);
  totals.publish(0, sums);
  const answers = openAnswers(resolved.answers, model, inputs.scenario, weeks, memory, layout)(0);
  answers.weigh(0);
  answers.add();
  for (let week = 0; week < weeks && !failure; week++) {
    if (week > 0) {
      answers.weigh(week);
      writeWeek(memory, layout, 0, fields, week);
      answers.add();
    }
    entries?.enter(0, week);
    for (let part = 0; part <= between.count && !failure; part++) {
      if (part < between.count) between.clear(part, 0, [0, here()]);
      failure = machine.step(0, week, 0, here(), part);
      if (part < between.count) between.serve(part, 0, week);
    }
    sums[0].fill(0);
    failure ??= tallyRange(machine, 0, week, [0, here()], sumsOf(plan.tallies, sums[0]));
    totals.publish(0, sums);
    for (const [k, { cells, values: counted }] of tallies.entries())
      failure ??= machine.tally(0, k, week, 0, here(), new Float64Array(cells * counted.length));
  }
  return {
    failure,
    column(name) {
      const k = model.columns.findIndex(column => column.name === name);
      const stored = columnValues(layout.columns[k], columnBytes(memory, layout, 0, k, weeks - 1).slice());
      const byId = new Array<number>(layout.agents);
      new Uint32Array(memory.buffer, layout.ids, layout.agents).forEach((id, place) => {
        byId[id] = stored[place];
      });
      return byId;
    },
  };
}
