import type { Failure, Machine, Memory, Program } from './machine.ts';
import { readFailure } from './wasm/failures.ts';
import { type Compiled, type CompiledObserver, type CompiledStage, compileModule, type Diagnosis } from './wasm/module.ts';
import { LIST, STRETCH } from './wasm/scratch.ts';

/** (offset of the slot, week, first agent, last agent + 1) -> 0, or where something failed; how many were listed. */
type Run = (slot: number, week: number, begin: number, end: number) => number;

/** The SIMD backend: a program as WebAssembly that handles four agents at once. */
export function wasm(program: Program, memory: Memory): Machine {
  return openMachine(program, memory, compileModule(program));
}

/** Bind a compiled program to a memory. Each thread has an instance, and a scratch memory, of its own. */
export function openMachine({ layout }: Program, memory: Memory, compiled: Compiled): Machine {
  if (!(memory instanceof WebAssembly.Memory)) throw new TypeError('the SIMD backend needs a WebAssembly.Memory');
  const { functions, scratch } = instantiate(compiled.bytes, memory);
  const copy = functions.copy as unknown as (to: number, from: number, bytes: number) => void;
  const bind = <Named extends CompiledStage | CompiledObserver>(named: Named) => ({ ...named, call: functions[named.run] });
  const initial = compiled.initial.map(bind);
  const plan = compiled.plan.map(stage => ({ ...bind(stage), listing: stage.list && functions[stage.list] }));
  const [tallies, extracts] = [compiled.tallies.map(bind), compiled.extracts.map(bind)];
  const baseOf = (slot: number) => layout.slotBase + slot * layout.slotBytes;
  const published = [...layout.columns.keys()].filter(k => layout.columns[k].published && !layout.columns[k].common);

  function carry(columns: readonly number[], base: number, begin: number, end: number, from: 0 | 1): void {
    for (const k of columns) {
      const { buffers, width } = layout.columns[k];
      const at = base + begin * width;
      copy(at + buffers[1 - from], at + buffers[from], (end - begin) * width);
    }
  }

  /** Go through the same agents again, from where the function stopped, to find out who failed and how. */
  function diagnose({ bytes, places }: Diagnosis, base: number, week: number, stopped: number, end: number): Failure | undefined {
    const { functions: again, scratch: notes } = instantiate(bytes, memory as WebAssembly.Memory);
    new Uint8Array(notes, LIST, 4 * STRETCH).set(new Uint8Array(scratch, LIST, 4 * STRETCH));
    again.diagnose(base, week, stopped & ~1, end);
    return readFailure(notes, places, new Uint32Array((memory as WebAssembly.Memory).buffer, layout.ids, layout.agents), week);
  }

  return {
    initialise(slot, begin, end) {
      const base = baseOf(slot);
      for (const { call, diagnosis } of initial) {
        const stopped = begin < end && call(base, 0, begin, end);
        if (stopped) return diagnose(diagnosis(), base, 0, stopped, end);
      }
      carry(published, base, begin, end, 0);
      return undefined;
    },
    step(slot, week, begin, end) {
      const base = baseOf(slot);
      for (let from = begin; from < end; from += STRETCH) {
        const to = Math.min(end, from + STRETCH);
        carry(compiled.carried, base, from, to, (week & 1) as 0 | 1);
        for (const { call, listing, diagnosis } of plan) {
          const [first, last] = listing ? [0, listing(base, week, from, to)] : [from, to];
          const stopped = first < last && call(base, week, first, last);
          if (stopped) return diagnose(diagnosis(), base, week, stopped, last);
        }
      }
      return undefined;
    },
    tally(slot, k, week, begin, end, sums) {
      const { call, area, diagnosis } = tallies[k];
      const found = new BigInt64Array(scratch, area, sums.length).fill(0n);
      const stopped = begin < end && call(baseOf(slot), week, begin, end);
      if (stopped) return diagnose(diagnosis(), baseOf(slot), week, stopped, end);
      for (const [at, sum] of found.entries()) sums[at] += Number(sum);
      return undefined;
    },
    extract(slot, k, week, begin, end, outputs) {
      const { call, area } = extracts[k];
      for (let from = begin; from < end; from += STRETCH) {
        const to = Math.min(end, from + STRETCH);
        call(baseOf(slot), week, from, to);
        for (const [o, output] of outputs.entries()) {
          output.set(new Float32Array(scratch, area + 4 * STRETCH * o, to - from), from - begin);
        }
      }
      return undefined;
    },
  };
}

function instantiate(bytes: Uint8Array<ArrayBuffer>, memory: WebAssembly.Memory) {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { shared: { memory } });
  const { scratch, ...functions } = exports;
  return { functions: functions as Record<string, Run>, scratch: (scratch as WebAssembly.Memory).buffer };
}
