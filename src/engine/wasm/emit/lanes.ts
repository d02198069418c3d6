import type { Node } from '../../../language/graph.ts';
import type { Mnemonic } from '../encode/operations.ts';
import { choose } from './choose.ts';
import { emit, get, type Kernel, parameter } from './kernel.ts';
import { agentIds, otherIds, ownColumn, splatFrom, tieColumn } from './loads.ts';
import { table } from './tables.ts';
import { degrees } from './tie-rows.ts';
import { aggregate } from './ties.ts';
import { value } from './values.ts';

/** Operations that are one instruction on four lanes. `min` and `max` are defined as WebAssembly's pmin and pmax. */
const INSTRUCTIONS: Partial<Record<Node['op'], Mnemonic>> = {
  add: 'f32x4.add',
  sub: 'f32x4.sub',
  mul: 'f32x4.mul',
  div: 'f32x4.div',
  min: 'f32x4.pmin',
  max: 'f32x4.pmax',
  neg: 'f32x4.neg',
  abs: 'f32x4.abs',
  sqrt: 'f32x4.sqrt',
  iadd: 'i32x4.add',
  isub: 'i32x4.sub',
  imul: 'i32x4.mul',
  iand: 'v128.and',
  ior: 'v128.or',
  ixor: 'v128.xor',
  lt: 'f32x4.lt',
  le: 'f32x4.le',
  eq: 'f32x4.eq',
  ilt: 'i32x4.lt_s',
  ile: 'i32x4.le_s',
  ieq: 'i32x4.eq',
  and: 'v128.and',
  or: 'v128.or',
  not: 'v128.not',
  float: 'f32x4.convert_i32x4_s',
  trunc: 'i32x4.trunc_sat_f32x4_s',
};
const SHIFTS = { ishl: 'i32x4.shl', ishr: 'i32x4.shr_s', ishru: 'i32x4.shr_u' } as const;

/** Leaves the value of a node for four agents on the stack: f32, i32, or for a condition a mask of 0 and -1, in four lanes. */
export function computeLanes(kernel: Kernel, node: Node): void {
  switch (node.op) {
    case 'column':
      if (node.whose === 'neighbour') tieColumn(kernel, node);
      else ownColumn(kernel, node);
      break;
    case 'agent':
      agentIds(kernel);
      break;
    case 'other':
      otherIds(kernel);
      break;
    case 'scalar':
      splatFrom(kernel, kernel.layout.scalars + 4 * node.scalar);
      break;
    case 'key':
      splatFrom(kernel, kernel.layout.keys + 8 * node.stream + 4 * node.word);
      break;
    case 'week':
      get(kernel, parameter.week);
      emit(kernel, 'i32x4.splat');
      break;
    case 'candidate':
      get(kernel, kernel.scope.kept.get('candidate')!);
      emit(kernel, 'i32x4.splat');
      break;
    case 'table':
      table(kernel, node);
      break;
    case 'degree':
      get(kernel, degrees(kernel, node.network));
      break;
    case 'count':
    case 'sum':
    case 'greatest':
      aggregate(kernel, node);
      break;
    case 'choose':
      choose(kernel, node);
      break;
    case 'shift':
      value(kernel, node.args[0]);
      emit(kernel, 'i32.const', node.bits);
      emit(kernel, SHIFTS[node.how]);
      break;
    case 'bits':
    case 'unbits':
      value(kernel, node.args[0]);
      break;
    case 'select':
      select(kernel, node.args);
      break;
    case 'and':
      both(kernel, node.args);
      break;
    default:
      for (const arg of node.args) value(kernel, arg);
      emit(kernel, INSTRUCTIONS[node.op]!);
  }
}

function select(kernel: Kernel, [condition, first, second]: readonly Node[]): void {
  const [test, yes, no] =
    condition.op === 'not' ? [condition.args[0], second, first] : [condition, first, second];
  if (isZero(no) && isOnes(yes)) value(kernel, test);
  else if (isZero(no)) combine(kernel, [yes, test], 'v128.and');
  else if (isZero(yes)) combine(kernel, [no, test], 'v128.andnot');
  else combine(kernel, [yes, no, test], 'v128.bitselect');
}

/** `a and not b` is one instruction. */
function both(kernel: Kernel, [a, b]: readonly Node[]): void {
  if (b.op === 'not') combine(kernel, [a, b.args[0]], 'v128.andnot');
  else if (a.op === 'not') combine(kernel, [b, a.args[0]], 'v128.andnot');
  else combine(kernel, [a, b], 'v128.and');
}

function combine(kernel: Kernel, args: readonly Node[], instruction: Mnemonic): void {
  for (const arg of args) value(kernel, arg);
  emit(kernel, instruction);
}

/** All bits are 1, as in a mask. */
const isOnes = (node: Node) => node.op === 'constant' && node.machine === 'i32' && node.value === -1;
/** All bits are 0: false, integer 0, or +0. */
const isZero = (node: Node) => node.op === 'constant' && Object.is(node.value, 0);
