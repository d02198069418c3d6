import { CANDIDATE, NEIGHBOUR, type Node, reachable } from '../../../language/graph.ts';
import { isTieSum, NO_LESS, type TieSum } from '../../../language/tie-sum.ts';
import { STRETCH } from '../../program/layout.ts';
import type { Routine } from '../encode/encoder.ts';
import { MOST_SUMS } from '../plan/scratch-buffer.ts';
import {
  closeKernel,
  emit,
  get,
  type Kernel,
  type KernelOptions,
  keep,
  local,
  openKernel,
  openScope,
  parameter,
  set,
  within,
} from './kernel.ts';
import { sumOffset } from './loads.ts';
import { row } from './tie-rows.ts';
import { weightIn } from './ties.ts';
import { hold, value } from './values.ts';

/** Values that a sum over ties may need of the agent itself to be computed beforehand. */
const CHEAP = 24;

/** Operations on a neighbour's values from which on four lanes pay in any case. */
const HEAVY = 4;

/** Columns of up to this many bytes stay in a processor core's own cache. */
const NEAR_BYTES = 2 ** 20;

/**
 * Sums and counts over ties in a function of their own, before the one that uses them: with no other work in between, more
 * fetches from memory are under way at a time. Where ties lead anywhere in a large memory, a short scalar loop has most of
 * them under way, because it doesn't fill lanes one by one; elsewhere four lanes are faster.
 */
export function sumsFirst(
  options: KernelOptions,
  name: string,
  roots: readonly Node[],
): { options: KernelOptions; routines: Routine[] } {
  // Initial values are made for all stretches at once; there is no room for their sums.
  const nodes = options.parity === 'first' ? [] : reachable(roots).filter(isSimple).slice(0, MOST_SUMS);
  const sums = new Map(nodes.map((node, k) => [node, options.scratch.totals + 4 * STRETCH * k]));
  const groups = [...new Set(nodes.map(node => node.network))].map(n =>
    nodes.filter(node => node.network === n),
  );
  const far = groups.filter(group => options.ties === 'scalar' || isFar(options, group));
  const near = groups.filter(group => !far.includes(group));
  const routines = [
    ...(near.length ? [byFours(options, `ties of ${name}`, near.flat(), sums)] : []),
    ...(far.length ? [oneByOne(options, `ties of ${name}`, far, sums)] : []),
  ];
  return { options: { ...options, sums }, routines };
}

type Places = ReadonlyMap<Node, number>;

function byFours(options: KernelOptions, name: string, nodes: readonly TieSum[], sums: Places): Routine {
  const kernel = openKernel(options, nodes);
  for (const node of nodes) {
    const held = hold(kernel, node);
    sumOffset(kernel);
    get(kernel, held);
    emit(kernel, 'v128.store', sums.get(node)!, 1);
  }
  return closeKernel(kernel, name);
}

function oneByOne(
  options: KernelOptions,
  name: string,
  groups: readonly (readonly TieSum[])[],
  sums: Places,
): Routine {
  const kernel = openKernel(options, groups.flat(), 1);
  for (const group of groups) {
    const totals = walk(kernel, group[0].network, group);
    for (const [k, node] of group.entries()) {
      sumOffset(kernel);
      get(kernel, totals[k]);
      emit(kernel, node.op === 'count' ? 'i32.store' : 'f32.store', sums.get(node)!, 1);
    }
  }
  return closeKernel(kernel, name);
}

/** One loop over an agent's ties in a network; gives the locals of the totals. */
function walk(kernel: Kernel, network: number, group: readonly TieSum[]): number[] {
  const { agent } = kernel;
  const { first, last } = row(kernel, network);
  const totals = group.map(node => {
    const total = local(kernel, node.machine === 'f32' ? 'f32' : 'i32', `v${node.id}`);
    if (node.op === 'count') emit(kernel, 'i32.const', 0);
    else emit(kernel, 'f32.const', ...bytesOf(node.op === 'greatest' ? NO_LESS : 0));
    set(kernel, total);
    return total;
  });
  const tie = local(kernel, 'i32', 'tie');
  get(kernel, first);
  set(kernel, tie);
  const body = openScope(agent, NEIGHBOUR);
  body.lanes = [
    keep(kernel, body, 'neighbour', 'i32', () => {
      get(kernel, tie);
      emit(kernel, 'i32.load', kernel.layout.networks[network].neighbours, 0);
    }),
  ];
  const weight = weightIn(group);
  const { weights } = kernel.layout.networks[network] as { weights?: { now: number } };
  if (weight && weights) {
    const held = keep(kernel, body, 'weight', 'f32', () => {
      get(kernel, tie);
      get(kernel, parameter.slot);
      emit(kernel, 'i32.add');
      emit(kernel, 'f32.load', weights.now, 0);
    });
    body.values.set(weight, held);
  }
  within(kernel, body, () => group.forEach((node, k) => add(kernel, node, totals[k])));

  get(kernel, tie);
  get(kernel, last);
  emit(kernel, 'i32.lt_u');
  emit(kernel, 'if');
  emit(kernel, 'loop');
  agent.code.push(...body.code);
  get(kernel, tie);
  emit(kernel, 'i32.const', 4);
  emit(kernel, 'i32.add');
  emit(kernel, 'local.tee', tie);
  get(kernel, last);
  emit(kernel, 'i32.lt_u');
  emit(kernel, 'br_if', 0);
  emit(kernel, 'end');
  emit(kernel, 'end');
  return totals;
}

/** Without a branch: whether a neighbour counts is hard to predict. */
function add(kernel: Kernel, { op, args: [condition, summand] }: TieSum, total: number): void {
  const always = condition.op === 'constant' && condition.value === 1;
  if (op === 'greatest') {
    raise(kernel, condition, summand, total);
    return;
  }
  get(kernel, total);
  if (op === 'count') {
    value(kernel, condition);
    emit(kernel, 'i32.add');
  } else {
    value(kernel, summand);
    emit(kernel, 'f32.add');
    if (!always) {
      get(kernel, total);
      value(kernel, condition);
      emit(kernel, 'select');
    }
  }
  set(kernel, total);
}

function raise(kernel: Kernel, condition: Node, candidate: Node, total: number): void {
  const held = hold(kernel, candidate);
  get(kernel, held);
  get(kernel, total);
  get(kernel, total);
  get(kernel, held);
  emit(kernel, 'f32.lt');
  value(kernel, condition);
  emit(kernel, 'i32.and');
  emit(kernel, 'select');
  set(kernel, total);
}

const bytesOf = (number: number) => new Uint8Array(Float32Array.of(number).buffer);

function isFar({ model, layout }: KernelOptions, group: readonly TieSum[]): boolean {
  const values = reachable(group.flatMap(node => node.args)).filter(({ depends }) => depends & NEIGHBOUR);
  const columns = values.flatMap(node => (node.op === 'column' ? [layout.columns[node.column].width] : []));
  const bytes = layout.agents * columns.reduce((sum, width) => sum + width, 0);
  const isLight = values.length - columns.length < HEAVY;
  return isLight && bytes > NEAR_BYTES && model.networks[group[0].network].shape === 'random';
}

function isSimple(node: Node): node is TieSum {
  if (!isTieSum(node) || node.depends & CANDIDATE) return false;
  const own = reachable(node.args).filter(({ depends }) => !(depends & NEIGHBOUR));
  return own.length <= CHEAP && !own.some(one => isTieSum(one) || one.op === 'choose' || one.op === 'key');
}
