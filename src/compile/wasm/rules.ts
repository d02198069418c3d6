import type { Node } from '../../language/graph.ts';
import type { Model, Rule } from '../../model/model.ts';
import type { Function, Instruction } from './encoder.ts';
import { type CheckPlace, check } from './failures.ts';
import { openForward } from './forward.ts';
import {
  closeKernel,
  emit,
  get,
  type Kernel,
  type KernelOptions,
  keep,
  local,
  openKernel,
  set,
} from './kernel.ts';
import { storeColumn } from './loads.ts';
import { constant, hold, value } from './values.ts';

export interface Made {
  function: Function;
  checks: CheckPlace[];
  names: readonly string[];
}

/** Some rules as one function over four agents at a time. */
export function ruleFunction(
  options: KernelOptions,
  model: Model,
  name: string,
  rules: readonly Rule[],
): Made {
  const forward = openForward(model);
  const steps = rules.map(forward.add);
  const kernel = openKernel(
    options,
    steps.flatMap(({ writes, checks }) => [
      ...checks.flatMap(c => [c.bad, c.found]),
      ...writes.map(w => w.value),
    ]),
  );
  const lastStep = new Map(steps.flatMap(({ writes }, k) => writes.map(({ column }) => [column, k])));
  const checks: CheckPlace[] = [];
  const own = new Map<number, Node>();
  for (const [node, uses] of kernel.uses) {
    if (node.op !== 'column' || node.whose !== 'own' || !lastStep.has(node.column)) continue;
    own.set(node.column, node);
    kernel.uses.set(node, uses + 1); // kept in a local, for those who want it after the column is written
  }
  for (const [k, step] of steps.entries()) {
    const held = step.writes.map(({ value: node }) => hold(kernel, node));
    for (const each of step.checks) checks.push(check(kernel, each));
    for (const [w, { column }] of step.writes.entries()) {
      if (lastStep.get(column) !== k) continue;
      // A later value may still want what stood here before.
      const before = own.get(column);
      if (before) hold(kernel, before);
      storeColumn(kernel, column, bits(kernel, step.writes[w].value, held[w]));
    }
  }
  return { function: closeKernel(kernel, name), checks, names: kernel.names };
}

/** Conditions are stored as 0 and 1. */
function bits(kernel: Kernel, node: Node, held: number): number {
  if (node.machine !== 'bool') return held;
  const made = local(kernel, 'v128', 'flags');
  get(kernel, held);
  constant.integer(kernel, 1);
  emit(kernel, 'v128.and');
  set(kernel, made);
  return made;
}

/**
 * A function that lists the agents who meet a condition and returns how many they are; the list is filled up to a
 * multiple of four with its last entry, whom it harms nothing to be handled twice at once.
 */
export function listFunction(options: KernelOptions, model: Model, name: string, condition: Node): Made {
  const root = openForward(model).see(condition);
  const kernel = openKernel(options, [root]);
  const { list } = options.scratch;
  const end = keep(kernel, kernel.call, 'end', 'i32', () => emit(kernel, 'i32.const', 0));
  const found = local(kernel, 'i32', 'found');
  value(kernel, root);
  emit(kernel, 'i32x4.bitmask');
  emit(kernel, 'local.tee', found);
  emit(kernel, 'if');
  for (const lane of [0, 1, 2, 3]) {
    get(kernel, end);
    get(kernel, kernel.at);
    emit(kernel, 'i32.const', lane);
    emit(kernel, 'i32.add');
    emit(kernel, 'i32.store', list, 1);
    get(kernel, end);
    get(kernel, found);
    // Bit `lane` of the mask, times the four bytes of an entry.
    emit(kernel, 'i32.const', Math.abs(lane - 2));
    emit(kernel, lane < 2 ? 'i32.shl' : 'i32.shr_u');
    emit(kernel, 'i32.const', 4);
    emit(kernel, 'i32.and');
    emit(kernel, 'i32.add');
    set(kernel, end);
  }
  emit(kernel, 'end');
  const after: Instruction[] = [0, 1, 2].flatMap((entry): Instruction[] => [
    ['local.get', end],
    ['local.get', end],
    ['i32.load', list - 4, 1],
    ['i32.store', list + 4 * entry, 1],
  ]);
  after.push(['local.get', end], ['i32.const', 2], ['i32.shr_u']);
  return { function: closeKernel(kernel, name, true, after), checks: [], names: kernel.names };
}
