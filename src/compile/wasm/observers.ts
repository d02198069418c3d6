import type { Node } from '../../language/graph.ts';
import type { Model } from '../../model/model.ts';
import { type Extract, FIXED_POINT, type Tally } from '../machine.ts';
import type { Instruction, Routine } from './encoder.ts';
import { type CheckPlace, diagnose, isInRange, joinTroubles, stopIfTroubled } from './failures.ts';
import { type Check, openForward, troubleOf } from './forward.ts';
import { closeKernel, emit, get, type Kernel, type KernelOptions, keep, local, openKernel, parameter, set } from './kernel.ts';
import { STRETCH } from './scratch.ts';
import { constant, hold, value } from './values.ts';

const SUM_BYTES = 8;

/** A tally's nodes in a graph of their own, with a check of every number among those who are counted. */
function openTally(model: Model, tally: Tally) {
  const { graph, see } = openForward(model);
  const base = see(tally.base);
  const values = tally.values.map(see);
  const checks = values.flatMap((found, k): Check[] => {
    if (found.machine === 'bool') return [];
    const trouble = graph.select(base, troubleOf(graph, found), graph.integer(0));
    return [{ where: tally.name, column: String(k), found, trouble }];
  });
  return { graph, base, cell: see(tally.cell), values, checks };
}

/** A weekly count over [begin, end): sums in the scratch, i64 [value x cell], grow by 1 for a condition, by trunc(v 2^20) for a number. */
export function tallyFunction(options: KernelOptions, model: Model, name: string, tally: Tally): Routine {
  const { graph, base, cell, values, checks } = openTally(model, tally);
  const trouble = joinTroubles(graph, checks);
  const kernel = openKernel(options, [base, cell, ...values, ...(trouble ? [trouble] : [])]);
  const area = options.scratch.sums;
  const counted = isCounted(kernel, base);
  stopIfTroubled(kernel, trouble);
  const after: Instruction[] = [];
  // Whatever a value needs is computed outside the branch below, where all can use it.
  const summands = values.map(node => summand(kernel, node, counted));
  if (tally.cells === 1) {
    for (const [k, each] of summands.entries()) after.push(...sumUp(kernel, each, area + SUM_BYTES * k));
  } else {
    const cells = addressOf(kernel, cell, counted);
    get(kernel, counted);
    emit(kernel, 'v128.any_true');
    emit(kernel, 'if');
    for (const lane of [0, 1, 2, 3]) {
      for (const [k, each] of summands.entries()) {
        addLane(kernel, cells, each, lane, area + SUM_BYTES * tally.cells * k);
      }
    }
    emit(kernel, 'end');
  }
  return closeKernel(kernel, name, [...after, ['i32.const', 0]]);
}

/** The same tally, to find out which value failed for whom. */
export function tallyDiagnosis(options: KernelOptions, model: Model, name: string, tally: Tally): { routine: Routine; places: CheckPlace[] } {
  const { checks } = openTally(model, tally);
  const kernel = openKernel(options, checks.flatMap(({ trouble, found }) => [trouble, found]));
  const places = checks.map((check, k) => diagnose(kernel, check, k));
  return { routine: closeKernel(kernel, name), places };
}

interface Summand {
  /** Local of four i32. */
  held: number;
  /** A condition's mask, which is -1, stands for 1. */
  mask: boolean;
}

/** Mask of the agents that count. */
function isCounted(kernel: Kernel, base: Node): number {
  const counted = local(kernel, 'v128', 'counted');
  value(kernel, base);
  isInRange(kernel);
  emit(kernel, 'v128.and');
  set(kernel, counted);
  return counted;
}

function summand(kernel: Kernel, node: Node, counted: number): Summand {
  const held = local(kernel, 'v128', 'summand');
  value(kernel, node);
  if (node.machine !== 'bool') {
    constant.number(kernel, FIXED_POINT);
    emit(kernel, 'f32x4.mul');
    emit(kernel, 'i32x4.trunc_sat_f32x4_s');
  }
  get(kernel, counted);
  emit(kernel, 'v128.and');
  set(kernel, held);
  return { held, mask: node.machine === 'bool' };
}

/** With a single cell the lanes have sums of their own, joined after the last agents. */
function sumUp(kernel: Kernel, { held, mask }: Summand, at: number): Instruction[] {
  const halves = (mask ? ['whole'] : ['low', 'high']).map(half => {
    const total = keep(kernel, kernel.call, `total${at}${half}`, 'v128', () => constant.integer(kernel, 0));
    get(kernel, total);
    get(kernel, held);
    if (mask) emit(kernel, 'i32x4.sub');
    else {
      emit(kernel, half === 'low' ? 'i64x2.extend_low_i32x4_s' : 'i64x2.extend_high_i32x4_s');
      emit(kernel, 'i64x2.add');
    }
    set(kernel, total);
    return total;
  });
  const lanes: Instruction[][] = halves.flatMap(total =>
    (mask ? [0, 1, 2, 3] : [0, 1]).map((lane): Instruction[] => [
      ['local.get', total],
      ...(mask
        ? ([['i32x4.extract_lane', lane], ['i64.extend_i32_u']] satisfies Instruction[])
        : ([['i64x2.extract_lane', lane]] satisfies Instruction[])),
      ['i64.add'],
    ]),
  );
  return [['i32.const', 0], ['i32.const', 0], ['i64.load', at, 1], ...lanes.flat(), ['i64.store', at, 1]];
}

/** Offsets of the agents' cells; the first cell for those who don't count. */
function addressOf(kernel: Kernel, cell: Node, counted: number): number {
  const made = local(kernel, 'v128', 'cells');
  value(kernel, cell);
  get(kernel, counted);
  emit(kernel, 'v128.and');
  emit(kernel, 'i32.const', 31 - Math.clz32(SUM_BYTES));
  emit(kernel, 'i32x4.shl');
  set(kernel, made);
  return made;
}

function addLane(kernel: Kernel, cells: number, { held, mask }: Summand, lane: number, at: number): void {
  for (const _ of ['address to store to', 'address to load from']) {
    get(kernel, cells);
    emit(kernel, 'i32x4.extract_lane', lane);
  }
  emit(kernel, 'i64.load', at, 1);
  get(kernel, held);
  emit(kernel, 'i32x4.extract_lane', lane);
  emit(kernel, 'i64.extend_i32_s');
  emit(kernel, mask ? 'i64.sub' : 'i64.add');
  emit(kernel, 'i64.store', at, 1);
}

/** Answers of a stretch of agents [begin, end), in the scratch, f32 [output x agent of the stretch]; a condition as 0 or 1. */
export function extractFunction(options: KernelOptions, model: Model, name: string, extract: Extract): Routine {
  const outputs = extract.outputs.map(openForward(model).see);
  const kernel = openKernel(options, outputs);
  const area = options.scratch.answers;
  for (const [k, node] of outputs.entries()) {
    const held = hold(kernel, node);
    get(kernel, kernel.at);
    get(kernel, parameter.begin);
    emit(kernel, 'i32.sub');
    emit(kernel, 'i32.const', 2);
    emit(kernel, 'i32.shl');
    get(kernel, held);
    if (node.machine === 'i32') emit(kernel, 'f32x4.convert_i32x4_s');
    if (node.machine === 'bool') {
      constant.number(kernel, 1);
      emit(kernel, 'v128.and');
    }
    emit(kernel, 'v128.store', area + 4 * STRETCH * k, 1);
  }
  return closeKernel(kernel, name);
}
