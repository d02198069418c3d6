import type { Failure, Machine, Memory, Program } from './machine.ts';
import { clearFailures, readFailure } from './wasm/failures.ts';
import { type Compiled, compileModule, type ObserverNames, type StageNames } from './wasm/module.ts';
import { STRETCH } from './wasm/scratch.ts';

type Run = (slot: number, week: number, begin: number, end: number) => number;

/** The SIMD backend: a program as WebAssembly that handles four agents at once. */
export function wasm(program: Program, memory: Memory): Machine {
  return openMachine(program, memory, compileModule(program));
}

/** Bind a compiled program to a memory. Each thread has an instance, and a scratch memory, of its own. */
export function openMachine({ layout }: Program, memory: Memory, compiled: Compiled): Machine {
  if (!(memory instanceof WebAssembly.Memory))
    throw new TypeError('the SIMD backend needs a WebAssembly.Memory');
  const module = new WebAssembly.Module(compiled.bytes);
  const { exports } = new WebAssembly.Instance(module, { shared: { memory } });
  const scratch = (exports.scratch as WebAssembly.Memory).buffer;
  const run = (name: string) => exports[name] as Run;
  const copy = exports.copy as (to: number, from: number, bytes: number) => void;
  const ids = new Uint32Array(memory.buffer, layout.ids, layout.agents);
  const failed = new Int32Array(scratch, compiled.scratch.failed, 1);

  const bind = ({ run: name, list, checks }: StageNames) => ({
    run: run(name),
    list: list && run(list),
    checks,
  });
  const [initial, plan] = [compiled.initial.map(bind), compiled.plan.map(bind)];
  const observers = (all: readonly ObserverNames[]) => all.map(each => ({ ...each, run: run(each.run) }));
  const [tallies, extracts] = [observers(compiled.tallies), observers(compiled.extracts)];
  const checks = [compiled.initial, compiled.plan, compiled.tallies].flatMap(all =>
    all.flatMap(each => each.checks),
  );
  clearFailures(scratch, compiled.scratch, checks);

  const baseOf = (slot: number) => layout.slotBase + slot * layout.slotBytes;
  const published = [...layout.columns.keys()].filter(
    k => layout.columns[k].published && !layout.columns[k].common,
  );

  /** The failure that the last calls left, if any; forgotten afterwards. */
  function failure(week: number): Failure | undefined {
    if (!failed[0]) return undefined;
    const found = readFailure(scratch, checks, ids, week);
    clearFailures(scratch, compiled.scratch, checks);
    return found;
  }

  function carry(columns: readonly number[], base: number, begin: number, end: number, from: 0 | 1): void {
    for (const k of columns) {
      const { buffers, width } = layout.columns[k];
      const at = base + begin * width;
      copy(at + buffers[1 - from], at + buffers[from], (end - begin) * width);
    }
  }

  return {
    initialise(slot, begin, end) {
      if (begin >= end) return undefined;
      for (const stage of initial) stage.run(baseOf(slot), 0, begin, end);
      carry(published, baseOf(slot), begin, end, 0);
      return failure(0);
    },
    step(slot, week, begin, end) {
      const base = baseOf(slot);
      for (let from = begin; from < end; from += STRETCH) {
        const to = Math.min(end, from + STRETCH);
        carry(compiled.carried, base, from, to, (week & 1) as 0 | 1);
        for (const stage of plan) {
          if (!stage.list) {
            stage.run(base, week, from, to);
            continue;
          }
          const count = stage.list(base, week, from, to);
          if (count) stage.run(base, week, 0, count);
        }
        if (failed[0]) return failure(week);
      }
      return undefined;
    },
    tally(slot, k, week, begin, end, sums) {
      const { run: count, area } = tallies[k];
      const found = new BigInt64Array(scratch, area, sums.length).fill(0n);
      if (begin < end) count(baseOf(slot), week, begin, end);
      if (failed[0]) return failure(week);
      for (const [at, sum] of found.entries()) sums[at] += Number(sum);
      return undefined;
    },
    extract(slot, k, week, begin, end, outputs) {
      const { run: answer, area } = extracts[k];
      for (let from = begin; from < end; from += STRETCH) {
        const to = Math.min(end, from + STRETCH);
        answer(baseOf(slot), week, from, to);
        for (const [o, output] of outputs.entries()) {
          output.set(new Float32Array(scratch, area + 4 * STRETCH * o, to - from), from);
        }
      }
      return undefined;
    },
  };
}
