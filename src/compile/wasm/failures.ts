import type { Failure } from '../machine.ts';
import type { Check } from './forward.ts';
import { emit, get, type Kernel, local, set } from './kernel.ts';
import type { Scratch } from './scratch.ts';
import { constant, hold, value, vector } from './values.ts';

/** Where a failure of a check is kept: four storage indices (u32, none: all bits set), then the four values found. */
export interface CheckPlace extends Check {
  at: number;
  float: boolean;
}

const BYTES = 32;
const FOUND = 16;

/**
 * Look for a bad value among four agents. This happens for nearly nobody: the branch is never taken in a good run. In each
 * lane the smallest index of storage wins.
 */
export function check(kernel: Kernel, each: Check): CheckPlace {
  const { scratch, layout } = kernel;
  const at = scratch.take(BYTES);
  hold(kernel, each.found); // outside the branch, where others can use it
  const bad = hold(kernel, each.bad);
  get(kernel, bad);
  emit(kernel, 'v128.any_true');
  emit(kernel, 'if');
  const worse = local(kernel, 'v128', 'worse');
  const push = (offset: number) => {
    emit(kernel, 'i32.const', 0);
    emit(kernel, 'v128.load', offset, 1);
  };
  indices(kernel);
  constant.integer(kernel, layout.agents);
  emit(kernel, 'i32x4.lt_u');
  get(kernel, bad);
  emit(kernel, 'v128.and');
  indices(kernel);
  push(at);
  emit(kernel, 'i32x4.lt_u');
  emit(kernel, 'v128.and');
  set(kernel, worse);
  for (const [offset, now] of [
    [at + FOUND, () => value(kernel, each.found)],
    [at, () => indices(kernel)],
  ] as const) {
    emit(kernel, 'i32.const', 0);
    now();
    push(offset);
    get(kernel, worse);
    emit(kernel, 'v128.bitselect');
    emit(kernel, 'v128.store', offset, 1);
  }
  emit(kernel, 'i32.const', 0);
  emit(kernel, 'i32.const', 0);
  emit(kernel, 'i32.load', scratch.failed, 1);
  get(kernel, worse);
  emit(kernel, 'v128.any_true');
  emit(kernel, 'i32.or');
  emit(kernel, 'i32.store', scratch.failed, 1);
  emit(kernel, 'end');
  return { ...each, at, float: each.found.machine === 'f32' };
}

/** Storage indices of the four agents. */
export function indices(kernel: Kernel): void {
  get(kernel, kernel.at);
  if (kernel.position === 'list') {
    emit(kernel, 'i32.const', 2);
    emit(kernel, 'i32.shl');
    return emit(kernel, 'v128.load', kernel.scratch.list, 1);
  }
  emit(kernel, 'i32x4.splat');
  vector(kernel, Int32Array.of(0, 1, 2, 3));
  emit(kernel, 'i32x4.add');
}

const NOBODY = 0xffffffff;

/** Forget all failures. */
export function clearFailures(
  memory: ArrayBuffer,
  { failed }: Pick<Scratch, 'failed'>,
  places: readonly CheckPlace[],
): void {
  new Int32Array(memory, failed, 1)[0] = 0;
  for (const { at } of places) new Uint32Array(memory, at, 4).fill(NOBODY);
}

/** The first failure: of the first rule in the plan the first agent in storage, of that the first column written. */
export function readFailure(
  memory: ArrayBuffer,
  places: readonly CheckPlace[],
  ids: Uint32Array,
  week: number,
): Failure | undefined {
  let best: { place: CheckPlace; index: number; found: number } | undefined;
  for (const place of places) {
    if (best && best.place.where !== place.where) break;
    const agents = new Uint32Array(memory, place.at, 4);
    const values = place.float
      ? new Float32Array(memory, place.at + FOUND, 4)
      : new Int32Array(memory, place.at + FOUND, 4);
    for (const [lane, index] of agents.entries()) {
      if (index !== NOBODY && index < (best?.index ?? NOBODY)) best = { place, index, found: values[lane] };
    }
  }
  if (!best) return undefined;
  const { place, index, found } = best;
  return { where: place.where, column: place.column, agent: ids[index], week, found };
}
