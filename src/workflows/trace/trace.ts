import { stepOf } from '../../core/calendar.ts';
import { throwDiagnostic } from '../../core/diagnostics.ts';
import { javascript } from '../../engine/javascript/javascript.ts';
import type { Failure } from '../../engine/program/compiled-model.ts';
import { BLOCK } from '../../engine/program/layout.ts';
import { partsOf } from '../../engine/program/plan-parts.ts';
import type { Inputs, Task } from '../../engine/program/run-types.ts';
import { columnBytes, columnValues } from '../../engine/state/columns.ts';
import { rowOf } from '../../engine/state/slot-rows.ts';
import type { Model, Rule } from '../../model/model.ts';
import type { Event } from '../../scenario/scenario.ts';
import { instantiate } from '../../simulate/resolve.ts';
import { openTask } from '../../simulate/simulate.ts';
import { loadInputs, type Overrides } from '../run/load-inputs.ts';
import { runKeyAt } from '../run/run-keys.ts';
import { openSearch } from './find-agent.ts';

/** One agent's way through a run: who it was at first, then what each week changed, with the rule that did it. */
export interface AgentTrace {
  inputs: Inputs;
  /** Its columns are those that the model declares; values below are in their order. */
  model: Model;
  agent: number;
  agents: number;
  /** How many of them are there from the start on. */
  starting: number;
  replicate: number;
  /** Before the first week. */
  start: readonly number[];
  ties: readonly { network: string; others: readonly number[] }[];
  weeks: readonly TraceWeek[];
  end: readonly number[];
  /** Of everybody's state after the last week: the same as of the run that nobody watched. */
  stateHash: string;
}

export interface TraceWeek {
  week: number;
  began: readonly Event[];
  ended: readonly Event[];
  /** In the order of the plan. */
  changes: readonly Change[];
  /** Ties that came and went at the end of the week, by permanent id of the other. */
  ties: readonly { network: string; gained: readonly number[]; lost: readonly number[] }[];
}

export interface Change {
  /** Index of the column; numbers, codes of labels, 0 or 1. */
  column: number;
  before: number;
  after: number;
  rule: Rule;
  /** Which of the rule's options it was, where the written columns tell. */
  option: string | undefined;
}

export interface TraceOptions extends Overrides {
  /** Permanent id, or a condition: the first agent for whom it holds at the end of the run. */
  agent: number | string;
  /** As in a run: 1 is the first. */
  replicate?: number;
  onWeek?: (week: number, weeks: number) => void;
}

const SLOT = 0;

/**
 * Do one replicate and watch one agent. Its block of agents goes through the week rule by rule, with the reference backend;
 * everybody else as always. Rules read others only as published last week, so nobody's week is another one for it.
 */
export function traceAgent(file: string, options: TraceOptions): AgentTrace {
  const { replicate = 1, onWeek } = options;
  const inputs = loadInputs(file, { ...options, replicates: undefined });
  const { task, resolved } = instantiate(inputs, { backend: 'wasm', slots: 1 });
  const { declared, frame } = resolved;
  const model = { ...resolved.model, columns: resolved.model.columns.slice(0, declared) };
  const { agents } = task.layout;
  const { events } = inputs.scenario;
  const key = runKeyAt(inputs, replicate, options);
  const runner = openTask(task);
  const find = (condition: string) => {
    // A mistake in the condition is told before the run.
    const search = openSearch(condition, model, task);
    runner.run(key, SLOT);
    return search(SLOT, frame.weeks - 1);
  };
  const agent = typeof options.agent === 'string' ? find(options.agent) : options.agent;
  if (agent >= agents)
    throwDiagnostic({
      kind: 'value',
      message: `there is no agent ${agent}`,
      expected: `0 to ${agents - 1}`,
      hint: 'their number depends on persons_per_agent',
    });
  const ids = new Uint32Array(task.memory.buffer, task.layout.ids, agents);
  const at = ids.indexOf(agent);
  const see = openEye(task, model, at, ids);
  const block = openBlock(task, resolved.model, at);

  const weeks: TraceWeek[] = [];
  let start: number[] = [];
  let startTies = new Map<string, number[]>();
  let ties = startTies;
  let changes: Change[] = [];

  /** Run a rule over the block and note what it changed about the agent. */
  function watched(week: number, rule: Rule, run: () => Failure | undefined): Failure | undefined {
    const written = [...new Set(rule.branches.flatMap(branch => branch.writes.map(w => w.column)))].filter(
      column => column < declared,
    );
    const before = new Map(written.map(column => [column, see.value(column, week)]));
    const failure = run();
    const changed = written.filter(column => see.value(column, week) !== before.get(column));
    const option = optionOf(rule, changed);
    for (const column of changed)
      changes.push({ column, before: before.get(column)!, after: see.value(column, week), rule, option });
    return failure;
  }

  const falls = (day: number | undefined, week: number) => day !== undefined && stepOf(day, frame) === week;
  const result = runner.run(key, SLOT, {
    step:
      usual =>
      (slot, week, begin, end, part = 0) => {
        if (week === 0 && part === 0) {
          start = see.state(-1);
          startTies = see.ties();
          ties = startTies;
        }
        if (part === 0) changes = [];
        return (
          usual(slot, week, begin, Math.min(block.begin, end), part) ??
          block.step(week, part, end, (rule, run) => watched(week, rule, run)) ??
          usual(slot, week, block.end, end, part)
        );
      },
    onWeek(week) {
      const now = see.ties();
      weeks.push({
        week,
        began: events.filter(event => falls(event.fromDay, week)),
        ended: events.filter(event => falls(event.toDay, week)),
        changes,
        ties: compareTies(ties, now),
      });
      ties = now;
      onWeek?.(week, frame.weeks);
    },
  })!;
  return {
    inputs,
    model,
    agent,
    agents,
    starting: task.layout.starting,
    replicate,
    start,
    ties: [...startTies].map(([network, others]) => ({ network, others })),
    weeks,
    end: see.state(frame.weeks - 1),
    stateHash: result.stateHash,
  };
}

