import type { CompiledModel, Failure } from '../engine/program/compiled-model.ts';
import type { Layout } from '../engine/program/layout.ts';
import { writeTable } from '../engine/state/run-setup.ts';
import { sumsLength, sumsOf, tallyRange } from '../observe/observer.ts';
import type { TotalPlan } from '../observe/series/totals.ts';

/** Totals over all agents in a run: what has been counted at the end of a week is what agents read in the next one. */
export interface Totals {
  /** How many of a member's sums are theirs: the first ones. */
  length: number;
  /** Add up, over a range of agents, the state before the first week. */
  begin(
    machine: CompiledModel,
    slot: number,
    range: readonly [number, number],
    own: Float64Array,
  ): Failure | undefined;
  /** Write what all members have counted into the tables of the slot. */
  publish(slot: number, members: readonly Float64Array[]): void;
}

export function openTotals(
  { tallies, read }: TotalPlan,
  memory: WebAssembly.Memory,
  layout: Layout,
  personsPerAgent: number,
): Totals {
  const length = sumsLength(tallies);
  const all = new Float64Array(length);
  return {
    length,
    begin(machine, slot, range, own) {
      own.fill(0);
      return tallyRange(machine, slot, -1, range, sumsOf(tallies, own));
    },
    publish(slot, members) {
      all.fill(0);
      for (const member of members) for (let k = 0; k < length; k++) all[k] += member[k];
      read(sumsOf(tallies, all), personsPerAgent, (table, values) =>
        writeTable(memory, layout, slot, table, values),
      );
    },
  };
}
