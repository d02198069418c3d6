import { STRETCH } from '../layout/layout.ts';
import type { Machine, Memory, Program } from './machine.ts';
import type { Routine } from './wasm/encoder.ts';
import { extractFunction } from './wasm/observers.ts';
import { openTies } from './wasm/pairs.ts';
import { openPlan, openStep, openTally } from './wasm/plan.ts';
import { copiesOf, rowBytes, SUM_BYTES } from './wasm/scratch.ts';
import { stepsOf } from './wasm/stages.ts';
import { openWorkbench } from './wasm/workbench.ts';

export { explainWasm } from './wasm/explain.ts';

/** The SIMD backend: a program as WebAssembly that handles four agents at once. How it sums over ties changes no bit. */
export function wasm(program: Program, memory: Memory, ties: 'auto' | 'scalar' = 'auto'): Machine {
  const { model, layout } = program;
  const bench = openWorkbench(program, memory, ties);
  const { options, notes, scratch } = bench;
  const plan = openPlan(program, bench);
  const initial = stepsOf(model.initial).map(({ rules }) =>
    openStep(program, bench, { rules, guard: undefined }, { ...options, parity: 'first' }),
  );
  const tallies = program.tallies.map(tally => openTally(program, bench, tally));
  const extracts = program.extracts.map(extract =>
    bench.lazy(() => [extractFunction(options, extract.name, extract)]),
  );
  const copy = bench.lazy(() => [COPY]);
  const published = [...layout.columns.keys()].filter(
    k => layout.columns[k].published && !layout.columns[k].common,
  );
  const baseOf = (slot: number) => layout.slotBase + slot * layout.slotBytes;

  /** Copy agents of published columns from one buffer to the other. */
  function carry(columns: readonly number[], base: number, begin: number, end: number, from: 0 | 1): void {
    for (const k of columns) {
      const { buffers, width } = layout.columns[k];
      const at = base + begin * width;
      copy(at + buffers[1 - from], at + buffers[from], (end - begin) * width, 0);
    }
  }

  return {
    initialise(slot, begin, end) {
      for (const work of initial) {
        const failure = begin < end && work(baseOf(slot), 0, begin, end);
        if (failure) return failure;
      }
      carry(published, baseOf(slot), begin, end, 0);
      return undefined;
    },
    step(slot, week, begin, end) {
      for (let from = begin; from < end; from += STRETCH) {
        const to = Math.min(end, from + STRETCH);
        carry(plan.carried, baseOf(slot), from, to, (week & 1) as 0 | 1);
        const failure = plan.work(baseOf(slot), week, from, to);
        if (failure) return failure;
      }
      return undefined;
    },
    tally(slot, k, week, begin, end, sums) {
      const { cells, values } = program.tallies[k];
      const width = rowBytes(program.tallies[k]) / SUM_BYTES;
      const rows = cells * copiesOf(program.tallies[k]);
      const found = new BigInt64Array(notes, scratch.sums, rows * width).fill(0n);
      for (let from = begin; from < end; from += STRETCH) {
        const failure = tallies[k](baseOf(slot), week, from, Math.min(end, from + STRETCH));
        if (failure) return failure;
      }
      for (let row = 0; row < rows; row++) {
        for (let v = 0; v < values.length; v++)
          sums[v * cells + (row % cells)] += Number(found[row * width + v]);
      }
      return undefined;
    },
    extract(slot, k, week, begin, end, outputs) {
      for (let from = begin; from < end; from += STRETCH) {
        const to = Math.min(end, from + STRETCH);
        extracts[k](baseOf(slot), week, from, to);
        for (const [o, output] of outputs.entries()) {
          output.set(new Float32Array(notes, scratch.answers + 4 * STRETCH * o, to - from), from - begin);
        }
      }
      return undefined;
    },
    ties: model.slotNetworks.map(network => openTies(layout, bench, network)),
  };
}

/** copy(to, from, bytes) in the shared memory. */
const COPY: Routine = {
  name: 'copy',
  parameters: ['i32', 'i32', 'i32', 'i32'],
  results: ['i32'],
  locals: [],
  names: ['to', 'from', 'bytes', 'unused'],
  body: [
    ['local.get', 0],
    ['local.get', 1],
    ['local.get', 2],
    ['memory.copy', 0, 0],
    ['i32.const', 0],
  ],
};
