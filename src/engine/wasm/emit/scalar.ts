import type { Node, NodeOf } from '../../../language/graph.ts';
import type { Mnemonic } from '../encode/operations.ts';
import { emit, get, type Kernel, parameter } from './kernel.ts';
import { agentIndex, laneAddress, partOf, tieScope } from './loads.ts';
import { row } from './tie-rows.ts';
import { hold, value } from './values.ts';

/** Operations that are one instruction on one agent's values. */
const INSTRUCTIONS: Partial<Record<Node['op'], Mnemonic>> = {
  add: 'f32.add',
  sub: 'f32.sub',
  mul: 'f32.mul',
  div: 'f32.div',
  neg: 'f32.neg',
  abs: 'f32.abs',
  sqrt: 'f32.sqrt',
  iadd: 'i32.add',
  isub: 'i32.sub',
  imul: 'i32.mul',
  iand: 'i32.and',
  ior: 'i32.or',
  ixor: 'i32.xor',
  lt: 'f32.lt',
  le: 'f32.le',
  eq: 'f32.eq',
  ilt: 'i32.lt_s',
  ile: 'i32.le_s',
  ieq: 'i32.eq',
  and: 'i32.and',
  or: 'i32.or',
  not: 'i32.eqz',
  select: 'select',
  float: 'f32.convert_i32_s',
  trunc: 'i32.trunc_sat_f32_s',
  bits: 'i32.reinterpret_f32',
  unbits: 'f32.reinterpret_i32',
};
const SHIFTS = { ishl: 'i32.shl', ishr: 'i32.shr_s', ishru: 'i32.shr_u' } as const;
const LOADS = { 1: 'i32.load8_u', 2: 'i32.load16_u', 4: 'i32.load' } as const;

/** The twin of the vector emitter for one agent at a time: what sums over ties need. Draws and choices never come here. */
export function computeOne(kernel: Kernel, node: Node): void {
  const { layout } = kernel;
  switch (node.op) {
    case 'constant':
      constant(kernel, node);
      break;
    case 'column':
      column(kernel, node);
      break;
    case 'agent':
      laneAddress(kernel, agentIndex(kernel), 'common', 4);
      emit(kernel, 'i32.load', layout.ids, 0);
      break;
    case 'scalar':
      get(kernel, parameter.slot);
      emit(kernel, 'f32.load', layout.scalars + 4 * node.scalar, 0);
      break;
    case 'week':
      get(kernel, parameter.week);
      break;
    case 'table':
      value(kernel, node.args[0]);
      emit(kernel, 'i32.const', 2);
      emit(kernel, 'i32.shl');
      get(kernel, parameter.slot);
      emit(kernel, 'i32.add');
      emit(kernel, 'f32.load', layout.tables[node.table], 0);
      break;
    case 'shift':
      value(kernel, node.args[0]);
      emit(kernel, 'i32.const', node.bits);
      emit(kernel, SHIFTS[node.how]);
      break;
    case 'degree': {
      const { first, last } = row(kernel, node.network);
      get(kernel, last);
      get(kernel, first);
      emit(kernel, 'i32.sub');
      emit(kernel, 'i32.const', 2);
      emit(kernel, 'i32.shr_s');
      break;
    }
    case 'min':
    case 'max':
      extreme(kernel, node.op, node.args);
      break;
    default: {
      const instruction = INSTRUCTIONS[node.op];
      if (!instruction) throw new Error(`no scalar instruction for ${node.op}`);
      const [condition, yes, no] = node.args;
      const args = node.op === 'select' ? [yes, no, condition] : node.args;
      for (const arg of args) value(kernel, arg);
      emit(kernel, instruction);
    }
  }
}

function constant(kernel: Kernel, { machine, value: number }: NodeOf<'constant'>): void {
  if (machine === 'f32') emit(kernel, 'f32.const', ...new Uint8Array(Float32Array.of(number).buffer));
  else emit(kernel, 'i32.const', number);
}

function column(kernel: Kernel, node: NodeOf<'column'>): void {
  const { width, float, buffers } = kernel.layout.columns[node.column];
  const index = node.whose === 'neighbour' ? tieScope(kernel).lanes![0] : agentIndex(kernel);
  laneAddress(kernel, index, partOf(kernel, node), width);
  emit(kernel, float ? 'f32.load' : LOADS[width], buffers[0], 0);
  if (node.machine !== 'bool') return;
  emit(kernel, 'i32.const', 0);
  emit(kernel, 'i32.ne');
}

/** `min(a, b) = b < a ? b : a`, `max(a, b) = a < b ? b : a`: a NaN in `a` stays, one in `b` is dropped. */
function extreme(kernel: Kernel, op: 'min' | 'max', args: readonly Node[]): void {
  const [a, b] = args.map(arg => hold(kernel, arg));
  get(kernel, b);
  get(kernel, a);
  get(kernel, op === 'min' ? b : a);
  get(kernel, op === 'min' ? a : b);
  emit(kernel, 'f32.lt');
  emit(kernel, 'select');
}
