import { CANDIDATE, NEIGHBOUR, type Node, reachable } from '../../language/graph.ts';
import type { Routine } from './encoder.ts';
import { closeKernel, emit, get, type Kernel, type KernelOptions, openKernel, parameter } from './kernel.ts';
import { MOST_SUMS, STRETCH } from './scratch.ts';
import { hold } from './values.ts';

/** Values that a sum over ties may need of the agent itself to be computed beforehand. */
const CHEAP = 24;

/**
 * Sums and counts over ties in a function of their own, before the one that uses them: a loop that does nothing but fetch
 * from far memory has many fetches under way at a time, while one with other work between them waits for each.
 */
export function sumsFirst(
  options: KernelOptions,
  name: string,
  roots: readonly Node[],
): { options: KernelOptions; routines: Routine[] } {
  // Initial values are made for all stretches at once; there is no room for their sums.
  const nodes = options.parity === 'first' ? [] : reachable(roots).filter(isSimple).slice(0, MOST_SUMS);
  if (!nodes.length) return { options, routines: [] };
  const kernel = openKernel(options, nodes);
  const sums = new Map(nodes.map((node, k) => [node, options.scratch.totals + 4 * STRETCH * k]));
  for (const [node, at] of sums) {
    const held = hold(kernel, node);
    place(kernel);
    get(kernel, held);
    emit(kernel, 'v128.store', at, 1);
  }
  return { options: { ...options, sums }, routines: [closeKernel(kernel, `ties of ${name}`)] };
}

/** Load what `sumsFirst` has stored. */
export function loadSum(kernel: Kernel, at: number): void {
  place(kernel);
  emit(kernel, 'v128.load', at, 1);
}

/** Offset of the four agents in the stretch or in the list. */
function place(kernel: Kernel): void {
  get(kernel, kernel.at);
  get(kernel, parameter.begin);
  emit(kernel, 'i32.sub');
  emit(kernel, 'i32.const', 2);
  emit(kernel, 'i32.shl');
}

function isSimple(node: Node): boolean {
  if ((node.op !== 'count' && node.op !== 'sum') || node.depends & CANDIDATE) return false;
  const own = reachable(node.args).filter(({ depends }) => !(depends & NEIGHBOUR));
  return own.length <= CHEAP && !own.some(({ op }) => ['count', 'sum', 'choose', 'key'].includes(op));
}
