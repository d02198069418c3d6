import type { Graph, Node } from '../../../language/graph.ts';
import type { Failure } from '../../program/compiled-model.ts';
import { indices, isSomebody } from '../emit/agents.ts';
import { constant } from '../emit/constants.ts';
import { emit, get, type Kernel, local, set } from '../emit/kernel.ts';
import { hold } from '../emit/values.ts';
import { CHECK_BYTES } from './scratch-buffer.ts';
import type { Check } from './store-forwarding.ts';

/**
 * In a good run nothing ever fails, so the functions only look whether any of their checks is in trouble, and return
 * before they store anything: the place where they stopped, its lowest bit set so that it is not 0.
 */
export function stopIfTroubled(kernel: Kernel, trouble: Node | undefined): void {
  if (!trouble) return;
  const held = hold(kernel, trouble);
  get(kernel, held);
  emit(kernel, 'v128.any_true');
  emit(kernel, 'if');
  get(kernel, held);
  isSomebody(kernel);
  emit(kernel, 'v128.and');
  emit(kernel, 'v128.any_true');
  emit(kernel, 'if');
  get(kernel, kernel.at);
  emit(kernel, 'i32.const', 1);
  emit(kernel, 'i32.or');
  emit(kernel, 'return');
  emit(kernel, 'end');
  emit(kernel, 'end');
}

export function joinTroubles(graph: Graph, troubles: readonly Node[], before?: Node): Node | undefined {
  return troubles.reduce<Node | undefined>(
    (all, trouble) => (all ? graph.ior(all, trouble) : trouble),
    before,
  );
}

/** Where a diagnosis keeps the failure of a check: in each lane the smallest storage index, and the value found there. */
export interface CheckPlace extends Omit<Check, 'found' | 'trouble'> {
  at: number;
  float: boolean;
}

const FOUND = 16;
const NOBODY = -1; // as u32 more than any index

/**
 * A diagnosis is the same function again, compiled only when it is needed: it stores nothing and notes of every check the
 * first agent in trouble. This is its code for one check.
 */
export function diagnose(kernel: Kernel, { where, column, found, trouble }: Check, k: number): CheckPlace {
  const at = kernel.scratch.notes + CHECK_BYTES * k;
  const [first, value] = [found, found].map(() => local(kernel, 'v128', 'first'));
  kernel.call.code.push(['i32.const', NOBODY], ['i32x4.splat'], ['local.set', first]);
  const [bad, seen] = [hold(kernel, trouble), hold(kernel, found)];
  const worse = local(kernel, 'v128', 'worse');
  indices(kernel);
  get(kernel, first);
  emit(kernel, 'i32x4.lt_u');
  isSomebody(kernel);
  emit(kernel, 'v128.and');
  get(kernel, bad);
  constant.integer(kernel, 0);
  emit(kernel, 'i32x4.ne');
  emit(kernel, 'v128.and');
  set(kernel, worse);
  replace(kernel, first, () => indices(kernel), worse);
  replace(kernel, value, () => get(kernel, seen), worse);
  for (const [offset, what] of [
    [at, first],
    [at + FOUND, value],
  ] as const) {
    emit(kernel, 'i32.const', 0);
    get(kernel, what);
    emit(kernel, 'v128.store', offset, 1);
  }
  return { where, column, at, float: found.machine === 'f32' };
}

function replace(kernel: Kernel, target: number, by: () => void, where: number): void {
  by();
  get(kernel, target);
  get(kernel, where);
  emit(kernel, 'v128.bitselect');
  set(kernel, target);
}

/** Of the first rule in trouble the first agent in storage, of that the first column written. */
export function readFailure(
  scratch: ArrayBuffer,
  places: readonly CheckPlace[],
  ids: Uint32Array,
  week: number,
): Failure | undefined {
  let best: { place: CheckPlace; index: number; found: number } | undefined;
  for (const place of places) {
    if (best && best.place.where !== place.where) break;
    const first = new Int32Array(scratch, place.at, 4);
    const values = place.float
      ? new Float32Array(scratch, place.at + FOUND, 4)
      : new Int32Array(scratch, place.at + FOUND, 4);
    for (const [lane, index] of first.entries()) {
      if (index !== NOBODY && !(best && best.index <= index)) best = { place, index, found: values[lane] };
    }
  }
  if (!best) return undefined;
  const { place, index, found } = best;
  return { where: place.where, column: place.column, agent: ids[index], week, found };
}
