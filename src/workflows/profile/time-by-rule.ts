import { javascript } from '../../engine/javascript/javascript.ts';
import type { CompiledModel, Failure } from '../../engine/program/compiled-model.ts';
import type { Layout } from '../../engine/program/layout.ts';
import type { BackendName, Inputs, Task } from '../../engine/program/run-types.ts';
import { openAnswers, type RunningAnswers } from '../../engine/state/answers.ts';
import { openBetweenParts } from '../../engine/state/between-parts.ts';
import { openSlotTies } from '../../engine/state/dynamic-network.ts';
import { openEntries } from '../../engine/state/entries.ts';
import { bufferOf, fillSlot, slotBase } from '../../engine/state/memory.ts';
import { fieldsOf, writeRun, writeWeek } from '../../engine/state/run-setup.ts';
import { hashState } from '../../engine/state/state-hash.ts';
import { wasm } from '../../engine/wasm/wasm.ts';
import { sumsOf, tallyRange } from '../../observe/observer.ts';
import { personsOf } from '../../population/populate.ts';
import { instantiate } from '../../simulate/resolve.ts';
import { openTask, type RunOptions } from '../../simulate/simulate.ts';
import { alone } from '../../simulate/thread-barrier.ts';
import { openTotals } from '../../simulate/totals.ts';

/** A scenario taken apart for timing: the whole run as users have it, its plan, each rule and each observer alone. */
export interface TimeByRule {
  task: Task;
  layout: Layout;
  agents: number;
  weeks: number;
  rules: readonly { id: string; machine: CompiledModel }[];
  /** What is counted every week, in passes over the agents. */
  tallies: readonly { name: string; count(week: number): void }[];
  /** A run with all its observers; gives the hash of its last state. */
  doRun(onPhase?: RunOptions['onPhase']): string;
  begin(): void;
  /** Weeks [from, to) observed by nobody. */
  live(from: number, to: number): void;
  /** One rule of a week. */
  alone(machine: CompiledModel, week: number): void;
  /** The hash of a state, as a run ends with it. */
  hash(): string;
  save(): Uint8Array;
  restore(saved: Uint8Array): void;
}

const SLOT = 0;
const REPLICATE = 0;

export function timeByRule(inputs: Inputs, backend: BackendName): TimeByRule {
  const { task, resolved } = instantiate(inputs, { backend, slots: 1 });
  const { layout, memory } = task;
  const { model, declared, frame, totals: totalPlan, tallies, waves } = resolved;
  const compile = backend === 'wasm' ? wasm : javascript;
  const programOf = (plan: typeof model.plan) => ({
    model: { ...model, plan },
    layout,
    tallies: [],
    extracts: [],
  });
  const machineOf = (plan: typeof model.plan) => compile(programOf(plan), memory);
  const values = model.parameters.map(({ value }) => value);
  const fields = fieldsOf(model, inputs.scenario, frame.weeks);
  const answersIn = openAnswers(resolved.answers, model, inputs.scenario, frame.weeks, memory, layout);
  let answers: RunningAnswers = answersIn(SLOT);
  const plan = machineOf(model.plan);
  const slotTies = openSlotTies(programOf(model.plan), memory, plan);
  const extracts = waves.flatMap(wave => wave.extracts);
  const looking = compile({ ...programOf([]), tallies, extracts }, memory);
  const team = alone(task);
  const personsPerAgent = personsOf(model, inputs.model.population) / layout.starting;
  const totals = openTotals(totalPlan, memory, layout, personsPerAgent);
  const entries = openEntries(model, layout, memory, { personsPerAgent, seed: inputs.scenario.seed });
  const between = openBetweenParts(model, layout, memory, personsPerAgent, entries);
  /** Agents who have come so far. */
  const here = () => entries?.taken(SLOT) ?? layout.agents;
  const counted = sumsOf(totalPlan.tallies, team.sums[0]);
  const { run } = openTask(task);

  return {
    task,
    layout,
    agents: layout.agents,
    weeks: frame.weeks,
    rules: model.plan.map(rule => ({ id: rule.id, machine: machineOf([rule]) })),
    tallies: tallies.map(({ name, values, cells }, k) => {
      const sums = new Float64Array(values.length * cells);
      return { name, count: week => refuse(looking.tally(SLOT, k, week, 0, here(), sums)) };
    }),
    doRun: onPhase =>
      run({ scenario: inputs.scenario.name, replicate: REPLICATE }, SLOT, { onPhase })!.stateHash,
    begin() {
      fillSlot(memory, layout, SLOT, task.startColumns);
      writeRun(memory, layout, SLOT, model, values, inputs.scenario.seed, REPLICATE);
      writeWeek(memory, layout, SLOT, fields, 0);
      slotTies.clear(SLOT);
      answers = answersIn(SLOT);
      entries?.begin(SLOT, REPLICATE);
      refuse(plan.initialise(SLOT, 0, layout.starting));
      if (!totals.length) return;
      refuse(totals.begin(looking, SLOT, [0, layout.starting], team.sums[0]));
      totals.publish(SLOT, team.sums);
    },
    live(from, to) {
      for (let week = from; week < to; week++) {
        answers.weigh(week);
        writeWeek(memory, layout, SLOT, fields, week);
        answers.add();
        entries?.enter(SLOT, week);
        for (let part = 0; part <= between.count; part++) {
          if (part < between.count) between.clear(part, SLOT, [0, here()]);
          refuse(plan.step(SLOT, week, 0, here(), part));
          if (part < between.count) between.serve(part, SLOT, week);
        }
        slotTies.change(SLOT, week, team);
        if (!totals.length) continue;
        team.sums[0].fill(0);
        refuse(tallyRange(looking, SLOT, week, [0, here()], counted));
        totals.publish(SLOT, team.sums);
      }
    },
    alone(machine, week) {
      writeWeek(memory, layout, SLOT, fields, week);
      refuse(machine.step(SLOT, week, 0, here()));
    },
    hash: () => hashState({ memory, layout, slot: SLOT, week: frame.weeks - 1, count: declared }),
    save: () => new Uint8Array(bufferOf(memory), slotBase(layout, SLOT), layout.slotBytes).slice(),
    restore: saved => new Uint8Array(bufferOf(memory), slotBase(layout, SLOT), layout.slotBytes).set(saved),
  };
}

function refuse(failure: Failure | undefined): void {
  if (failure) throw new Error(`a value that is not finite: ${JSON.stringify(failure)}`);
}
