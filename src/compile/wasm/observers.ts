import type { Node } from '../../language/graph.ts';
import { STRETCH } from '../../layout/layout.ts';
import { type Extract, FIXED_POINT, type Tally } from '../machine.ts';
import { isInRange } from './agents.ts';
import type { Routine } from './encoder.ts';
import { type CheckPlace, diagnose, joinTroubles, stopIfTroubled } from './failures.ts';
import { type Check, openForward, troubleOf } from './forward.ts';
import {
  closeKernel,
  emit,
  get,
  type Kernel,
  type KernelOptions,
  local,
  openKernel,
  parameter,
  set,
} from './kernel.ts';
import { copiesOf, rowBytes, SUM_BYTES } from './scratch.ts';
import { sumsFirst } from './sums.ts';
import { constant, hold, value } from './values.ts';

/** A tally's nodes in a graph of their own, with a check of every number. Agents in a list are known to be counted. */
function openTally({ list, model }: KernelOptions, tally: Tally) {
  const { graph } = model;
  const { see } = openForward(model);
  const base = list === undefined ? see(tally.base) : graph.flag(true);
  const values = tally.values.map(see);
  const checks = values.flatMap((found, k): Check[] => {
    if (found.machine === 'bool') return [];
    const trouble = graph.select(base, troubleOf(graph, found), graph.integer(0));
    return [{ where: tally.name, column: String(k), found, trouble }];
  });
  return { graph, base, cell: see(tally.cell), values, checks };
}

/**
 * A weekly count over [begin, end): sums in the scratch from `at` on, i64 [cell x value, an even number of them], grow by 1 for
 * a condition, by trunc(v 2^20) for a number.
 */
export function tallyFunction(options: KernelOptions, tally: Tally, at: number): Routine[] {
  const { name } = tally;
  const { graph, base, cell, values, checks } = openTally(options, tally);
  const trouble = joinTroubles(graph, checks);
  const roots = [base, cell, ...values, ...(trouble ? [trouble] : [])];
  const { options: own, routines } = sumsFirst(options, name, roots);
  const kernel = openKernel(own, roots);
  const counted = isCounted(kernel, base);
  stopIfTroubled(kernel, trouble);
  const rows = rowsOf(kernel, cell, rowBytes(tally), counted);
  const copies = copiesOf(tally);
  const sums = rows.map((_, lane) => at + (lane % copies) * tally.cells * rowBytes(tally));
  for (let k = 0; k < values.length; k += 2) {
    const [first, second] = [values[k], values[k + 1]].map(node => node && summand(kernel, node, counted));
    addPairs(
      kernel,
      rows,
      first,
      second,
      sums.map(sum => sum + SUM_BYTES * k),
    );
  }
  return [...routines, closeKernel(kernel, name)];
}

/** The same tally, to find out which value failed for whom. */
export function tallyDiagnosis(
  options: KernelOptions,
  name: string,
  tally: Tally,
): { routine: Routine; places: CheckPlace[] } {
  const { checks } = openTally(options, tally);
  const kernel = openKernel(
    options,
    checks.flatMap(({ trouble, found }) => [trouble, found]),
  );
  const places = checks.map((check, k) => diagnose(kernel, check, k));
  return { routine: closeKernel(kernel, name), places };
}

/** Mask of the agents that count. */
function isCounted(kernel: Kernel, base: Node): number {
  const counted = local(kernel, 'v128', 'counted');
  value(kernel, base);
  isInRange(kernel);
  emit(kernel, 'v128.and');
  set(kernel, counted);
  return counted;
}

/** What four agents add to a sum, i32; nothing by those who don't count. */
function summand(kernel: Kernel, node: Node, counted: number): number {
  const held = local(kernel, 'v128', 'summand');
  value(kernel, node);
  if (node.machine === 'bool') constant.integer(kernel, 1);
  else {
    constant.number(kernel, FIXED_POINT);
    emit(kernel, 'f32x4.mul');
    emit(kernel, 'i32x4.trunc_sat_f32x4_s');
  }
  get(kernel, counted);
  emit(kernel, 'v128.and');
  if (node.machine === 'bool') emit(kernel, 'v128.and');
  set(kernel, held);
  return held;
}

/** Offsets of the rows of the four agents' cells; the first row for those who don't count. */
function rowsOf(kernel: Kernel, cell: Node, bytes: number, counted: number): number[] {
  const all = local(kernel, 'v128', 'rows');
  value(kernel, cell);
  get(kernel, counted);
  emit(kernel, 'v128.and');
  constant.integer(kernel, bytes);
  emit(kernel, 'i32x4.mul');
  set(kernel, all);
  return [0, 1, 2, 3].map(lane => {
    const row = local(kernel, 'i32', `row${lane}`);
    get(kernel, all);
    emit(kernel, 'i32x4.extract_lane', lane);
    set(kernel, row);
    return row;
  });
}

/** Bytes of the pairs of two vectors' lanes 0 and 1, or 2 and 3. */
const PAIRS = [
  [0, 4, 1, 5],
  [2, 6, 3, 7],
].map(lanes => lanes.flatMap(lane => [0, 1, 2, 3].map(byte => 4 * lane + byte)));
const EXTENSIONS = ['i64x2.extend_low_i32x4_s', 'i64x2.extend_high_i32x4_s'] as const;

/** Add two values of each agent to its row. Agents may share a row, so they come one after the other. `at`: by lane. */
function addPairs(
  kernel: Kernel,
  rows: readonly number[],
  first: number,
  second: number | undefined,
  at: readonly number[],
): void {
  for (const [half, bytes] of PAIRS.entries()) {
    const pairs = local(kernel, 'v128', 'pairs');
    get(kernel, first);
    if (second === undefined) constant.integer(kernel, 0);
    else get(kernel, second);
    emit(kernel, 'i8x16.shuffle', ...bytes);
    set(kernel, pairs);
    for (const [k, extend] of EXTENSIONS.entries()) {
      const lane = 2 * half + k;
      get(kernel, rows[lane]);
      get(kernel, rows[lane]);
      emit(kernel, 'v128.load', at[lane], 1);
      get(kernel, pairs);
      emit(kernel, extend);
      emit(kernel, 'i64x2.add');
      emit(kernel, 'v128.store', at[lane], 1);
    }
  }
}

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
