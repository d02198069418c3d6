import { AGENT, NEIGHBOUR, type NodeOf } from '../../language/graph.ts';
import { emit, get, type Kernel, keep, local, parameter, set } from './kernel.ts';
import { constant, value, vector } from './values.ts';

/** Tables of up to this many numbers are kept in registers and looked up by shuffling bytes. */
const MOST_SHUFFLED = 8;
const CHUNK = 4; // numbers in a register

/** Numbers of a table: one load when the index is the same for all four agents, else shuffles or a load each. */
export function table(kernel: Kernel, node: NodeOf<'table'>): void {
  const [index] = node.args;
  const offset = kernel.layout.tables[node.table];
  if (!(index.depends & (AGENT | NEIGHBOUR))) {
    byteOffsets(kernel, node);
    emit(kernel, 'i32x4.extract_lane', 0);
    get(kernel, parameter.slot);
    emit(kernel, 'i32.add');
    return emit(kernel, 'v128.load32_splat', offset, 0);
  }
  const size = kernel.tableSizes[node.table];
  if (size <= MOST_SHUFFLED) return shuffled(kernel, node, size, offset);
  const slot = keep(kernel, kernel.call, 'slots', 'v128', () => {
    get(kernel, parameter.slot);
    emit(kernel, 'i32x4.splat');
  });
  byteOffsets(kernel, node);
  get(kernel, slot);
  emit(kernel, 'i32x4.add');
  const addresses = local(kernel, 'v128', `addresses${node.id}`);
  set(kernel, addresses);
  for (const lane of [3, 2, 1, 0]) {
    get(kernel, addresses);
    emit(kernel, 'i32x4.extract_lane', lane);
  }
  emit(kernel, 'v128.load32_zero', offset, 0);
  for (const lane of [1, 2, 3]) emit(kernel, 'v128.load32_lane', offset, 0, lane);
}

function byteOffsets(kernel: Kernel, node: NodeOf<'table'>): void {
  value(kernel, node.args[0]);
  emit(kernel, 'i32.const', 2);
  emit(kernel, 'i32x4.shl');
}

/** A byte of 16 and more selects 0 in a swizzle, so that the parts of the table can be joined by `or`. */
function shuffled(kernel: Kernel, node: NodeOf<'table'>, size: number, offset: number): void {
  byteOffsets(kernel, node);
  const low = local(kernel, 'v128', `offsets${node.id}`);
  emit(kernel, 'local.tee', low);
  get(kernel, low);
  emit(kernel, 'i8x16.shuffle', ...Array.from({ length: 16 }, (_, k) => k & ~3));
  constant.integer(kernel, 0x03020100);
  emit(kernel, 'i8x16.add');
  set(kernel, low);
  for (let chunk = 0; chunk * CHUNK < size; chunk++) {
    const numbers = keep(kernel, kernel.call, `table${node.table}part${chunk}`, 'v128', () => {
      get(kernel, parameter.slot);
      emit(kernel, 'v128.load', offset + 16 * chunk, 0);
    });
    get(kernel, numbers);
    get(kernel, low);
    if (chunk) {
      vector(kernel, new Uint8Array(16).fill(16 * chunk));
      emit(kernel, 'i8x16.sub');
    }
    emit(kernel, 'i8x16.swizzle');
    if (chunk) emit(kernel, 'v128.or');
  }
}
