import { numbers } from '../../core/math/arithmetic.ts';
import { fromSteps } from '../../core/math/quantisation.ts';
import type { ColumnPlace, Layout } from '../program/layout.ts';
import { bufferOf, slotBase } from './memory.ts';

type Memory = SharedArrayBuffer | WebAssembly.Memory;

/** The bytes of column `k` of a slot at the end of `week`, in storage order; week -1 is the initial state. */
export function columnBytes(
  memory: Memory,
  layout: Layout,
  slot: number,
  k: number,
  week: number,
): Uint8Array {
  const { common, buffers, width } = layout.columns[k];
  const at = (common ? 0 : slotBase(layout, slot)) + buffers[(week + 1) & 1];
  return new Uint8Array(bufferOf(memory), at, layout.agents * width);
}

/** The same of labels and places, as their indices. */
export function columnCodes(
  memory: Memory,
  layout: Layout,
  slot: number,
  k: number,
  week: number,
): Uint8Array | Uint16Array {
  const bytes = columnBytes(memory, layout, slot, k, week);
  return layout.columns[k].width === 1
    ? bytes
    : new Uint16Array(bytes.buffer, bytes.byteOffset, layout.agents);
}

/** Values of a column from its bytes, as the language has them; labels and flags are codes. */
export function columnValues(
  { float, width, steps }: ColumnPlace,
  bytes: Uint8Array,
): Float32Array | Uint16Array | Uint8Array {
  const { buffer, byteOffset, length } = bytes;
  if (float) return new Float32Array(buffer, byteOffset, length / 4);
  if (width === 1) return bytes;
  const stored = new Uint16Array(buffer, byteOffset, length / 2);
  return steps ? Float32Array.from(stored, value => fromSteps(numbers, steps, value)) : stored;
}

/** Put values of agents from `begin` on into a column that is not published; they fit its type. */
export function writeColumn(
  memory: Memory,
  layout: Layout,
  slot: number,
  k: number,
  begin: number,
  values: Float32Array,
): void {
  const { buffers, width, float } = layout.columns[k];
  const buffer = bufferOf(memory);
  const at = slotBase(layout, slot) + buffers[0] + begin * width;
  if (float) new Float32Array(buffer, at, values.length).set(values);
  else if (width === 2) new Uint16Array(buffer, at, values.length).set(values);
  else new Uint8Array(buffer, at, values.length).set(values);
}
