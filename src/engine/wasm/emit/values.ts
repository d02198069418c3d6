import type { Node } from '../../../language/graph.ts';
import type { Mnemonic } from '../encode/operations.ts';
import { choose } from './choose.ts';
import { emit, get, type Kernel, keep, local, parameter, type Scope, set, within } from './kernel.ts';
import { agentIds, degrees, otherIds, ownColumn, splatFrom, tieColumn } from './loads.ts';
import { loadSum } from './neighbour-sums.ts';
import { computeOne } from './scalar.ts';
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

/**
 * Leave a node's value on the stack. For four agents: f32, i32, or for a condition a mask of 0 and -1, in four lanes. For one:
 * f32 or i32, a condition 0 or 1.
 */
export function value(kernel: Kernel, node: Node): void {
  const known = find(kernel, node);
  if (known !== undefined) {
    get(kernel, known);
    return;
  }
  const home = homeOf(kernel, node);
  const wantedOnce = (kernel.uses.get(node) ?? 0) < 2 && !isTotal(node);
  if (kernel.width === 1 && (node.op === 'constant' || (home === kernel.scope && wantedOnce)))
    computeOne(kernel, node);
  else if (home === kernel.scope && wantedOnce && node.op !== 'constant') compute(kernel, node);
  else get(kernel, computeInto(kernel, home, node));
}

/** The local that holds a node's value, computed if it wasn't yet. */
export function hold(kernel: Kernel, node: Node): number {
  return find(kernel, node) ?? computeInto(kernel, homeOf(kernel, node), node);
}

function find({ scope }: Kernel, node: Node): number | undefined {
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    const known = at.values.get(node);
    if (known !== undefined) return known;
  }
  return undefined;
}

function computeInto(kernel: Kernel, home: Scope, node: Node): number {
  if (node.op === 'constant' && kernel.width === 4) {
    const { machine, value: number } = node;
    const made =
      machine === 'f32'
        ? numberLocal(kernel, number)
        : integerLocal(kernel, machine === 'bool' ? -number : number);
    home.values.set(node, made);
    return made;
  }
  return within(kernel, home, () => {
    const sum = kernel.sums.get(node);
    if (sum !== undefined) loadSum(kernel, sum);
    else if (kernel.width === 4) compute(kernel, node);
    else computeOne(kernel, node);
    // A sum over ties computes its siblings too and puts all of them into locals.
    const known = home.values.get(node);
    if (known !== undefined) return known;
    const type = kernel.width === 4 ? 'v128' : node.machine === 'f32' ? 'f32' : 'i32';
    const index = local(kernel, type, nameOf(kernel, node));
    set(kernel, index);
    home.values.set(node, index);
    return index;
  });
}

const isTotal = (node: Node) => node.op === 'count' || node.op === 'sum';

/** The outermost scope in which a node can stand. */
function homeOf(kernel: Kernel, node: Node): Scope {
  if (node.depends === 0) return kernel.call;
  let home = kernel.scope;
  while (home !== kernel.agent && home.parent && !(home.loop & node.depends)) home = home.parent;
  return home;
}

/** For readers. */
function nameOf({ layout, model }: Kernel, node: Node): string {
  if (node.op === 'column')
    return `${layout.columns[node.column].name}${node.whose === 'own' ? '' : `_${node.whose}`}`;
  if (node.op === 'scalar') return model.parameters[node.scalar]?.name ?? `field${node.scalar}`;
  if (node.op === 'key') return `key${node.stream}_${node.word}`;
  return `v${node.id}`;
}

/** Constant vectors: the same number in every lane, or any 16 bytes. Each is made once per call; leaves it on the stack. */
export const constant = {
  number: (kernel: Kernel, number: number) => get(kernel, numberLocal(kernel, number)),
  integer: (kernel: Kernel, integer: number) => get(kernel, integerLocal(kernel, integer)),
  bytes: (kernel: Kernel, of: (k: number) => number) => {
    const bytes = Uint8Array.from({ length: 16 }, (_, k) => of(k));
    get(
      kernel,
      constantLocal(kernel, `(${bytes.join(' ')})`, () => bytes),
    );
  },
  lanes: (kernel: Kernel, lanes: readonly number[]) =>
    get(
      kernel,
      constantLocal(kernel, `[${lanes.join(' ')}]`, () => Int32Array.from(lanes)),
    ),
};

function numberLocal(kernel: Kernel, number: number): number {
  const name = `${Object.is(number, -0) ? '-0' : number}f`;
  return constantLocal(kernel, name, () => new Float32Array(4).fill(number));
}

function integerLocal(kernel: Kernel, integer: number): number {
  return constantLocal(kernel, String(integer), () => new Int32Array(4).fill(integer));
}

function constantLocal(
  kernel: Kernel,
  name: string,
  lanes: () => Float32Array | Int32Array | Uint8Array,
): number {
  return keep(kernel, kernel.call, name, 'v128', () =>
    emit(kernel, 'v128.const', ...new Uint8Array(lanes().buffer)),
  );
}

function compute(kernel: Kernel, node: Node): void {
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
