import { dayOfTime, firstDay, inStepOf, isoDay } from '../core/calendar.ts';
import { throwDiagnostic } from '../core/diagnostics.ts';
import { seedKey } from '../core/random/streams.ts';
import { javascript } from '../engine/javascript/javascript.ts';
import type { Backend, CompiledModel, Failure, Program } from '../engine/program/compiled-model.ts';
import { BLOCK, type Layout } from '../engine/program/layout.ts';
import type { BackendName, RunKey, RunResult, Task } from '../engine/program/run-types.ts';
import { openAnswers } from '../engine/state/answers.ts';
import { openBetweenParts } from '../engine/state/between-parts.ts';
import { openSlotTies } from '../engine/state/dynamic-network.ts';
import { openEntries } from '../engine/state/entries.ts';
import { bufferOf, fillSlot } from '../engine/state/memory.ts';
import { fieldsOf, writeRun, writeWeek } from '../engine/state/run-setup.ts';
import { hashAgents, joinHashes } from '../engine/state/state-hash.ts';
import { openTieWeights } from '../engine/state/tie-weights.ts';
import { wasm } from '../engine/wasm/wasm.ts';
import { isTime } from '../language/type.ts';
import type { Model } from '../model/model.ts';
import { openObserver, sumsOf, tallyRange, type Watch } from '../observe/observer.ts';
import { personsOf } from '../population/populate.ts';
import { type Answer, compileAnswers } from '../scenario/answers.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { resolveScenario } from './resolve.ts';
import { alone, type ThreadBarrier } from './thread-barrier.ts';
import { openTotals } from './totals.ts';

const BACKENDS: Record<BackendName, Backend> = { js: javascript, wasm };

export interface RunOptions {
  onWeek?: (week: number) => void;
  /** In place of the task's: a scenario that differs from it by its events alone. */
  scenario?: Scenario;
  /** The threads that share this run; by default this one alone. */
  barrier?: ThreadBarrier;
  /** Takes the place of a week's step, given the usual one, and leaves the same state: for those who look into a week. */
  step?: (usual: CompiledModel['step']) => CompiledModel['step'];
  /** Hears of every part of the run when it is done; a part comes again and again. */
  onPhase?: (part: RunPart) => void;
}

/** What a run spends its time on. `asking`: what is noted week by week, and waves, beside the tallies. */
export const RUN_PARTS = ['beginning', 'rules', 'tallies', 'asking', 'ties', 'report', 'hash'] as const;
export type RunPart = (typeof RUN_PARTS)[number];

export interface Runner {
  /** Do one run in a slot of the memory. The barrier's leader gets the result; durations are for the caller to fill in. */
  run(key: RunKey, slot: number, options?: RunOptions): RunResult | undefined;
}

/** Rules that take up each other's values one after the other are compiled by calls in calls. */
function compile(backend: BackendName, program: Program, memory: Task['memory']): CompiledModel {
  try {
    return BACKENDS[backend](program, memory);
  } catch (error) {
    if (!(error instanceof RangeError && /call stack/i.test(error.message))) throw error;
    return throwDiagnostic({
      kind: 'value',
      message: 'the rules depend on each other in too long a chain to be compiled',
      found: `${program.model.plan.length} rules`,
      hint: 'take rules out of the plan, or put several into one',
    });
  }
}

/**
 * The story of a run: people get their first values; week after week the plan's rules act on everybody, the observer
 * looks, ties change and the next week's events are written. Compiles once; the runner then does one run after the other.
 * @param resolved what `resolveScenario` says of the task's inputs, where that is known
 */
