import type { Memory, Program } from '../../program/compiled-model.ts';
import { isShared } from '../../state/memory.ts';
import { compute } from '../emit/compute.ts';
import type { KernelOptions } from '../emit/kernel.ts';
import { encodeModule, type Routine } from '../encode/encoder.ts';
import { lanesToFront, layScratch, type Scratch } from './scratch-buffer.ts';

/** (offset of the slot, week, first, last + 1) -> 0, or where it stopped because something failed; or how many it listed. */
export type Run = (slot: number, week: number, begin: number, end: number) => number;

/** Turns routines into functions over one shared memory and one scratch: each a module of its own, made when it is first called. */
export interface CodegenContext {
  options: KernelOptions;
  scratch: Scratch;
  /** The bytes of the scratch. */
  notes: ArrayBuffer;
  memory: WebAssembly.Memory;
  /** Several routines run in turn; the last one's result counts. */
  lazy(make: () => readonly Routine[]): Run;
  now(routine: Routine): Run;
}

const PAGE = 65536;

export function openCodegenContext(
  program: Program,
  memory: Memory,
  ties: KernelOptions['ties'],
): CodegenContext {
  if (!(memory instanceof WebAssembly.Memory))
    throw new TypeError('the SIMD backend needs a WebAssembly.Memory');
  const scratch = layScratch(program);
  const pages = Math.ceil(scratch.bytes / PAGE);
  const own = new WebAssembly.Memory({ initial: pages, maximum: pages });
  new Uint8Array(own.buffer).set(lanesToFront(), scratch.moves);
  const shared = isShared(memory);
  const imports = { memory: { shared: memory, scratch: own } };
  const now = (routine: Routine): Run => {
    const module = new WebAssembly.Module(encodeModule(routine, shared));
    return new WebAssembly.Instance(module, imports).exports.run as Run;
  };
  return {
    options: { ...optionsOf(program, scratch), ties },
    scratch,
    notes: own.buffer,
    memory,
    now,
    lazy(make) {
      let before: Run[] = [];
      let last: Run | undefined;
      return (slot, week, begin, end) => {
        if (!last) {
          before = make().map(now);
          last = before.pop()!;
        }
        for (const run of before) run(slot, week, begin, end);
        return last(slot, week, begin, end);
      };
    },
  };
}

/** How functions are made when nothing else is said: for all agents, in a week of the plan. */
export function optionsOf({ model, layout }: Program, scratch: Scratch): KernelOptions {
  return {
    model,
    layout,
    scratch,
    list: undefined,
    parity: 'week',
    unwritten: new Set(),
    ties: 'auto',
    sums: new Map(),
    screened: new Map(),
    compute,
  };
}
