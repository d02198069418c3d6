import { constant } from './constants.ts';
import { emit, get, type Kernel, keep, parameter } from './kernel.ts';

/** Storage indices of the four agents. */
export function indices(kernel: Kernel): void {
  get(kernel, kernel.at);
  if (kernel.list !== undefined) {
    emit(kernel, 'i32.const', 2);
    emit(kernel, 'i32.shl');
    emit(kernel, 'v128.load', kernel.list, 1);
  } else {
    emit(kernel, 'i32x4.splat');
    constant.lanes(kernel, [0, 1, 2, 3]);
    emit(kernel, 'i32x4.add');
  }
}

/** Which of the four are before the end: the others only fill up the last four, whether agents or places in a list. */
export function isInRange(kernel: Kernel): void {
  get(kernel, kernel.at);
  emit(kernel, 'i32x4.splat');
  constant.lanes(kernel, [0, 1, 2, 3]);
  emit(kernel, 'i32x4.add');
  const end = keep(kernel, kernel.call, 'ends', 'v128', () => {
    get(kernel, parameter.end);
    emit(kernel, 'i32x4.splat');
  });
  get(kernel, end);
  emit(kernel, 'i32x4.lt_u');
}

/** Which lanes are agents; those behind only fill up the last block. */
export function isSomebody(kernel: Kernel): void {
  indices(kernel);
  constant.integer(kernel, kernel.layout.agents);
  emit(kernel, 'i32x4.lt_u');
}
