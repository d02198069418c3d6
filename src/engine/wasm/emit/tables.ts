import { AGENT, NEIGHBOUR, type NodeOf } from '../../../language/graph.ts';
import { constant } from './constants.ts';
import { emit, get, type Kernel, keep, local, parameter, set } from './kernel.ts';
import { gather } from './loads.ts';
import { value } from './values.ts';

/** Tables of up to this many numbers are kept in registers and looked up by shuffling bytes. */
const MOST_SHUFFLED = 8;
const NUMBERS_IN_REGISTER = 4;

/** Numbers of a table: one load when the index is the same for all four agents, else shuffles or a load each. */
export function table(kernel: Kernel, node: NodeOf<'table'>): void {
  const offset = kernel.layout.tables[node.table];
  value(kernel, node.args[0]);
  emit(kernel, 'i32.const', 2);
  emit(kernel, 'i32x4.shl');
  if (!(node.args[0].depends & (AGENT | NEIGHBOUR))) {
    emit(kernel, 'i32x4.extract_lane', 0);
    get(kernel, parameter.slot);
    emit(kernel, 'i32.add');
    emit(kernel, 'v128.load32_splat', offset, 0);
  } else if (kernel.model.tables[node.table].size <= MOST_SHUFFLED) {
    shuffled(kernel, node.table, offset);
  } else {
    gathered(kernel, offset);
  }
}

/** Byte offsets are on the stack. */
function gathered(kernel: Kernel, offset: number): void {
  const slots = keep(kernel, kernel.call, 'slots', 'v128', () => {
    get(kernel, parameter.slot);
    emit(kernel, 'i32x4.splat');
  });
  get(kernel, slots);
  emit(kernel, 'i32x4.add');
  const addresses = local(kernel, 'v128', 'addresses');
  set(kernel, addresses);
  for (const lane of [3, 2, 1, 0]) {
    get(kernel, addresses);
    emit(kernel, 'i32x4.extract_lane', lane);
  }
  gather(kernel, 4, offset);
}

/** Byte offsets are on the stack. A byte of 16 and more selects 0, so that the parts of a table are joined by `or`. */
function shuffled(kernel: Kernel, index: number, offset: number): void {
  // The offset's low byte in all four bytes of a lane, then those of the number's bytes.
  constant.bytes(kernel, k => k & ~3);
  emit(kernel, 'i8x16.swizzle');
  constant.integer(kernel, 0x03020100);
  emit(kernel, 'v128.or');
  const bytes = local(kernel, 'v128', 'bytes');
  set(kernel, bytes);
  for (let k = 0; k < kernel.model.tables[index].size; k += NUMBERS_IN_REGISTER) {
    const numbers = keep(kernel, kernel.call, `table${index}from${k}`, 'v128', () => {
      get(kernel, parameter.slot);
      emit(kernel, 'v128.load', offset + 4 * k, 0);
    });
    get(kernel, numbers);
    get(kernel, bytes);
    if (k) {
      constant.bytes(kernel, () => 4 * k);
      emit(kernel, 'i8x16.sub');
    }
    emit(kernel, 'i8x16.swizzle');
    if (k) emit(kernel, 'v128.or');
  }
}