export function openTask(task: Task, resolved = resolveScenario(task.inputs)): Runner {
  const { inputs, layout, memory } = task;
  const { model, declared, metrics, tallies, waves, recordings, figures, levels, terms, frame, microdata } =
    resolved;
  const { seed } = inputs.scenario;
  const extracts = [
    ...waves.flatMap(wave => wave.extracts),
    ...[...recordings, ...terms].map(({ extract }) => extract),
  ];
  const firstTerm = extracts.length - terms.length;
  const firstMicrodata = extracts.length;
  extracts.push(...microdata.flatMap(table => table.extracts));
  if (levels.length > 0) {
    const outputs = levels.map(name => model.metrics.find(metric => metric.name === name)!.base);
    extracts.push({ name: 'counts before the first week', outputs });
  }
  const program = { model, layout, tallies, extracts };
  const machine = compile(task.backend, program, memory);
  const slotTies = openSlotTies(program, memory, machine);
  const weights = openTieWeights(program, memory, machine);
  const answersOf = (to: Scenario, answers: readonly Answer[] = compileAnswers(model, to.events)) => {
    if (model.tables.length > layout.tables.length) throw new Error('another scenario asks for other totals');
    return openAnswers(answers, model, to, frame.weeks, memory, layout);
  };
  const usualAnswers = answersOf(inputs.scenario, resolved.answers);
  const usualFields = fieldsOf(model, inputs.scenario, frame.weeks);
  const { agents, starting } = layout;
  // Agents are whole: together they represent all persons, whatever scale was asked for.
  const personsPerAgent = personsOf(model, inputs.model.population) / starting;
  const totals = openTotals(resolved.totals, memory, layout, personsPerAgent);
  const entries = openEntries(model, layout, memory, { personsPerAgent, seed });
  const between = openBetweenParts(model, layout, memory, personsPerAgent, entries);
  const words = seedKey(seed);
  const ids = new Uint32Array(bufferOf(memory), layout.ids, agents);
  const watch: Watch = {
    model,
    layout,
    memory,
    machine,
    frame,
    metrics,
    tallies: tallies.slice(resolved.totals.tallies.length),
    extracts,
    waves,
    recordings,
    figures,
    levels,
    terms,
    firstTerm,
    microdata,
    firstMicrodata,
    personsPerAgent,
    ids,
    seed: words,
  };
  const check = (failure: Failure | undefined) => failure && reportFailure(model, failure);

  function run(
    key: RunKey,
    slot: number,
    { onWeek, barrier = alone(task), step: through, onPhase, scenario }: RunOptions,
  ): RunResult | undefined {
    const fields = scenario ? fieldsOf(model, scenario, frame.weeks) : usualFields;
    const answers = (scenario ? answersOf(scenario) : usualAnswers)(slot);
    const isLeader = barrier.rank === 0;
    /** Whole blocks of those who have come so far. */
    const range = () => rangeOf(entries?.taken(slot) ?? agents, layout, barrier);
    const parameters = model.parameters.map(({ name, value }) => key.parameters?.[name] ?? value);
    const weeks = key.only?.weeks ?? frame.weeks;
    const observer = openObserver(watch, slot, key);
    const step = through?.(machine.step);
    const own = barrier.sums[barrier.rank];
    const sums = sumsOf(key.only ? resolved.totals.tallies : tallies, own);
    const observed = barrier.sums.map(member => member.subarray(totals.length));
    if (isLeader) {
      fillSlot(memory, layout, slot, task.startColumns);
      writeRun(memory, layout, slot, model, parameters, seed, key.replicate);
      writeWeek(memory, layout, slot, fields, 0);
      slotTies.clear(slot);
      entries?.begin(slot, key.replicate);
    }
    barrier.wait();
    weights?.begin(slot, ...range());
    check(machine.initialise(slot, ...range()));
    if (totals.length) {
      check(totals.begin(machine, slot, range(), own));
      barrier.wait();
      if (isLeader) totals.publish(slot, barrier.sums);
    }
    barrier.wait();
    if (isLeader) {
      answers.weigh(0);
      answers.add();
      observer.begin();
      entries?.enter(slot, 0);
    }
    barrier.wait();
    onPhase?.('beginning');
    for (let week = 0; week < weeks; week++) {
      barrier.sums[barrier.rank].fill(0);
      for (let part = 0; part < between.count; part++) {
        between.clear(part, slot, range());
        check((step ?? machine.step)(slot, week, ...range(), part));
        barrier.wait();
        if (isLeader) between.serve(part, slot, week);
        barrier.wait();
        onPhase?.('rules');
      }
      const last = between.count;
      if (step) check(step(slot, week, ...range(), last) ?? tallyRange(machine, slot, week, range(), sums));
      else check(machine.stepAndTally(slot, week, ...range(), sums, onPhase, last));
      barrier.wait();
      if (isLeader) observer.look(week, observed, answers.sizes);
      onPhase?.('asking');
      if (weights) {
        barrier.wait();
        weights.change(slot, week, ...range());
        barrier.wait();
      }
      slotTies.change(slot, week, barrier);
      if (isLeader) {
        if (totals.length) totals.publish(slot, barrier.sums);
        if (week + 1 < weeks) {
          answers.weigh(week + 1);
          writeWeek(memory, layout, slot, fields, week + 1);
          answers.add();
          entries?.enter(slot, week + 1);
        }
        onWeek?.(week);
      }
      barrier.wait();
      onPhase?.('ties');
    }
    if (!key.only) {
      const state = { memory, layout, slot, week: weeks - 1, count: declared };
      barrier.sums[barrier.rank].set(hashAgents(state, ...range()));
      barrier.wait();
    }
    onPhase?.('hash');
    if (!isLeader) return undefined;
    entries?.check(slot, weeks - 1);
    const stateHash = key.only ? '' : joinHashes(barrier.sums);
    const report = observer.report();
    onPhase?.('report');
    return { key, agents: starting, weeks, ...report, stateHash, wallSeconds: 0 };
  }

  return {
    run(key, slot, options = {}) {
      try {
        return run(key, slot, options);
      } catch (error) {
        options.barrier?.abort();
        throw error;
      }
    },
  };
}

