import type { Node } from '../../../language/graph.ts';
import { isTieSum } from '../../../language/tie-sum.ts';
import { integerLocal, numberLocal } from './constants.ts';
import { get, type Kernel, local, type Scope, set, within } from './kernel.ts';
import { loadSum } from './loads.ts';

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
  const wantedOnce = (kernel.uses.get(node) ?? 0) < 2 && !isTieSum(node);
  const isImmediate = kernel.width === 1 && node.op === 'constant';
  if (isImmediate || (home === kernel.scope && wantedOnce && node.op !== 'constant'))
    kernel.compute(kernel, node);
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
    else kernel.compute(kernel, node);
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

/** The outermost scope in which a node can be computed. */
function homeOf(kernel: Kernel, node: Node): Scope {
  if (node.depends === 0) return kernel.call;
  let home = kernel.scope;
  while (home !== kernel.agent && home.parent && !(home.loop & node.depends) && !home.own?.has(node))
    home = home.parent;
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
