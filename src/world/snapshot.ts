import type { Layout } from '../layout/layout.ts';
import { bufferOf, slotBase } from './memory.ts';

/** The columns of a slot after `week` as bytes, in storage order; -1 is the initial state. */
export function columnBytes(
  memory: WebAssembly.Memory | SharedArrayBuffer,
  layout: Layout,
  slot: number,
  week: number,
): Uint8Array[] {
  return layout.columns.map(({ common, buffers, width }) => {
    const at = (common ? 0 : slotBase(layout, slot)) + buffers[(week + 1) & 1];
    return new Uint8Array(bufferOf(memory), at, layout.agents * width);
  });
}

/**
 * A hash of the whole state after `week`: FNV-1a in two 32-bit lanes over every column in the order of permanent ids.
 * Equal states have equal hashes, however agents are stored and whichever backend or thread made them.
 */
export function hashState(
  memory: WebAssembly.Memory | SharedArrayBuffer,
  layout: Layout,
  slot: number,
  week: number,
): string {
  const ids = new Uint32Array(bufferOf(memory), layout.ids, layout.agents);
  const storage = new Uint32Array(layout.agents);
  ids.forEach((id, at) => {
    storage[id] = at;
  });
  let [low, high] = [0x811c9dc5, 0x84222325];
  columnBytes(memory, layout, slot, week).forEach((bytes, k) => {
    const { width } = layout.columns[k];
    for (const at of storage)
      for (let b = at * width; b < (at + 1) * width; b++) {
        low = Math.imul(low ^ bytes[b], 0x01000193);
        high = Math.imul(high ^ bytes[b], 0x01000193) ^ (low >>> 15);
      }
  });
  return [low, high].map(lane => (lane >>> 0).toString(16).padStart(8, '0')).join('');
}
