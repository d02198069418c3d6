import type { Node } from '../../../language/graph.ts';
import type { Tally } from '../../program/compiled-model.ts';
import { isInRange } from '../emit/agents.ts';
import { constant } from '../emit/constants.ts';
import {
  closeKernel,
  emit,
  get,
  type Kernel,
  type KernelOptions,
  local,
  openKernel,
  set,
} from '../emit/kernel.ts';
import { sumsFirst } from '../emit/neighbour-sums.ts';
import { copiesOf, fourAt, pairAt, rowsOf, sumRow } from '../emit/sum-rows.ts';
import { hold, value } from '../emit/values.ts';
import type { Routine } from '../encode/encoder.ts';
import type { Mnemonic } from '../encode/operations.ts';
import { type CheckPlace, diagnose, joinTroubles, stopIfTroubled } from '../plan/failures.ts';
import { type Check, openStoreForwarding } from '../plan/store-forwarding.ts';

/** A tally's nodes in a graph of their own, with a check of every number. Agents in a list are known to be counted. */
function openTally({ list, model }: KernelOptions, tally: Tally) {
  const { graph } = model;
  const { see } = openStoreForwarding(model);
  const base = list === undefined ? see(tally.base) : graph.flag(true);
  const checks = tally.checks.map(({ metric, found, bad }): Check => {
    const isBad = graph.and(base, see(bad));
    const trouble = graph.select(isBad, graph.integer(-1), graph.integer(0));
    return { where: metric, column: '', found: see(found), trouble };
  });
  return { graph, base, cell: see(tally.cell), values: tally.values.map(see), checks };
}

/**
 * A weekly count over [begin, end): sums in the scratch from `at` on (`sumRow`) grow by 1 for a condition, by the
 * value of an integer. All values come before all sums: what is fetched between stores is fetched more slowly.
 */
export function tallyFunction(options: KernelOptions, tally: Tally, at: number): Routine[] {
  const { name } = tally;
  const { graph, base, cell, values, checks } = openTally(options, tally);
  const trouble = joinTroubles(
    graph,
    checks.map(check => check.trouble),
  );
  const roots = [base, cell, ...values, ...(trouble ? [trouble] : [])];
  const { options: own, routines } = sumsFirst(options, name, roots);
  const kernel = openKernel(own, roots);
  for (const node of [cell, ...values]) hold(kernel, node);
  stopIfTroubled(kernel, trouble);
  const rows = rowsOfFour(kernel, tally, base, cell);
  const row = sumRow(tally);
  const copy = rowsOf(tally) * row.bytes;
  const sumsAt = (place: number) => rows.map((_, lane) => at + place + (lane % copiesOf(tally)) * copy);
  for (const [k, pair] of row.pairs.entries())
    addPairs(
      kernel,
      rows,
      pair.map(v => summand(kernel, values[v])),
      sumsAt(pairAt(k)),
    );
  for (const [k, four] of row.fours.entries())
    addFours(
      kernel,
      rows,
      four.map(v => hold(kernel, values[v])),
      sumsAt(fourAt(row, k)),
    );
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

/** What four agents add to a sum, i32. */
function summand(kernel: Kernel, node: Node): number {
  const held = local(kernel, 'v128', 'summand');
  value(kernel, node);
  if (node.machine === 'bool') emit(kernel, 'i32x4.neg');
  set(kernel, held);
  return held;
}

/** Offsets of the rows of the four agents' cells; the row behind them for those who don't count. */
function rowsOfFour(kernel: Kernel, tally: Tally, base: Node, cell: Node): number[] {
  const all = local(kernel, 'v128', 'rows');
  value(kernel, cell);
  constant.integer(kernel, tally.cells);
  value(kernel, base);
  isInRange(kernel);
  emit(kernel, 'v128.and');
  emit(kernel, 'v128.bitselect');
  constant.integer(kernel, sumRow(tally).bytes);
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

const EXTENSIONS = ['i64x2.extend_low_i32x4_s', 'i64x2.extend_high_i32x4_s'] as const;

/** Add two values of each agent to its row as i64. `at`: by lane. */
function addPairs(
  kernel: Kernel,
  rows: readonly number[],
  [first, second]: readonly number[],
  at: readonly number[],
): void {
  const halves = interleaved(kernel, first, second);
  for (const [lane, row] of rows.entries())
    addTo(kernel, row, at[lane], 'i64x2.add', () => {
      get(kernel, halves[lane >> 1]);
      emit(kernel, EXTENSIONS[lane & 1]);
    });
}

/** Count four conditions of each agent in its row; they are masks, so what is taken away is -1. */
function addFours(
  kernel: Kernel,
  rows: readonly number[],
  masks: readonly number[],
  at: readonly number[],
): void {
  const [a, b, c, d] = [0, 1, 2, 3].map(k => masks[k]);
  const [firsts, seconds] = [interleaved(kernel, a, b), interleaved(kernel, c, d)];
  for (const [lane, row] of rows.entries())
    addTo(kernel, row, at[lane], 'i32x4.sub', () => {
      get(kernel, firsts[lane >> 1]);
      get(kernel, seconds[lane >> 1]);
      shuffle(kernel, lane & 1 ? [2, 3, 6, 7] : [0, 1, 4, 5]);
    });
}

/** Agents may share a row, so they come one after the other. */
function addTo(kernel: Kernel, row: number, at: number, instruction: Mnemonic, what: () => void): void {
  get(kernel, row);
  get(kernel, row);
  emit(kernel, 'v128.load', at, 1);
  what();
  emit(kernel, instruction);
  emit(kernel, 'v128.store', at, 1);
}

/** Two vectors lane by lane in turn: lanes 0 and 1 of both, then lanes 2 and 3; 0 where there is none. */
function interleaved(kernel: Kernel, first: number | undefined, second: number | undefined): number[] {
  return [
    [0, 4, 1, 5],
    [2, 6, 3, 7],
  ].map(lanes => {
    for (const index of [first, second])
      if (index === undefined) constant.integer(kernel, 0);
      else get(kernel, index);
    shuffle(kernel, lanes);
    const half = local(kernel, 'v128', 'half');
    set(kernel, half);
    return half;
  });
}

/** Lanes of two vectors, 0 to 3 of the first and 4 to 7 of the second. */
function shuffle(kernel: Kernel, lanes: readonly number[]): void {
  emit(kernel, 'i8x16.shuffle', ...lanes.flatMap(lane => [0, 1, 2, 3].map(byte => 4 * lane + byte)));
}
