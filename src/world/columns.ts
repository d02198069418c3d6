import { numbers } from '../arithmetic/operations.ts';
import { fromSteps } from '../arithmetic/steps.ts';
import type { ColumnPlace, Layout } from '../layout/layout.ts';
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

/** Values of `width` bytes, as `storage` says where they are. */
function inOrder(bytes: Uint8Array, storage: Uint32Array, width: number): Uint8Array {
  const Kind = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array }[width]!;
  const values = new Kind(bytes.buffer as ArrayBuffer, bytes.byteOffset, storage.length);
  const ordered = new Kind(storage.length);
  for (let k = 0; k < storage.length; k++) ordered[k] = values[storage[k]];
  return new Uint8Array(ordered.buffer);
}

/** Two 32-bit lanes of FNV-1a. */
type Lanes = readonly [low: number, high: number];
const BASIS: Lanes = [0x811c9dc5, 0x84222325];
const PRIME = 0x01000193;

/**
 * Hashes of those columns of the state after `week` that fall to one member of a team: of the first `count` every
 * `size`-th, in the order of permanent ids. Each takes two places of `into`, by the number of its column.
 */
export function hashColumns(
  { memory, layout, slot, week, count }: State,
  { rank, size }: { rank: number; size: number },
  into: Float64Array,
): void {
  const ids = new Uint32Array(bufferOf(memory), layout.ids, layout.agents);
  const storage = new Uint32Array(layout.agents);
  ids.forEach((id, at) => {
    storage[id] = at;
  });
  for (let k = rank; k < count; k += size) {
    const ordered = inOrder(columnBytes(memory, layout, slot, k, week), storage, layout.columns[k].width);
    let [low, high] = BASIS;
    for (let b = 0; b < ordered.length; b++) {
      low = Math.imul(low ^ ordered[b], PRIME);
      high = Math.imul(high ^ ordered[b], PRIME) ^ (low >>> 15);
    }
    into.set([low >>> 0, high >>> 0], 2 * k);
  }
}

/** One hash of `count` columns' hashes, each from the member it fell to. */
export function joinHashes(count: number, members: readonly Float64Array[]): string {
  let [low, high] = BASIS;
  for (let k = 0; k < count; k++) {
    const column = members[k % members.length];
    low = Math.imul(low ^ column[2 * k], PRIME);
    high = Math.imul(high ^ column[2 * k + 1], PRIME) ^ (low >>> 15);
  }
  return [low, high].map(lane => (lane >>> 0).toString(16).padStart(8, '0')).join('');
}

/** A state in memory: the first `count` columns of a slot at the end of a week. */
export interface State {
  memory: Memory;
  layout: Layout;
  slot: number;
  week: number;
  count: number;
}

/** A hash of a state. Equal states have equal hashes, however agents are stored and whichever backend or thread made them. */
export function hashState(state: State): string {
  const columns = new Float64Array(2 * state.count);
  hashColumns(state, { rank: 0, size: 1 }, columns);
  return joinHashes(state.count, [columns]);
}
