import { fileURLToPath } from 'node:url';
import { seedKey, streamKey } from '../src/core/random/streams.ts';
import { javascript } from '../src/engine/javascript/javascript.ts';
import type { CompiledModel, Failure } from '../src/engine/program/compiled-model.ts';
import type { BackendName, Inputs } from '../src/engine/program/run-types.ts';
import { columnBytes } from '../src/engine/state/columns.ts';
import { fillSlot } from '../src/engine/state/memory.ts';
import { writeRun } from '../src/engine/state/run-setup.ts';
import { tiesOf } from '../src/engine/state/slot-rows.ts';
import { wasm } from '../src/engine/wasm/wasm.ts';
import { execute } from '../src/execute/execute.ts';
import { readModel } from '../src/io/project/inputs.ts';
import type { Scenario } from '../src/scenario/scenario.ts';
import { instantiate } from '../src/simulate/resolve.ts';
import type { StudyFiles } from '../src/survey/study.ts';
import { parseCsv } from '../src/text/csv.ts';
import { parseYaml } from '../src/text/yaml.ts';
import { type Column, FIXED, type PeerState, STREAMS, WRITTEN } from './state.ts';

/** The benchmark model laid out; steps are timed bare, runs with all that belongs to a run. */
export interface PeerModel {
  agents: number;
  bytesPerAgent: number;
  /** Compile the plan, or some rules of it, for a backend; all backends share the memory. */
  compile(backend: BackendName, ruleIds?: readonly string[]): CompiledModel;
  /** Back to the initial state. */
  begin(machine: CompiledModel): void;
  /** Do weeks [0, weeks) from the present state; gives nanoseconds per agent and week. */
  run(machine: CompiledModel, weeks: number): number;
  /** Whole runs as users have them, observers included; gives each one's nanoseconds per agent and week. */
  execute(threads: number, replicates: number): Promise<number[]>;
  /** The state after this many weeks, as views of the memory. */
  state(weeks: number): PeerState;
}

const SEED = 'peer step';
const REPLICATE = 0;
const SLOT = 0;

export function openPeerModel(agents: number, { weeks = 156, slots = 1 } = {}): PeerModel {
  const { task, resolved } = instantiate(peerInputs(agents, weeks), { backend: 'wasm', slots });
  const { layout, memory } = task;
  const { model } = resolved;

  function column(name: string, week: number): Column {
    const k = layout.columns.findIndex(place => place.name === name);
    const { width, float } = layout.columns[k];
    const { buffer, byteOffset } = columnBytes(memory, layout, SLOT, k, week);
    if (float) return new Float32Array(buffer, byteOffset, agents);
    return width === 1
      ? new Uint8Array(buffer, byteOffset, agents)
      : new Uint16Array(buffer, byteOffset, agents);
  }

  return {
    agents,
    bytesPerAgent: layout.bytes / agents,
    compile(backend, ruleIds = model.plan.map(({ id }) => id)) {
      const plan = model.plan.filter(({ id }) => ruleIds.includes(id));
      const program = { model: { ...model, plan }, layout, tallies: [], extracts: [] };
      return (backend === 'wasm' ? wasm : javascript)(program, memory);
    },
    begin(machine) {
      fillSlot(memory, layout, SLOT, task.startColumns);
      writeRun(
        memory,
        layout,
        SLOT,
        model,
        model.parameters.map(p => p.value),
        SEED,
        REPLICATE,
      );
      refuse(machine.initialise(SLOT, 0, agents));
    },
    run(machine, weeks) {
      const begun = performance.now();
      for (let week = 0; week < weeks; week++) refuse(machine.step(SLOT, week, 0, agents));
      return ((performance.now() - begun) * 1e6) / (agents * weeks);
    },
    async execute(threads, replicates) {
      const keys = Array.from({ length: replicates }, (_, replicate) => ({
        scenario: 'peer-step',
        replicate,
      }));
      const results = await execute(task, keys, { threads });
      return results.map(({ wallSeconds }) => (wallSeconds * 1e9) / (agents * weeks));
    },
    state(weeks) {
      const keys = STREAMS.map(name => [name, streamKey(seedKey(SEED), REPLICATE, name)] as const);
      const columns = [...FIXED, ...WRITTEN].map(name => [name, column(name, weeks - 1)] as const);
      return {
        agents,
        ids: new Uint32Array(memory.buffer, layout.ids, agents),
        ...tiesOf(memory, layout, SLOT, 0),
        keys: Object.fromEntries(keys) as PeerState['keys'],
        columns: Object.fromEntries(columns),
      };
    },
  };
}

function refuse(failure: Failure | undefined): void {
  if (failure) throw new Error(`a value that is not finite: ${JSON.stringify(failure)}`);
}

/** A scenario of the benchmark model: nothing happens, nobody is asked. */
export function peerInputs(agents: number, weeks: number): Inputs {
  const model = readModel(fileURLToPath(new URL('../models/peer-step', import.meta.url)));
  const startDay = 19_044; // 2022-02-21
  const scenario: Scenario = {
    name: 'peer-step',
    title: 'peer step',
    assumes: '',
    files: [],
    model: 'models/peer-step',
    study: 'none',
    startDay,
    untilDay: startDay + 7 * weeks - 1,
    weeks,
    replicates: 1,
    personsPerAgent: 1,
    seed: SEED,
    events: [],
    withoutMechanisms: [],
    withMechanisms: [],
    eventIds: [],
    choose: {},
    parameters: { persons: agents },
    groups: [],
    document: parseYaml('title: peer step', 'peer-step.yaml')[0],
    positions: new Map(),
  };
  return { scenario, model, study: noStudy() };
}

function noStudy(): StudyFiles {
  const empty = (name: string, header: string) => parseCsv(`${header}\n`, `${name}.csv`);
  return {
    folder: 'none',
    sources: empty('sources', 'source_id,title,published,address,kind,note'),
    waves: empty(
      'waves',
      'wave_id,label,field_start,field_end,mode,sampling,eligibility,n_total,n_total_status,n_panel_from_previous,deff,source_id,note',
    ),
    items: empty(
      'items',
      'item_id,construct,kind,scale,responses,base,horizon_months,reference_months,comparable_group,operator_hint,operator,cut',
    ),
    marginals: empty(
      'marginals',
      'row_id,wave_id,item_id,subgroup,response,value,value_kind,qualifier,interval_low,interval_high,n_base,n_base_status,source_id,quote,use,note',
    ),
    profile: empty('profile', 'row_id,variable,category,share,qualifier,population,source_id,note'),
    flows: undefined,
    relations: undefined,
    events: undefined,
  };
}
