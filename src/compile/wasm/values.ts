import type { Node } from '../../language/graph.ts';
import { choose } from './choose.ts';
import { emit, get, type Kernel, local, parameter, type Scope, set, within } from './kernel.ts';
import { agentIds, ownColumn, rows, splatFrom, tieColumn } from './loads.ts';
import type { Mnemonic } from './operations.ts';
import { table } from './tables.ts';
import { aggregate } from './ties.ts';

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

/** Leave a node's value for four agents on the stack: f32, i32, or for a condition a mask of 0 and -1. */
export function value(kernel: Kernel, node: Node): void {
  if (node.op === 'constant') return compute(kernel, node);
  for (let at: Scope | undefined = kernel.scope; at; at = at.parent) {
    const known = at.values.get(node);
    if (known !== undefined) return get(kernel, known);
  }
  const home = homeOf(kernel, node);
  if (home === kernel.scope && (kernel.uses.get(node) ?? 0) < 2 && !isLooped(node))
    return compute(kernel, node);
  get(kernel, held(kernel, home, node));
}

/** The local that holds a node's value, computed if it wasn't yet. */
export function hold(kernel: Kernel, node: Node): number {
  for (let at: Scope | undefined = kernel.scope; at; at = at.parent) {
    const known = at.values.get(node);
    if (known !== undefined) return known;
  }
  return held(kernel, homeOf(kernel, node), node);
}

function held(kernel: Kernel, home: Scope, node: Node): number {
  return within(kernel, home, () => {
    compute(kernel, node);
    // An aggregate computes its siblings too and puts all of them into locals.
    const known = home.values.get(node);
    if (known !== undefined) return known;
    const index = local(kernel, 'v128', nameOf(kernel, node));
    set(kernel, index);
    home.values.set(node, index);
    return index;
  });
}

const isLooped = (node: Node) => node.op === 'count' || node.op === 'sum';

/** The outermost scope in which a node can stand. */
function homeOf(kernel: Kernel, node: Node): Scope {
  if (node.depends === 0) return kernel.call;
  let home = kernel.scope;
  while (home !== kernel.agent && home.parent && !(home.loop & node.depends)) home = home.parent;
  return home;
}

function nameOf({ layout }: Kernel, node: Node): string {
  return node.op === 'column' ? `${layout.columns[node.column].name}${node.id}` : `v${node.id}`;
}

/** A constant vector. */
export function vector(kernel: Kernel, lanes: Float32Array | Int32Array | Uint8Array): void {
  emit(kernel, 'v128.const', ...new Uint8Array(lanes.buffer, lanes.byteOffset, 16));
}

/** Constants, the same in every lane. */
export const constant = {
  number: (kernel: Kernel, number: number) => vector(kernel, new Float32Array(4).fill(number)),
  integer: (kernel: Kernel, integer: number) => vector(kernel, new Int32Array(4).fill(integer)),
};

function compute(kernel: Kernel, node: Node): void {
  const { args } = node;
  switch (node.op) {
    case 'constant':
      if (node.machine === 'f32') return constant.number(kernel, node.value);
      return constant.integer(kernel, node.machine === 'bool' ? -node.value : node.value);
    case 'column':
      return node.whose === 'neighbour' ? tieColumn(kernel, node) : ownColumn(kernel, node);
    case 'agent':
      return agentIds(kernel);
    case 'scalar':
      return splatFrom(kernel, kernel.layout.scalars + 4 * node.scalar);
    case 'key':
      return splatFrom(kernel, kernel.layout.keys + 8 * node.stream + 4 * node.word);
    case 'week':
      get(kernel, parameter.week);
      return emit(kernel, 'i32x4.splat');
    case 'candidate':
      get(kernel, kernel.scope.kept.get('candidate')!);
      return emit(kernel, 'i32x4.splat');
    case 'table':
      return table(kernel, node);
    case 'degree':
      return get(kernel, rows(kernel, node.network).degree);
    case 'count':
    case 'sum':
      return aggregate(kernel, node);
    case 'choose':
      return choose(kernel, node);
    case 'shift':
      value(kernel, args[0]);
      emit(kernel, 'i32.const', node.bits);
      return emit(kernel, SHIFTS[node.how]);
    case 'bits':
    case 'unbits':
      return value(kernel, args[0]);
    case 'select':
      return select(kernel, args);
    case 'ior':
      if (rotation(kernel, args)) return;
      break;
    case 'and':
      if (args.some(arg => arg.op === 'not')) return except(kernel, args);
  }
  const instruction = INSTRUCTIONS[node.op];
  if (!instruction) throw new Error(`no instruction for ${node.op}`);
  for (const arg of args) value(kernel, arg);
  emit(kernel, instruction);
}

function select(kernel: Kernel, [condition, yes, no]: readonly Node[]): void {
  const negated = condition.op === 'not';
  value(kernel, negated ? no : yes);
  value(kernel, negated ? yes : no);
  value(kernel, negated ? condition.args[0] : condition);
  emit(kernel, 'v128.bitselect');
}

/** `a and not b` in one instruction. */
function except(kernel: Kernel, args: readonly Node[]): void {
  const negated = args.find(arg => arg.op === 'not')!;
  value(kernel, args.find(arg => arg !== negated)!);
  value(kernel, negated.args[0]);
  emit(kernel, 'v128.andnot');
}

/** A rotation by whole bytes is one shuffle: `x << b | x >>> (32 - b)`. Says whether it was one. */
function rotation(kernel: Kernel, [left, right]: readonly Node[]): boolean {
  if (left.op !== 'shift' || right.op !== 'shift' || left.how !== 'ishl' || right.how !== 'ishru')
    return false;
  if (left.args[0] !== right.args[0] || left.bits + right.bits !== 32 || left.bits % 8) return false;
  const bytes = left.bits / 8;
  const source = Array.from({ length: 16 }, (_, k) => (k & ~3) | ((k - bytes) & 3));
  const index = hold(kernel, left.args[0]);
  get(kernel, index);
  get(kernel, index);
  emit(kernel, 'i8x16.shuffle', ...source);
  return true;
}
