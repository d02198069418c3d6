import type { Node } from '../../../language/graph.ts';
import type { Rule } from '../../../model/model.ts';
import type { Instruction, Routine } from '../encode/encoder.ts';
import { type CheckPlace, diagnose, joinTroubles, stopIfTroubled } from '../plan/failures.ts';
import type { Guard } from '../plan/scheduling.ts';
import { type ForwardStep, openStoreForwarding } from '../plan/store-forwarding.ts';
import { indices } from './agents.ts';
import { constant } from './constants.ts';
import {
  closeKernel,
  emit,
  get,
  type Kernel,
  type KernelOptions,
  keep,
  local,
  openKernel,
  parameter,
  set,
} from './kernel.ts';
import { storeColumn } from './loads.ts';
import { sumsFirst } from './neighbour-sums.ts';
import { screenedChances } from './screened-chances.ts';
import { hold, value } from './values.ts';

/**
 * Some rules as one function over four agents at a time. All values come first, rule by rule, then one look whether any
 * of them must not be, then all stores: when the function stops, the agents it stopped at are as it found them.
 */
export function ruleFunction(
  options: KernelOptions,
  name: string,
  rules: readonly Rule[],
  known: readonly Node[] = [],
): Routine[] {
  const { graph } = options.model;
  const { add } = openStoreForwarding(options.model, known);
  let trouble: Node | undefined;
  const steps = rules.map(rule => {
    const step = add(rule);
    trouble = joinTroubles(graph, step.alarms, trouble);
    return { ...step, trouble };
  });
  const written = new Map(steps.flatMap(({ writes }) => writes.map(write => [write.column, write.value])));
  const roots = [...steps.flatMap(wanted), ...written.values()];
  const { options: own, routines } = sumsFirst(options, name, roots);
  const screened = screenedChances(graph, roots);
  const bounds = [...screened.values()].map(({ bound }) => bound);
  const kernel = openKernel({ ...own, screened }, [...roots, ...bounds]);
  for (const step of steps) for (const node of wanted(step)) hold(kernel, node);
  stopIfTroubled(kernel, trouble);
  for (const [column, node] of written) storeColumn(kernel, column, bits(kernel, node));
  return [...routines, closeKernel(kernel, name)];
}

const wanted = ({ writes, trouble }: ForwardStep & { trouble: Node | undefined }) => [
  ...writes.map(write => write.value),
  ...(trouble ? [trouble] : []),
];

/** The local of a value as it is stored: conditions as 0 and 1. */
function bits(kernel: Kernel, node: Node): number {
  const held = hold(kernel, node);
  if (node.machine !== 'bool') return held;
  const made = local(kernel, 'v128', 'flags');
  get(kernel, held);
  constant.integer(kernel, 1);
  emit(kernel, 'v128.and');
  set(kernel, made);
  return made;
}

/** The same rules, to find out which of them failed for whom. */
export function ruleDiagnosis(
  options: KernelOptions,
  name: string,
  rules: readonly Rule[],
): { routine: Routine; places: CheckPlace[] } {
  const { add } = openStoreForwarding(options.model);
  const checks = rules.flatMap(rule => add(rule).checks);
  const kernel = openKernel(
    options,
    checks.flatMap(({ trouble, found }) => [trouble, found]),
  );
  const places = checks.map((check, k) => diagnose(kernel, check, k));
  return { routine: closeKernel(kernel, name), places };
}

/**
 * A function that lists at `target` the agents who meet a guard and returns how many they are. The list is filled up to a
 * multiple of four with its last entry: to handle someone twice at once, with the same result, does no harm.
 */
export function listFunction(options: KernelOptions, name: string, guard: Guard, target: number): Routine[] {
  return listing(options, name, [{ guard, target }], ([count]) => count);
}

/** A list of agents that one function makes with others. */
export interface List {
  guard: Guard;
  target: number;
  /** Where in the scratch it says how many they are. */
  count: number;
}

/** A function that makes several lists in one pass over the agents: their conditions share what they read. */
export function listsFunction(options: KernelOptions, name: string, lists: readonly List[]): Routine[] {
  return listing(options, name, lists, counts => [
    ...lists.flatMap(({ count }, k): Instruction[] => [
      ['i32.const', 0],
      ...counts[k],
      ['i32.store', count, 1],
    ]),
    ['i32.const', 0],
  ]);
}

/** `after`: what the function does with the counts, and what it returns. */
function listing(
  options: KernelOptions,
  name: string,
  lists: readonly Pick<List, 'guard' | 'target'>[],
  after: (counts: readonly Instruction[][]) => Instruction[],
): Routine[] {
  const { graph } = options.model;
  const { see } = openStoreForwarding(options.model);
  const conditions = lists.map(({ guard }) =>
    guard.map(terms => terms.map(see).reduce(graph.and)).reduce(graph.or),
  );
  const { options: own, routines } = sumsFirst(options, name, conditions);
  const kernel = openKernel(own, conditions);
  const ends = lists.map(({ target }, k) => append(kernel, conditions[k], target, k));
  const finish = lists.flatMap(({ target }, k) => [
    ...withoutOthers(kernel, ends[k]),
    ...[0, 1, 2].flatMap((entry): Instruction[] => [
      ['local.get', ends[k].end],
      ['local.get', ends[k].end],
      ['i32.load', target - 4, 1],
      ['i32.store', target + 4 * entry, 1],
    ]),
  ]);
  const counts = ends.map(({ end }): Instruction[] => [['local.get', end], ['i32.const', 2], ['i32.shr_u']]);
  return [...routines, closeKernel(kernel, name, [...finish, ...after(counts)])];
}

/** Take off the list who were behind the end among the last four: as many as `at` has gone too far, in the highest bits. */
function withoutOthers({ at }: Kernel, { end, found }: Listed): Instruction[] {
  return [
    ['local.get', end],
    ['local.get', found],
    ['i32.const', 4],
    ['local.get', at],
    ['local.get', parameter.end],
    ['i32.sub'],
    ['i32.sub'],
    ['i32.shr_u'],
    ['i32.popcnt'],
    ['i32.const', 2],
    ['i32.shl'],
    ['i32.sub'],
    ['local.set', end],
  ];
}

/** Locals of a list: its length in bytes, and a bit for each of the last four who is in it. */
interface Listed {
  end: number;
  found: number;
}

/** Put those of the four who meet a condition at the end of a list. */
function append(kernel: Kernel, condition: Node, target: number, k: number): Listed {
  const end = keep(kernel, kernel.call, `listed${k}`, 'i32', () => emit(kernel, 'i32.const', 0));
  const found = local(kernel, 'i32', 'found');
  value(kernel, condition);
  emit(kernel, 'i32x4.bitmask');
  set(kernel, found);
  // Those found are moved to the front of the four, and the next four are written over the rest.
  get(kernel, end);
  get(
    kernel,
    keep(kernel, kernel.agent, 'indices', 'v128', () => indices(kernel)),
  );
  get(kernel, found);
  emit(kernel, 'i32.const', 4);
  emit(kernel, 'i32.shl');
  emit(kernel, 'v128.load', kernel.scratch.moves, 1);
  emit(kernel, 'i8x16.swizzle');
  emit(kernel, 'v128.store', target, 1);
  get(kernel, end);
  get(kernel, found);
  emit(kernel, 'i32.popcnt');
  emit(kernel, 'i32.const', 2);
  emit(kernel, 'i32.shl');
  emit(kernel, 'i32.add');
  set(kernel, end);
  return { end, found };
}
