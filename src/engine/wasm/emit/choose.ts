import { exp } from '../../../core/math/exponential.ts';
import { CANDIDATE, createGraph, NO_CANDIDATE, NO_WEIGHT, type NodeOf } from '../../../language/graph.ts';
import { CANDIDATE_SHIFT } from '../plan/scratch-buffer.ts';
import { constant } from './constants.ts';
import { announce, countUses, emit, get, type Kernel, local, openScope, set, within } from './kernel.ts';
import { sharedChoice } from './shared-choice.ts';
import { hold, value } from './values.ts';

/** What the scratch keeps of a candidate: whether it is allowed; its utility, later the sum of weights up to it. */
const ALLOWED = 0;
const SUM = 16;

/** Leaves something on the stack. */
type Push = () => void;

/**
 * One of the allowed candidates with chance proportional to exp(u - max u): first the utilities and their maximum, then
 * the weights cumulated in order, then the first allowed one whose sum passes uniform x total.
 */
export function choose(kernel: Kernel, node: NodeOf<'choose'>): void {
  const { candidates, equal } = node;
  const area = kernel.scratch.candidates;
  const kept = kernel.scratch.weights.get(node);
  if (kept) {
    sharedChoice(kernel, node, kept, each => cumulated(kernel, node, each));
    return;
  }
  const draw = hold(kernel, node.args[2]);
  // As long as nothing is drawn the result is the last allowed candidate.
  const { last: result, total } = cumulated(kernel, node, ({ at, total: sum, allowed }) =>
    storeSum(kernel, at, area, sum, allowed),
  );
  const threshold = variable(kernel, 'threshold', () => {
    get(kernel, draw);
    get(kernel, total);
    emit(kernel, 'f32x4.mul');
  });
  forEach(kernel, candidates, 'down', ({ index, at }) => {
    replace(kernel, result, index, () => {
      get(kernel, threshold);
      load(kernel, at, area + SUM);
      emit(kernel, 'f32x4.lt');
    });
  });
  if (equal) {
    get(kernel, result);
    return;
  }
  // Utilities that are no numbers make sums that are none.
  get(kernel, result);
  constant.integer(kernel, NO_WEIGHT);
  get(kernel, total);
  get(kernel, total);
  emit(kernel, 'f32x4.eq');
  emit(kernel, 'v128.bitselect');
}

/** A candidate where the sum up to it is known: `at` is the offset of its scratch, `total` the local of the sum. */
interface Cumulated {
  index: number;
  at: number;
  total: number;
  allowed: Push;
}

/** The weights of four agents, cumulated: leaves the last allowed candidate and the sum of all. `each` is written candidate by candidate. */
function cumulated(
  kernel: Kernel,
  { candidates, equal, args: [condition, utility] }: NodeOf<'choose'>,
  each: (candidate: Cumulated) => void,
): { last: number; total: number } {
  const area = kernel.scratch.candidates;
  const last = variable(kernel, 'chosen', () => constant.integer(kernel, NO_CANDIDATE));
  const most = variable(kernel, 'most', () => constant.number(kernel, 0));
  const total = variable(kernel, 'total', () => constant.number(kernel, 0));
  const one = () => constant.number(kernel, 1);
  forEach(kernel, candidates, 'up', ({ index, at }) => {
    announce(kernel.scope, equal ? [condition] : [condition, utility]);
    const held = hold(kernel, condition);
    const allowed = () => get(kernel, held);
    if (equal) {
      cumulate(kernel, total, one, allowed);
      each({ index, at, total, allowed });
    } else {
      const u = hold(kernel, utility);
      store(kernel, at, area + ALLOWED, allowed);
      store(kernel, at, area + SUM, () => get(kernel, u));
      raise(kernel, most, u, last, held);
    }
    replace(kernel, last, index, allowed);
  });
  if (!equal)
    forEach(kernel, candidates, 'up', ({ index, at }) => {
      const allowed = () => load(kernel, at, area + ALLOWED);
      cumulate(kernel, total, () => weight(kernel, () => load(kernel, at, area + SUM), most), allowed);
      each({ index, at, total, allowed });
    });
  return { last, total };
}