/** A member's share of the agents: whole blocks. */
function rangeOf(
  taken: number,
  { agents }: Layout,
  { rank, size }: ThreadBarrier,
): [begin: number, end: number] {
  const blocks = Math.ceil(taken / BLOCK);
  const edge = (k: number) => Math.min(agents, Math.floor((blocks * k) / size) * BLOCK);
  return [edge(rank), edge(rank + 1)];
}

/** A run that broke names the rule, the column, the agent, the week and the value. */
function reportFailure(model: Model, { where, column, agent, week, found }: Failure): never {
  const rule = [...model.plan, ...model.initial].find(({ id }) => id === where);
  const when = inStepOf(isoDay(firstDay(model, Math.max(0, week))), model.step);
  const isTotal = model.totals.some(({ text }) => text === where);
  if (!rule)
    return throwDiagnostic({
      kind: 'failed',
      message: `${isTotal ? 'the total' : 'metric'} \`${where}\` can't count the value of agent ${agent} ${when}`,
      found: String(found),
      expected: 'a number below 1.7e10, and not far beyond what ranges of columns and parameters allow',
    });
  const check = [rule, ...rule.branches].flatMap(({ checks }) => checks).find(({ what }) => what === column);
  if (check)
    return throwDiagnostic({
      kind: 'failed',
      message: `\`${where}\` can't act on agent ${agent} ${when}: ${column} is no number`,
      at: check.at,
      found: String(found),
      expected: 'a finite number; in floor(x) one below 16777216',
    });
  const write = rule.branches.flatMap(b => b.writes).find(w => model.columns[w.column].name === column);
  const { earliest, type } = (write && model.columns[write.column]) ?? {};
  if (write && earliest && type && isTime(type) && Number.isInteger(found))
    return throwDiagnostic({
      kind: 'failed',
      message: `\`${where}\` gave \`${column}\` of agent ${agent} a ${type.kind} that it can't hold ${when}`,
      at: write.at,
      found: `the ${type.kind} of ${isoDay(dayOfTime(found + earliest, type.kind, model))}`,
      expected: `none before that of ${isoDay(dayOfTime(earliest, type.kind, model))}`,
      hint: `an earlier day for \`earliest\` of \`${column}\``,
    });
  return throwDiagnostic({
    kind: 'failed',
    message: `\`${where}\` gave \`${column}\` of agent ${agent} an impossible value ${when}`,
    at: write?.at ?? rule.at,
    found: String(found),
    expected: 'a finite number; an integer from 0 to 65535',
  });
}
