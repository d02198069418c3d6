import type { Node } from '../../../language/graph.ts';
import type { Kernel } from './kernel.ts';
import { computeLanes } from './lanes.ts';
import { computeOne } from './scalar.ts';
import { computeScreened } from './screened-chances.ts';

/** Leaves a node's value on the stack, for as many agents as the kernel handles at a time. */
export function compute(kernel: Kernel, node: Node): void {
  const screened = kernel.screened.get(node);
  if (screened && !kernel.scope.own?.has(node)) computeScreened(kernel, node, screened);
  else if (kernel.width === 4) computeLanes(kernel, node);
  else computeOne(kernel, node);
}
