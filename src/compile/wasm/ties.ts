import { NEIGHBOUR, type Node, type NodeOf } from '../../language/graph.ts';
import { emit, get, type Kernel, keep, local, openScope, set, within } from './kernel.ts';
import { rows } from './loads.ts';
import { constant, value } from './values.ts';

/**
 * Sums and counts over the ties of four agents: one loop in which each lane walks its own row, in row order, until the
 * longest row ends. Everything that is wanted of one network in a scope shares the loop.
 */
export function aggregate(kernel: Kernel, first: NodeOf<'count' | 'sum'>): void {
  const home = kernel.scope;
  const group = [...home.loops.values()].find(nodes => nodes.includes(first)) ?? [first];
  const { first: firstTie, degree } = rows(kernel, first.network);
  const totals = group.map(node => zero(kernel, `v${node.id}`));
  const remaining = copy(kernel, degree, 'remaining');
  const tie = copy(kernel, firstTie, 'tie');
  const active = local(kernel, 'v128', 'active');

  const body = openScope(home, NEIGHBOUR);
  // A lane whose row has ended reads address 0, where the memory is 0 for ever, and takes part with agent 0 for nothing.
  const address = keep(kernel, body, 'address', 'v128', () => {
    get(kernel, tie);
    get(kernel, active);
    emit(kernel, 'v128.and');
  });
  body.lanes = [0, 1, 2, 3].map(lane =>
    keep(kernel, body, `neighbour${lane}`, 'i32', () => {
      get(kernel, address);
      emit(kernel, 'i32x4.extract_lane', lane);
      emit(kernel, 'i32.load', 0, 0);
    }),
  );
  within(kernel, body, () => {
    for (const [k, node] of group.entries()) add(kernel, node, totals[k], active);
    get(kernel, remaining);
    constant.integer(kernel, 1);
    emit(kernel, 'i32x4.sub');
    set(kernel, remaining);
    get(kernel, tie);
    constant.integer(kernel, 4);
    emit(kernel, 'i32x4.add');
    set(kernel, tie);
  });

  isActive(kernel, remaining, active);
  emit(kernel, 'if');
  emit(kernel, 'loop');
  home.code.push(...body.code);
  isActive(kernel, remaining, active);
  emit(kernel, 'br_if', 0);
  emit(kernel, 'end');
  emit(kernel, 'end');
  for (const [k, node] of group.entries()) home.values.set(node, totals[k]);
}

/** A sum never becomes -0, so that adding 0 for a lane that has no part in it changes nothing. */
function add(kernel: Kernel, node: Node, total: number, active: number): void {
  const [condition, summand] = node.args;
  if (condition.op === 'constant' && !condition.value) return;
  get(kernel, total);
  if (summand) value(kernel, summand);
  get(kernel, active);
  if (condition.op !== 'constant') {
    value(kernel, condition);
    emit(kernel, 'v128.and');
  }
  if (summand) emit(kernel, 'v128.and');
  emit(kernel, summand ? 'f32x4.add' : 'i32x4.sub');
  set(kernel, total);
}

/** Which rows go on, kept in `active`; leaves whether any does. */
function isActive(kernel: Kernel, remaining: number, active: number): void {
  get(kernel, remaining);
  constant.integer(kernel, 0);
  emit(kernel, 'i32x4.gt_s');
  emit(kernel, 'local.tee', active);
  emit(kernel, 'v128.any_true');
}

function zero(kernel: Kernel, name: string): number {
  const made = local(kernel, 'v128', name);
  constant.integer(kernel, 0);
  set(kernel, made);
  return made;
}

function copy(kernel: Kernel, source: number, name: string): number {
  const made = local(kernel, 'v128', name);
  get(kernel, source);
  set(kernel, made);
  return made;
}
