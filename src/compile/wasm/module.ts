import type { Program } from '../machine.ts';
import { encodeModule, type Function } from './encoder.ts';
import type { CheckPlace } from './failures.ts';
import type { KernelOptions } from './kernel.ts';
import { extractFunction, tallyFunction } from './observers.ts';
import { listFunction, type Made, ruleFunction } from './rules.ts';
import { openScratch, type Scratch } from './scratch.ts';
import { stagesOf, writtenBy } from './stages.ts';

/** A program as a module: the same bytes for every memory of the layout, every slot, every thread. */
export interface Compiled {
  bytes: Uint8Array<ArrayBuffer>;
  scratch: Pick<Scratch, 'failed' | 'bytes'>;
  initial: readonly StageNames[];
  plan: readonly StageNames[];
  /** Published columns that must be copied from last week's buffer before the plan. */
  carried: readonly number[];
  tallies: readonly ObserverNames[];
  extracts: readonly ObserverNames[];
}

/** Names of the functions of a stage, and where their failures are found. */
export interface StageNames {
  run: string;
  /** The function that lists the agents concerned, if only some are. */
  list: string | undefined;
  checks: readonly CheckPlace[];
}

export interface ObserverNames {
  run: string;
  area: number;
  checks: readonly CheckPlace[];
}

const PAGE = 65536;
const MOST_PAGES = 65536;

export function compileModule(program: Program): Compiled {
  const { model, layout, tallies, extracts } = program;
  const scratch = openScratch();
  const functions: Function[] = [];
  const take = <M extends Made>(made: M): M => {
    functions.push(made.function);
    return made;
  };
  const options: KernelOptions = {
    layout,
    tableSizes: model.tables.map(table => table.size),
    scratch,
    position: 'dense',
    parity: 'week',
    unwritten: new Set(),
  };

  const initial = stagesOf(model.initial).map(({ rules }, k): StageNames => {
    const { checks } = take(ruleFunction({ ...options, parity: 'first' }, model, `initial${k}`, rules));
    return { run: `initial${k}`, list: undefined, checks };
  });

  // A published column whose first writer handles all agents is read from the old buffer and written to the new one;
  // the others are copied.
  const stages = stagesOf(model.plan);
  const firstWriter = new Map<number, number>();
  for (const [k, { rules }] of stages.entries())
    for (const column of rules.flatMap(writtenBy)) if (!firstWriter.has(column)) firstWriter.set(column, k);
  const published = [...firstWriter].filter(([column]) => layout.columns[column].published);
  const carried = published.filter(([, k]) => stages[k].guard).map(([column]) => column);
  const renewed = published.filter(([, k]) => !stages[k].guard);
  const plan = stages.map(({ rules, guard }, k): StageNames => {
    const unwritten = new Set(renewed.filter(([, first]) => k <= first).map(([column]) => column));
    if (guard) take(listFunction({ ...options, unwritten }, model, `list${k}`, guard));
    const position = guard ? 'list' : 'dense';
    const { checks } = take(ruleFunction({ ...options, position, unwritten }, model, `stage${k}`, rules));
    return { run: `stage${k}`, list: guard && `list${k}`, checks };
  });

  const tallied = tallies.map((tally, k): ObserverNames => {
    const { area, checks } = take(tallyFunction(options, model, `tally${k}`, tally));
    return { run: `tally${k}`, area, checks };
  });
  const extracted = extracts.map((extract, k): ObserverNames => {
    const { area, checks } = take(extractFunction(options, model, `extract${k}`, extract));
    return { run: `extract${k}`, area, checks };
  });
  functions.push(copyFunction);
  const scratchPages = Math.ceil(scratch.bytes / PAGE);
  const bytes = encodeModule({ sharedPages: MOST_PAGES, scratchPages, functions });
  return { bytes, scratch, initial, plan, carried, tallies: tallied, extracts: extracted };
}

/** copy(to, from, bytes) in the shared memory. */
const copyFunction: Function = {
  name: 'copy',
  parameters: ['i32', 'i32', 'i32'],
  results: [],
  locals: [],
  body: [
    ['local.get', 0],
    ['local.get', 1],
    ['local.get', 2],
    ['memory.copy', 0, 0],
  ],
};
