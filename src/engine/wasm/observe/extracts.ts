import type { CompiledModel, ExtractSpec, Program } from '../../program/compiled-model.ts';
import { STRETCH } from '../../program/layout.ts';
import { constant } from '../emit/constants.ts';
import { closeKernel, emit, get, type KernelOptions, openKernel, parameter } from '../emit/kernel.ts';
import { hold } from '../emit/values.ts';
import type { Routine } from '../encode/encoder.ts';
import type { CodegenContext } from '../plan/codegen-context.ts';
import { openStoreForwarding } from '../plan/store-forwarding.ts';

/** Answers of agents in a row, or of some agents, go through the scratch, a stretch at a time. */
export function openExtracts(
  { layout, extracts }: Program,
  { options, scratch, notes, lazy }: CodegenContext,
): Pick<CompiledModel, 'extract' | 'extractOf'> {
  const made = (list: number | undefined) =>
    extracts.map(extract => lazy(() => [extractFunction({ ...options, list }, extract.name, extract)]));
  const [inRow, listed] = [made(undefined), made(scratch.choosing)];
  const list = new Uint32Array(notes, scratch.choosing, STRETCH + 4);
  const baseOf = (slot: number) => layout.slotBase + slot * layout.slotBytes;
  /** Put the first `count` answers of a stretch at `at`. */
  function take(outputs: readonly Float32Array[], count: number, at: number): void {
    for (const [o, output] of outputs.entries())
      output.set(new Float32Array(notes, scratch.answers + 4 * STRETCH * o, count), at);
  }
  return {
    extract(slot, k, week, begin, end, outputs) {
      for (let from = begin; from < end; from += STRETCH) {
        const to = Math.min(end, from + STRETCH);
        inRow[k](baseOf(slot), week, from, to);
        take(outputs, to - from, from - begin);
      }
    },
    extractOf(slot, k, week, agents, outputs) {
      for (let from = 0; from < agents.length; from += STRETCH) {
        const some = agents.subarray(from, from + STRETCH);
        list.set(some);
        // The last one is asked again to make up four.
        list.fill(some[some.length - 1], some.length, some.length + 4);
        listed[k](baseOf(slot), week, 0, some.length);
        take(outputs, some.length, from);
      }
    },
  };
}

/** Answers of a stretch or list of agents, in the scratch, f32 [output x agent]; a condition as 0 or 1. */
function extractFunction(options: KernelOptions, name: string, extract: ExtractSpec): Routine {
  const outputs = extract.outputs.map(openStoreForwarding(options.model).see);
  const kernel = openKernel(options, outputs);
  const area = options.scratch.answers;
  for (const [k, node] of outputs.entries()) {
    const held = hold(kernel, node);
    get(kernel, kernel.at);
    get(kernel, parameter.begin);
    emit(kernel, 'i32.sub');
    emit(kernel, 'i32.const', 2);
    emit(kernel, 'i32.shl');
    get(kernel, held);
    if (node.machine === 'i32') emit(kernel, 'f32x4.convert_i32x4_s');
    if (node.machine === 'bool') {
      constant.number(kernel, 1);
      emit(kernel, 'v128.and');
    }
    emit(kernel, 'v128.store', area + 4 * STRETCH * k, 1);
  }
  return closeKernel(kernel, name);
}
