import type { Layout } from '../layout/layout.ts';
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

/** Fill a column that is not published with one value an agent; the values fit its type. */
export function writeColumn(
  memory: Memory,
  layout: Layout,
  slot: number,
  k: number,
  values: Float32Array,
): void {
  const { buffers, width, float } = layout.columns[k];
  const buffer = bufferOf(memory);
  const at = slotBase(layout, slot) + buffers[0];
  if (float) new Float32Array(buffer, at, layout.agents).set(values);
  else if (width === 2) new Uint16Array(buffer, at, layout.agents).set(values);
  else new Uint8Array(buffer, at, layout.agents).set(values);
}

/** Values of `width` bytes, as `storage` says where they are. */
function inOrder(bytes: Uint8Array, storage: Uint32Array, width: number): Uint8Array {
  const Kind = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array }[width]!;
  const values = new Kind(bytes.buffer as ArrayBuffer, bytes.byteOffset, storage.length);
  const ordered = new Kind(storage.length);
  for (let k = 0; k < storage.length; k++) ordered[k] = values[storage[k]];
  return new Uint8Array(ordered.buffer);
}

/**
 * A hash of the state after `week`: FNV-1a in two 32-bit lanes over the first `count` columns in the order of permanent
 * ids. Equal states have equal hashes, however agents are stored and whichever backend or thread made them.
 */
export function hashState(memory: Memory, layout: Layout, slot: number, week: number, count: number): string {
  const ids = new Uint32Array(bufferOf(memory), layout.ids, layout.agents);
  const storage = new Uint32Array(layout.agents);
  ids.forEach((id, at) => {
    storage[id] = at;
  });
  let [low, high] = [0x811c9dc5, 0x84222325];
  for (let k = 0; k < count; k++) {
    const bytes = columnBytes(memory, layout, slot, k, week);
    const { width } = layout.columns[k];
    const ordered = inOrder(bytes, storage, width);
    for (let b = 0; b < ordered.length; b++) {
      low = Math.imul(low ^ ordered[b], 0x01000193);
      high = Math.imul(high ^ ordered[b], 0x01000193) ^ (low >>> 15);
    }
  }
  return [low, high].map(lane => (lane >>> 0).toString(16).padStart(8, '0')).join('');
}
