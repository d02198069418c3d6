import { NEIGHBOUR, type Node, reachable } from '../../../language/graph.ts';
import { NO_LESS, type TieSum } from '../../../language/tie-sum.ts';
import { constant } from './constants.ts';
import { emit, get, type Kernel, keep, local, openScope, parameter, set, within } from './kernel.ts';
import { gather } from './loads.ts';
import { degrees, rowStarts } from './tie-rows.ts';
import { value } from './values.ts';

/**
 * Sums and counts over the ties of four agents: one loop in which each lane walks its own row, in row order, until the
 * longest row ends. Everything that is wanted of one network in a scope shares the loop.
 */
export function aggregate(kernel: Kernel, first: TieSum): void {
  const home = kernel.scope;
  const shared = [...home.loops.values()].find(nodes => nodes.includes(first)) ?? [first];
  const group = shared.filter(node => !kernel.sums.has(node));
  const start = rowStarts(kernel, first.network);
  const { neighbours, common } = kernel.layout.networks[first.network];
  const totals = group.map(node =>
    variable(kernel, `v${node.id}`, () =>
      node.op === 'greatest' ? constant.number(kernel, NO_LESS) : constant.integer(kernel, 0),
    ),
  );
  const remaining = variable(kernel, 'remaining', () => get(kernel, degrees(kernel, first.network)));
  const active = local(kernel, 'v128', 'active');
  const row = [0, 1, 2, 3].map(lane =>
    keep(kernel, home, `row${first.network}lane${lane}`, 'i32', () => {
      get(kernel, start);
      emit(kernel, 'i32x4.extract_lane', lane);
      emit(kernel, 'i32.const', 2);
      emit(kernel, 'i32.shl');
      if (common) return;
      get(kernel, parameter.slot);
      emit(kernel, 'i32.add');
    }),
  );
  const step = local(kernel, 'i32', 'step');
  emit(kernel, 'i32.const', 0);
  set(kernel, step);

  // A lane whose row has ended reads on, in places that are not taken or rows behind it, and takes no part.
  const body = openScope(home, NEIGHBOUR);
  body.lanes = row.map((tie, lane) =>
    keep(kernel, body, `neighbour${lane}`, 'i32', () => {
      get(kernel, tie);
      get(kernel, step);
      emit(kernel, 'i32.add');
      emit(kernel, 'i32.load', neighbours, 0);
    }),
  );
  const weight = weightIn(group);
  const { weights } = kernel.layout.networks[first.network] as { weights?: { now: number } };
  if (weight && weights) {
    const held = keep(kernel, body, 'weight', 'v128', () => {
      for (const tie of row.toReversed()) {
        get(kernel, tie);
        get(kernel, step);
        emit(kernel, 'i32.add');
        get(kernel, parameter.slot);
        emit(kernel, 'i32.add');
      }
      gather(kernel, 4, weights.now);
    });
    body.values.set(weight, held);
  }
  within(kernel, body, () => {
    for (const [k, node] of group.entries()) add(kernel, node, totals[k], active);
    get(kernel, remaining);
    constant.integer(kernel, 1);
    emit(kernel, 'i32x4.sub');
    set(kernel, remaining);
    get(kernel, step);
    emit(kernel, 'i32.const', 4);
    emit(kernel, 'i32.add');
    set(kernel, step);
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

/** The weight of the tie, where one of some sums reads it. */
export const weightIn = (sums: readonly TieSum[]): Node | undefined =>
  reachable(sums.flatMap(({ args }) => args)).find(({ op }) => op === 'weight');

/** A sum never becomes -0, so that adding 0 for a lane that has no part in it changes nothing. */
function add(kernel: Kernel, node: TieSum, total: number, active: number): void {
  const [condition, summand] = node.args;
  if (condition.op === 'constant' && !condition.value) return;
  if (node.op === 'greatest') {
    raise(kernel, node, total, active);
    return;
  }
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

/** The greater of the total and a lane's value, where the lane has a part in it. */
function raise(
  kernel: Kernel,
  { args: [condition, candidate] }: TieSum,
  total: number,
  active: number,
): void {
  get(kernel, total);
  value(kernel, candidate);
  constant.number(kernel, NO_LESS);
  get(kernel, active);
  if (condition.op !== 'constant') {
    value(kernel, condition);
    emit(kernel, 'v128.and');
  }
  emit(kernel, 'v128.bitselect');
  emit(kernel, 'f32x4.pmax');
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

function variable(kernel: Kernel, name: string, initial: () => void): number {
  const made = local(kernel, 'v128', name);
  initial();
  set(kernel, made);
  return made;
}
