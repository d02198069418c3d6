import { isoDay } from './calendar.ts';
import { javascript } from './compile/javascript.ts';
import type { Backend, Failure } from './compile/machine.ts';
import type { Model } from './model/model.ts';
import { planFlows } from './observe/metrics.ts';
import { openObserver, type Watch } from './observe/observer.ts';
import { fail } from './problem.ts';
import { seedKey, streamKey } from './random/streams.ts';
import type { BackendName, RunKey, RunResult, Task } from './run.ts';
import { understand } from './understand.ts';
import { hashState } from './world/columns.ts';
import { bufferOf, fillSlot } from './world/memory.ts';
import { fieldsOf, writeRun, writeWeek } from './world/prepare.ts';
import { openSlotTies } from './world/slots.ts';

const BACKENDS: Record<BackendName, Backend> = { js: javascript, wasm: javascript };

/** Does one run in a slot of the memory. Durations are for the caller to fill in. */
export type Runner = (key: RunKey, slot: number, onWeek?: (week: number) => void) => RunResult;

/**
 * The story of a run: people get their first values; week after week this week's events are written, the plan's rules act
 * on everybody, and the observer looks. Compiles once; the runner then does one run after the other.
 */
export function openTask(task: Task): Runner {
  const { inputs, layout, memory } = task;
  const { model, declared, metrics, waves, recordings, figures, frame } = understand(inputs);
  const { seed, personsPerAgent } = inputs.scenario;
  const tallies = [...metrics.tallies, planFlows(model)];
  const extracts = [...waves, ...recordings].map(({ extract }) => extract);
  const program = { model, layout, tallies, extracts };
  const machine = BACKENDS[task.backend](program, memory);
  const slotTies = openSlotTies(program, memory);
  const fields = fieldsOf(model, inputs.scenario, frame.weeks);
  const { agents } = layout;
  const words = seedKey(seed);
  const ids = new Uint32Array(bufferOf(memory), layout.ids, agents);
  const watch: Watch = {
    model,
    layout,
    memory,
    machine,
    frame,
    metrics,
    tallies,
    waves,
    recordings,
    figures,
    personsPerAgent,
    ids,
    seed: words,
  };
  const check = (failure: Failure | undefined) => failure && reportFailure(model, failure);

  return (key, slot, onWeek) => {
    const observer = openObserver(watch, slot, key.replicate);
    fillSlot(memory, layout, slot, task.startColumns);
    writeRun(memory, layout, slot, model, seed, key.replicate);
    writeWeek(memory, layout, slot, fields, 0);
    slotTies.clear(slot);
    check(machine.initialise(slot, 0, agents));
    for (let week = 0; week < frame.weeks; week++) {
      writeWeek(memory, layout, slot, fields, week);
      check(machine.step(slot, week, 0, agents));
      check(observer.look(week));
      slotTies.change(slot, week, stream => streamKey(words, key.replicate, stream));
      onWeek?.(week);
    }
    const stateHash = hashState(memory, layout, slot, frame.weeks - 1, declared);
    return { key, agents, weeks: frame.weeks, ...observer.report(), stateHash, wallSeconds: 0 };
  };
}

/** A run that broke names the rule, the column, the agent, the week and the value. */
function reportFailure(model: Model, { where, column, agent, week, found }: Failure): never {
  const rule = [...model.plan, ...model.initial].find(({ id }) => id === where);
  const write = rule?.branches.flatMap(b => b.writes).find(w => model.columns[w.column].name === column);
  return fail({
    kind: 'failed',
    message: `\`${where}\` gave \`${column}\` of agent ${agent} an impossible value in the week of ${isoDay(model.startDay + 7 * week)}`,
    at: write?.at ?? rule?.at,
    found: String(found),
    expected: 'a finite number; an integer from 0 to 65535',
  });
}
