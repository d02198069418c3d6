import { STRETCH } from '../../layout/layout.ts';
import type { Extract } from '../machine.ts';
import type { Routine } from './encoder.ts';
import { openForward } from './forward.ts';
import { closeKernel, emit, get, type KernelOptions, openKernel, parameter } from './kernel.ts';
import { constant, hold } from './values.ts';

/** Answers of a stretch of agents [begin, end), in the scratch, f32 [output x agent of the stretch]; a condition as 0 or 1. */
export function extractFunction(options: KernelOptions, name: string, extract: Extract): Routine {
  const outputs = extract.outputs.map(openForward(options.model).see);
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