/** most = the greater of `most` and `u` where allowed; the first allowed utility, even NaN, is the first maximum. */
function raise(kernel: Kernel, most: number, u: number, last: number, allowed: number): void {
  get(kernel, most);
  get(kernel, u);
  emit(kernel, 'f32x4.pmax');
  get(kernel, u);
  get(kernel, last);
  constant.integer(kernel, NO_CANDIDATE);
  emit(kernel, 'i32x4.gt_s');
  emit(kernel, 'v128.bitselect');
  get(kernel, most);
  get(kernel, allowed);
  emit(kernel, 'v128.bitselect');
  set(kernel, most);
}

/** total += weight where allowed: weights and sums are never -0, so that adding 0 elsewhere changes nothing. */
function cumulate(kernel: Kernel, total: number, weightOf: Push, allowed: Push): void {
  get(kernel, total);
  weightOf();
  allowed();
  emit(kernel, 'v128.and');
  emit(kernel, 'f32x4.add');
  set(kernel, total);
}

/** Keep the sum up to this candidate; NaN, which passes nothing, where it is not allowed. */
function storeSum(kernel: Kernel, at: number, area: number, total: number, allowed: Push): void {
  store(kernel, at, area + SUM, () => {
    get(kernel, total);
    allowed();
    emit(kernel, 'v128.not');
    emit(kernel, 'v128.or');
  });
}

/** exp(u - most), by the same polynomial as everywhere. */
function weight(kernel: Kernel, utility: Push, most: number): void {
  const graph = createGraph();
  const difference = graph.unbits(graph.candidate());
  const root = exp(graph, difference);
  countUses(kernel.uses, [root]);
  const held = local(kernel, 'v128', 'difference');
  utility();
  get(kernel, most);
  emit(kernel, 'f32x4.sub');
  set(kernel, held);
  kernel.scope.values.set(difference, held);
  value(kernel, root);
}

function replace(kernel: Kernel, target: number, index: number, where: Push): void {
  get(kernel, index);
  emit(kernel, 'i32x4.splat');
  get(kernel, target);
  where();
  emit(kernel, 'v128.bitselect');
  set(kernel, target);
}

/** A loop over candidates; `index` is the candidate's, `at` the offset of its scratch. */
function forEach(
  kernel: Kernel,
  count: number,
  direction: 'up' | 'down',
  write: (candidate: { index: number; at: number }) => void,
): void {
  const index = local(kernel, 'i32', 'candidate');
  const at = local(kernel, 'i32', 'place');
  const body = openScope(kernel.scope, CANDIDATE);
  body.kept.set('candidate', index);
  within(kernel, body, () => write({ index, at }));
  const [first, step, stop] = direction === 'up' ? [0, 1, count] : [count - 1, -1, -1];
  emit(kernel, 'i32.const', first);
  set(kernel, index);
  emit(kernel, 'loop');
  get(kernel, index);
  emit(kernel, 'i32.const', CANDIDATE_SHIFT);
  emit(kernel, 'i32.shl');
  set(kernel, at);
  kernel.scope.code.push(...body.code);
  get(kernel, index);
  emit(kernel, 'i32.const', step);
  emit(kernel, 'i32.add');
  emit(kernel, 'local.tee', index);
  emit(kernel, 'i32.const', stop);
  emit(kernel, 'i32.ne');
  emit(kernel, 'br_if', 0);
  emit(kernel, 'end');
}

function variable(kernel: Kernel, name: string, initial: Push): number {
  const made = local(kernel, 'v128', name);
  initial();
  set(kernel, made);
  return made;
}

function store(kernel: Kernel, at: number, offset: number, push: Push): void {
  get(kernel, at);
  push();
  emit(kernel, 'v128.store', offset, 1);
}

function load(kernel: Kernel, at: number, offset: number): void {
  get(kernel, at);
  emit(kernel, 'v128.load', offset, 1);
}
