import type { NodeOf } from '../../../language/graph.ts';
import type { ColumnPlace } from '../../program/layout.ts';
import { constant } from './constants.ts';
import { emit, get, type Kernel, keep, parameter, type Scope } from './kernel.ts';

/** Which part of memory an address is in; `now` and `before` are the two buffers of published columns. */
export type Part = 'common' | 'plain' | 'now' | 'before';
export type Width = ColumnPlace['width'];

/** This agent's value of a column, as the function found it or as published last week. */
export function ownColumn(kernel: Kernel, node: NodeOf<'column'>): void {
  loadColumn(kernel, kernel.agent, node);
}

/** The value of a column for the neighbour at the other end of the tie, one neighbour for each of four agents. */
export function tieColumn(kernel: Kernel, node: NodeOf<'column'>): void {
  loadColumn(kernel, tieScope(kernel), node);
}

/** The scope of the loop over ties in which code is being written. */
export function tieScope({ scope }: Kernel): Scope {
  let found = scope;
  while (!found.lanes && found.parent) found = found.parent;
  return found;
}

function loadColumn(kernel: Kernel, scope: Scope, node: NodeOf<'column'>): void {
  const { width, buffers } = kernel.layout.columns[node.column];
  load(kernel, scope, partOf(kernel, node), width, buffers[0]);
  if (node.machine !== 'bool') return;
  constant.integer(kernel, 0);
  emit(kernel, 'i32x4.gt_s');
}

export function partOf({ layout, parity, unwritten }: Kernel, { column, whose }: NodeOf<'column'>): Part {
  const { common, published } = layout.columns[column];
  if (common) return 'common';
  if (!published) return 'plain';
  return parity === 'end' || (whose === 'own' && !unwritten.has(column)) ? 'now' : 'before';
}

/** Permanent ids of the four agents. */
export function agentIds(kernel: Kernel): void {
  load(kernel, kernel.agent, 'common', 4, kernel.layout.ids);
}

/** Permanent ids of their neighbours. */
export function otherIds(kernel: Kernel): void {
  load(kernel, tieScope(kernel), 'common', 4, kernel.layout.ids);
}

/** A word of the slot in all four lanes. */
export function splatFrom(kernel: Kernel, offset: number): void {
  get(kernel, parameter.slot);
  emit(kernel, 'v128.load32_splat', offset, 0);
}

/** Four values of 1, 2 or 4 bytes at `offset` of a part, widened to 32 bits: a vector load, or one load a lane. */
export function load(kernel: Kernel, scope: Scope, part: Part, width: Width, offset: number): void {
  if (scope.lanes) {
    for (const lane of [3, 2, 1, 0]) laneAddress(kernel, scope.lanes[lane], part, width);
    gather(kernel, width, offset);
    return;
  }
  get(kernel, pointer(kernel, part, width));
  if (width === 4) emit(kernel, 'v128.load', offset, 0);
  else if (width === 2) emit(kernel, 'v128.load16x4_u', offset, 0);
  else {
    emit(kernel, 'v128.load32_zero', offset, 0);
    emit(kernel, 'i16x8.extend_low_i8x16_u');
    emit(kernel, 'i32x4.extend_low_i16x8_u');
  }
}

/** Loads lane by lane; four addresses are on the stack, that of lane 0 on top. */
export function gather(kernel: Kernel, width: Width, offset: number): void {
  if (width === 4) {
    emit(kernel, 'v128.load32_zero', offset, 0);
    for (const lane of [1, 2, 3]) emit(kernel, 'v128.load32_lane', offset, 0, lane);
    return;
  }
  constant.integer(kernel, 0);
  const name = width === 2 ? 'v128.load16_lane' : 'v128.load8_lane';
  for (const lane of [0, 1, 2, 3]) emit(kernel, name, offset, 0, (4 / width) * lane);
}

/** Address of the four agents in a part of memory, for values of a width. */
function pointer(kernel: Kernel, part: Part, width: Width): number {
  if (part === 'common' && width === 1) return kernel.at;
  return keep(kernel, kernel.agent, `${part}${width}`, 'i32', () =>
    laneAddress(kernel, kernel.at, part, width),
  );
}

/** Address of one agent in a part of memory. */
export function laneAddress(kernel: Kernel, index: number, part: Part, width: Width): void {
  get(kernel, index);
  if (width > 1) {
    emit(kernel, 'i32.const', width === 4 ? 2 : 1);
    emit(kernel, 'i32.shl');
  }
  if (part === 'common') return;
  get(kernel, base(kernel, part, width));
  emit(kernel, 'i32.add');
}

/** Local that holds the storage index of the one agent, or of the first of four. */
export const agentIndex = (kernel: Kernel) => kernel.agent.lanes?.[0] ?? kernel.at;

/** Where agent 0 is in a part: the slot, plus one whole buffer where the second one is meant. */
function base(kernel: Kernel, part: Exclude<Part, 'common'>, width: Width): number {
  const { parity, layout, call } = kernel;
  if (part === 'plain' || (parity === 'first' && part === 'now')) return parameter.slot;
  return keep(kernel, call, `${part}${width}base`, 'i32', () => {
    get(kernel, parameter.slot);
    emit(kernel, 'i32.const', layout.padded * width);
    if (parity !== 'first') {
      // Week t writes the second buffer when t is even: (t + 1) & 1.
      get(kernel, parameter.week);
      emit(kernel, 'i32.const', part === 'now' ? 1 : 0);
      emit(kernel, 'i32.add');
      emit(kernel, 'i32.const', 1);
      emit(kernel, 'i32.and');
      emit(kernel, 'i32.mul');
    }
    emit(kernel, 'i32.add');
  });
}

/** Store the vector in local `index` into a column of this week; the lowest bytes of each lane count. */
export function storeColumn(kernel: Kernel, column: number, index: number): void {
  const { layout, agent } = kernel;
  const { width, published, buffers } = layout.columns[column];
  const part = published ? 'now' : 'plain';
  if (agent.lanes) {
    const name = ({ 1: 'v128.store8_lane', 2: 'v128.store16_lane', 4: 'v128.store32_lane' } as const)[width];
    for (const [lane, at] of agent.lanes.entries()) {
      laneAddress(kernel, at, part, width);
      get(kernel, index);
      emit(kernel, name, buffers[0], 0, (4 / width) * lane);
    }
    return;
  }
  get(kernel, pointer(kernel, part, width));
  get(kernel, index);
  if (width === 4) {
    emit(kernel, 'v128.store', buffers[0], 0);
    return;
  }
  constant.bytes(kernel, k => 4 * (Math.floor(k / width) % 4) + (k % width));
  emit(kernel, 'i8x16.swizzle');
  emit(kernel, width === 2 ? 'v128.store64_lane' : 'v128.store32_lane', buffers[0], 0, 0);
}

/** Load what `sumsFirst` has stored. */
export function loadSum(kernel: Kernel, at: number): void {
  sumOffset(kernel);
  emit(kernel, 'v128.load', at, 1);
}

/** Offset of the agents in the stretch or in the list. */
export function sumOffset(kernel: Kernel): void {
  get(kernel, kernel.at);
  get(kernel, parameter.begin);
  emit(kernel, 'i32.sub');
  emit(kernel, 'i32.const', 2);
  emit(kernel, 'i32.shl');
}