/** Reads the columns and ties of the agent at a place of storage. */
function openEye({ memory, layout }: Task, model: Model, at: number, ids: Uint32Array) {
  const value = (k: number, week: number): number => {
    const { width } = layout.columns[k];
    const own = columnBytes(memory, layout, SLOT, k, week).subarray(at * width, (at + 1) * width);
    return columnValues(layout.columns[k], own)[0];
  };
  const others = (network: number): number[] =>
    Array.from(rowOf(memory, layout, SLOT, network, at), storage => ids[storage]).sort((a, b) => a - b);
  return {
    value,
    state: (week: number) => model.columns.map((_, k) => value(k, week)),
    ties: () => new Map(model.networks.map(({ name }, k) => [name, others(k)])),
  };
}

/** The block that holds the agent, and a machine for each rule of the plan. */
function openBlock({ memory, layout }: Task, model: Model, at: number) {
  const begin = Math.floor(at / BLOCK) * BLOCK;
  const end = Math.min(layout.agents, begin + BLOCK);
  const carried = layout.columns.flatMap(({ published, common }, k) => (published && !common ? [k] : []));
  // A machine begins its step with last week's published values; of many machines only the first may.
  const still = { ...layout, columns: layout.columns.map(column => ({ ...column, published: false })) };
  const machineOf = (rule: Rule) => ({
    rule,
    machine: javascript(
      { model: { ...model, plan: [rule], initial: [] }, layout: still, tallies: [], extracts: [] },
      memory,
    ),
  });
  const machines = partsOf(model.plan).map(part => part.map(machineOf));
  return {
    begin,
    end,
    step(
      week: number,
      part: number,
      last: number,
      watched: (rule: Rule, run: () => Failure | undefined) => Failure | undefined,
    ) {
      // Behind the last one nobody has come yet.
      const to = Math.min(end, last);
      if (to <= begin) return undefined;
      for (const k of part === 0 ? carried : []) {
        const { width } = layout.columns[k];
        const last = columnBytes(memory, layout, SLOT, k, week - 1).subarray(begin * width, to * width);
        columnBytes(memory, layout, SLOT, k, week).set(last, begin * width);
      }
      for (const { rule, machine } of machines[part]) {
        const failure = watched(rule, () => machine.step(SLOT, week, begin, to));
        if (failure) return failure;
      }
      return undefined;
    },
  };
}

/** The option of a rule that wrote these columns, if only one can have. */
function optionOf({ branches }: Rule, changed: readonly number[]): string | undefined {
  if (branches.length < 2) return undefined;
  const able = branches.filter(({ writes }) => changed.every(k => writes.some(w => w.column === k)));
  return able.length === 1 ? able[0].label : undefined;
}

function compareTies(before: ReadonlyMap<string, number[]>, now: ReadonlyMap<string, number[]>) {
  return [...now].flatMap(([network, others]) => {
    const old = before.get(network) ?? [];
    const gained = others.filter(id => !old.includes(id));
    const lost = old.filter(id => !others.includes(id));
    return gained.length || lost.length ? [{ network, gained, lost }] : [];
  });
}
