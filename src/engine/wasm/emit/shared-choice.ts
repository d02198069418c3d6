import { NO_CANDIDATE, NO_WEIGHT, type NodeOf } from '../../../language/graph.ts';
import type { KeptWeights } from '../plan/kept-weights.ts';
import { constant } from './constants.ts';
import { emit, get, type Kernel, local, openScope, set, within } from './kernel.ts';
import { value } from './values.ts';

/** What a head is of a row that nobody has asked for yet; else the last allowed candidate, or what stands for none, plus this. */
const KNOWN = 3;

/**
 * Writes code that cumulates the weights of four agents; calls `each` where the sum up to a candidate is known, in the order of
 * candidates, and gives the locals of the last allowed candidate and of the whole sum.
 */
type Cumulate = (each: (candidate: { index: number; total: number }) => void) => {
  last: number;
  total: number;
};

/**
 * A choice of which the weights are kept: where one of the four agents has a row that nobody has asked for, the rows of all four are
 * made as a choice makes them; then each agent's row is searched for the first sum that passes uniform x total.
 */
export function sharedChoice(
  kernel: Kernel,
  { candidates, equal, args }: NodeOf<'choose'>,
  { columns, heads, sums }: KeptWeights,
  cumulate: Cumulate,
): void {
  const draw = variable(kernel, 'draw', () => value(kernel, args[2]));
  const row = variable(kernel, 'row', () => {
    constant.integer(kernel, 0);
    for (const { node, size } of columns) {
      constant.integer(kernel, size);
      emit(kernel, 'i32x4.mul');
      value(kernel, node);
      if (node.machine === 'bool') {
        constant.integer(kernel, 1);
        emit(kernel, 'v128.and');
      }
      emit(kernel, 'i32x4.add');
    }
  });
  const scaled = (name: string, by: number) =>
    variable(kernel, name, () => {
      get(kernel, row);
      constant.integer(kernel, by);
      emit(kernel, 'i32x4.mul');
    });
  const [head, begin] = [scaled('head', 4), scaled('begin', 4 * candidates)];

  const known = variable(kernel, 'known', () => gather(kernel, () => get(kernel, head), heads));
  const make = openScope(kernel.scope);
  within(kernel, make, () => {
    const { last, total } = cumulate(({ index, total }) => {
      const at = address(kernel, begin, index);
      scatter(kernel, () => get(kernel, at), total, sums);
    });
    const found = variable(kernel, 'found', () => {
      get(kernel, last);
      if (!equal) {
        // Utilities that are no numbers make sums that are none.
        constant.integer(kernel, NO_WEIGHT);
        get(kernel, total);
        get(kernel, total);
        emit(kernel, 'f32x4.eq');
        emit(kernel, 'v128.bitselect');
      }
      constant.integer(kernel, KNOWN);
      emit(kernel, 'i32x4.add');
    });
    scatter(kernel, () => get(kernel, head), found, heads);
    get(kernel, found);
    set(kernel, known);
  });
  get(kernel, known);
  constant.integer(kernel, 0);
  emit(kernel, 'i32x4.eq');
  emit(kernel, 'v128.any_true');
  emit(kernel, 'if');
  kernel.scope.code.push(...make.code);
  emit(kernel, 'end');

  const last = variable(kernel, 'last', () => {
    get(kernel, known);
    constant.integer(kernel, KNOWN);
    emit(kernel, 'i32x4.sub');
  });
  const isSome = variable(kernel, 'some', () => {
    get(kernel, last);
    constant.integer(kernel, NO_CANDIDATE);
    emit(kernel, 'i32x4.gt_s');
  });
  const high = variable(kernel, 'high', () => {
    get(kernel, last);
    get(kernel, isSome);
    emit(kernel, 'v128.and');
  });
  const threshold = variable(kernel, 'threshold', () => {
    get(kernel, draw);
    sumAt(kernel, begin, high, sums);
    emit(kernel, 'f32x4.mul');
  });
  const low = variable(kernel, 'low', () => constant.integer(kernel, 0));
  const middle = local(kernel, 'v128', 'middle');
  const passes = local(kernel, 'v128', 'passes');
  // Sums don't fall, so the first one that passes is found by halves; `low` never goes beyond `high`, the last allowed at first.
  for (let length = candidates; length > 1; length = Math.ceil(length / 2)) {
    get(kernel, low);
    get(kernel, high);
    emit(kernel, 'i32x4.add');
    emit(kernel, 'i32.const', 1);
    emit(kernel, 'i32x4.shr_u');
    set(kernel, middle);
    get(kernel, threshold);
    sumAt(kernel, begin, middle, sums);
    emit(kernel, 'f32x4.lt');
    set(kernel, passes);
    get(kernel, low);
    next(kernel, middle, high);
    get(kernel, passes);
    emit(kernel, 'v128.bitselect');
    set(kernel, low);
    get(kernel, middle);
    get(kernel, high);
    get(kernel, passes);
    emit(kernel, 'v128.bitselect');
    set(kernel, high);
  }
  get(kernel, low);
  get(kernel, last);
  get(kernel, isSome);
  emit(kernel, 'v128.bitselect');
}

/** The candidate behind `middle`, at most `high`. */
function next(kernel: Kernel, middle: number, high: number): void {
  const behind = variable(kernel, 'behind', () => {
    get(kernel, middle);
    constant.integer(kernel, 1);
    emit(kernel, 'i32x4.add');
  });
  get(kernel, high);
  get(kernel, behind);
  get(kernel, behind);
  get(kernel, high);
  emit(kernel, 'i32x4.gt_s');
  emit(kernel, 'v128.bitselect');
}

/** Offsets of the numbers of one candidate in four rows. */
function address(kernel: Kernel, begin: number, index: number): number {
  return variable(kernel, 'offsets', () => {
    get(kernel, index);
    emit(kernel, 'i32x4.splat');
    emit(kernel, 'i32.const', 2);
    emit(kernel, 'i32x4.shl');
    get(kernel, begin);
    emit(kernel, 'i32x4.add');
  });
}

/** The sums up to four candidates, each in its row. */
function sumAt(kernel: Kernel, begin: number, candidate: number, sums: number): void {
  gather(
    kernel,
    () => {
      get(kernel, candidate);
      emit(kernel, 'i32.const', 2);
      emit(kernel, 'i32x4.shl');
      get(kernel, begin);
      emit(kernel, 'i32x4.add');
    },
    sums,
  );
}

/** Numbers of the scratch at four offsets. */
function gather(kernel: Kernel, offsets: () => void, base: number): void {
  const held = variable(kernel, 'offsets', offsets);
  for (const lane of [3, 2, 1, 0]) {
    get(kernel, held);
    emit(kernel, 'i32x4.extract_lane', lane);
  }
  emit(kernel, 'v128.load32_zero', base, 1);
  for (const lane of [1, 2, 3]) emit(kernel, 'v128.load32_lane', base, 1, lane);
}

/** Put four lanes to four offsets of the scratch. */
function scatter(kernel: Kernel, offsets: () => void, lanes: number, base: number): void {
  for (const lane of [0, 1, 2, 3]) {
    offsets();
    emit(kernel, 'i32x4.extract_lane', lane);
    get(kernel, lanes);
    emit(kernel, 'v128.store32_lane', base, 1, lane);
  }
}

function variable(kernel: Kernel, name: string, initial: () => void): number {
  const made = local(kernel, 'v128', name);
  initial();
  set(kernel, made);
  return made;
}
