import { boundOf, needsExp } from '../../../language/chance-bounds.ts';
import { type Graph, type Node, reachable } from '../../../language/graph.ts';
import { isTieSum } from '../../../language/tie-sum.ts';
import { emit, get, type Kernel, local, openScope, type ScreenedChance, set, within } from './kernel.ts';
import { hold } from './values.ts';

/** Far more than the error of a chance in f32: relative, and as a number. */
const [SHARE, LEAST] = [1e-5, 1e-6];

/**
 * Chances that nothing depends on but a comparison with one draw, and whether they are numbers. Where the draw of all four agents is at
 * least the bound, the bound serves as well: it has the same answer to both.
 */
export function screenedChances(graph: Graph, roots: readonly Node[]): ReadonlyMap<Node, ScreenedChance> {
  const users = new Map<Node, Node[]>();
  const nodes = reachable(roots);
  for (const node of nodes) for (const arg of node.args) users.set(arg, [...(users.get(arg) ?? []), node]);
  const usersOf = (node: Node) => users.get(node) ?? [];
  const found = new Map<Node, ScreenedChance>();
  for (const chance of new Set(nodes.flatMap(({ op, args }) => (op === 'le' ? [args[0]] : [])))) {
    const isLook = ({ op, args }: Node) => op === 'eq' && args.every(arg => arg === chance);
    const [compared, ...others] = usersOf(chance).filter(user => !isLook(user));
    // A chance that is the same for everybody is computed once, where no draw is.
    if (chance.depends === 0) continue;
    if (compared?.op !== 'le' || others.length || roots.includes(chance) || !needsExp(graph, chance))
      continue;
    const draw = compared.args[1];
    const bound = needsExp(graph, draw) ? undefined : boundIn(graph, chance);
    if (!bound) continue;
    const own = new Set([chance]);
    const before = new Set([...reachable([bound, draw]), ...roots]);
    const mayBeOwn = (node: Node) => !isTieSum(node) && node.op !== 'choose' && !before.has(node);
    // Users before what they use.
    for (const node of reachable([chance]).reverse())
      if (mayBeOwn(node) && usersOf(node).every(user => own.has(user))) own.add(node);
    found.set(chance, { bound, draw, own });
  }
  return found;
}

function boundIn(graph: Graph, chance: Node): Node | undefined {
  const { add, div, max, mul, neg, number, select } = graph;
  return boundOf<Node>(graph, chance, {
    exact: node => node,
    // e^x is at least 1 + x.
    hazard: x => add(mul(max(neg(x), number(0)), number(1 + SHARE)), number(LEAST)),
    // e^x is at least (1 + x / 8)^8, for any x above -8, and 0.
    logistic(x) {
      const root = max(add(mul(x, number(0.125)), number(1)), number(0));
      const square = mul(root, root);
      const fourth = mul(square, square);
      return add(div(number(1 + SHARE), add(mul(fourth, fourth), number(1))), number(LEAST));
    },
    either: select,
  });
}

/** Leaves the chance on the stack where a draw of the four may be below it, else the bound. */
export function computeScreened(kernel: Kernel, chance: Node, { bound, draw, own }: ScreenedChance): void {
  const result = local(kernel, 'v128', `v${chance.id}`);
  const inside = openScope(kernel.scope);
  inside.own = own;
  const [most, drawn] = [hold(kernel, bound), hold(kernel, draw)];
  // What others need too is written before the branch, by the way.
  within(kernel, inside, () => {
    kernel.compute(kernel, chance);
    set(kernel, result);
  });
  get(kernel, most);
  set(kernel, result);
  // A bound that is no number is that of a chance that is none.
  get(kernel, drawn);
  get(kernel, most);
  emit(kernel, 'f32x4.lt');
  emit(kernel, 'v128.any_true');
  emit(kernel, 'if');
  kernel.scope.code.push(...inside.code);
  emit(kernel, 'end');
  get(kernel, result);
}
