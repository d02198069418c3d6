import type { Program } from '../machine.ts';
import { encodeModule, type Routine } from './encoder.ts';
import type { CheckPlace } from './failures.ts';
import type { KernelOptions } from './kernel.ts';
import { extractFunction, tallyDiagnosis, tallyFunction } from './observers.ts';
import { listFunction, ruleDiagnosis, ruleFunction } from './rules.ts';
import { openScratch } from './scratch.ts';
import { type Stage, stagesOf, writtenBy } from './stages.ts';

/** A program as a module: the same bytes for every memory of the layout, every slot, every thread. */
export interface Compiled {
  bytes: Uint8Array<ArrayBuffer>;
  initial: readonly CompiledStage[];
  plan: readonly CompiledStage[];
  /** Published columns that must be copied from last week's buffer before the plan. */
  carried: readonly number[];
  tallies: readonly CompiledObserver[];
  extracts: readonly CompiledObserver[];
}

/** Names of the functions of a stage. */
export interface CompiledStage extends Stage {
  run: string;
  /** The function that lists the agents concerned, if only some are. */
  list: string | undefined;
  diagnosis: () => Diagnosis;
}

export interface CompiledObserver {
  run: string;
  /** Offset of its results in the scratch. */
  area: number;
  diagnosis: () => Diagnosis;
}

/** A module with the one function `diagnose`, made when something has failed. */
export interface Diagnosis {
  bytes: Uint8Array<ArrayBuffer>;
  places: readonly CheckPlace[];
}

const PAGE = 65536;
const MOST_PAGES = 65536;

export function compileModule(program: Program): Compiled {
  const { model, layout, tallies, extracts } = program;
  const scratch = openScratch();
  const routines: Routine[] = [copy];
  const options: KernelOptions = {
    layout,
    tableSizes: model.tables.map(table => table.size),
    scratch,
    position: 'dense',
    parity: 'week',
    unwritten: new Set(),
  };

  const compileStage = (stage: Stage, run: string, own: KernelOptions): CompiledStage => {
    const { rules, guard } = stage;
    const list = guard && `${run}list`;
    const listed: KernelOptions = guard ? { ...own, position: 'list' } : own;
    if (guard && list) routines.push(listFunction(own, model, list, guard));
    routines.push(ruleFunction(listed, model, run, rules));
    const diagnosis = () => compileDiagnosis(listed, made => ruleDiagnosis(made, model, 'diagnose', rules));
    return { ...stage, run, list, diagnosis };
  };

  const initial = stagesOf(model.initial).map(({ rules }, k) =>
    compileStage({ rules, guard: undefined }, `initial${k}`, { ...options, parity: 'first' }),
  );

  // A published column whose first writer handles all agents is read from the old buffer and written to the new one; the
  // others are copied before the plan.
  const stages = stagesOf(model.plan);
  const firstWriter = new Map<number, number>();
  for (const [k, { rules }] of stages.entries())
    for (const column of rules.flatMap(writtenBy)) if (!firstWriter.has(column)) firstWriter.set(column, k);
  const published = [...firstWriter].filter(([column]) => layout.columns[column].published);
  const carried = published.filter(([, k]) => stages[k].guard).map(([column]) => column);
  const renewed = published.filter(([, k]) => !stages[k].guard);
  const plan = stages.map((stage, k) => {
    const unwritten = new Set(renewed.filter(([, first]) => k <= first).map(([column]) => column));
    return compileStage(stage, `stage${k}`, { ...options, unwritten });
  });

  const tallied = tallies.map((tally, k): CompiledObserver => {
    const { routine, area } = tallyFunction(options, model, `tally${k}`, tally);
    routines.push(routine);
    const diagnosis = () => compileDiagnosis(options, made => tallyDiagnosis(made, model, 'diagnose', tally));
    return { run: routine.name, area, diagnosis };
  });
  const extracted = extracts.map((extract, k): CompiledObserver => {
    const { routine, area } = extractFunction(options, model, `extract${k}`, extract);
    routines.push(routine);
    return { run: routine.name, area, diagnosis: () => ({ bytes: new Uint8Array(), places: [] }) };
  });
  return { bytes: encode(routines, scratch.bytes), initial, plan, carried, tallies: tallied, extracts: extracted };
}

/** A diagnosis has a scratch of its own, in which the list stands at the same place. */
function compileDiagnosis(
  options: KernelOptions,
  make: (options: KernelOptions) => { routine: Routine; places: readonly CheckPlace[] },
): Diagnosis {
  const scratch = openScratch();
  const { routine, places } = make({ ...options, scratch });
  return { bytes: encode([routine], scratch.bytes), places };
}

function encode(routines: readonly Routine[], scratchBytes: number): Uint8Array<ArrayBuffer> {
  return encodeModule({ sharedPages: MOST_PAGES, scratchPages: Math.ceil(scratchBytes / PAGE), functions: routines });
}

/** copy(to, from, bytes) in the shared memory. */
const copy: Routine = {
  name: 'copy',
  parameters: ['i32', 'i32', 'i32'],
  results: [],
  locals: [],
  names: ['to', 'from', 'bytes'],
  body: [['local.get', 0], ['local.get', 1], ['local.get', 2], ['memory.copy', 0, 0]],
};
