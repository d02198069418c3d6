import { NEIGHBOUR, type Node, reachable } from '../../../language/graph.ts';
import { isTieSum, type TieSum } from '../../../language/tie-sum.ts';
import type { Model } from '../../../model/model.ts';
import type { Layout } from '../../program/layout.ts';
import type { Instruction, Routine, ValueType } from '../encode/encoder.ts';
import type { Mnemonic } from '../encode/operations.ts';
import type { Scratch } from '../plan/scratch-buffer.ts';

/**
 * A function under construction: a loop that handles four agents at a time (or one, where lanes don't pay). Each value of the graph is computed in the
 * outermost scope that allows it (once per call, once per four agents, per candidate, per tie), on demand: asking for a
 * value of an outer scope writes it into that scope's code, which runs before the loop inside it.
 */
export interface Kernel {
  model: Model;
  layout: Layout;
  scratch: Scratch;
  /** Agents handled at a time. */
  width: 1 | 4;
  /** Offset in the scratch of the list of agents that are handled; undefined: all from `begin` to `end`. */
  list: number | undefined;
  /**
   * Which buffer of a published column is this week's: by the week's parity, or the first one (initial values); at the
   * week's end everybody's is.
   */
  parity: 'week' | 'first' | 'end';
  /** Published columns whose own value is still in last week's buffer, because nothing has written it yet. */
  unwritten: ReadonlySet<number>;
  /** Whether sums over ties are made on four lanes, or one agent after the other; `auto`: whichever is faster. */
  ties: 'auto' | 'scalar';
  /** Sums over ties that the scratch holds already, and where. */
  sums: ReadonlyMap<Node, number>;
  /** Chances that are mostly out of reach of their draws. */
  screened: ReadonlyMap<Node, ScreenedChance>;
  /** Writes the code that leaves a node's value on the stack, in `scope`; `value` and `hold` decide when it is needed. */
  compute: (kernel: Kernel, node: Node) => void;
  call: Scope;
  agent: Scope;
  /** Where code is being written. */
  scope: Scope;
  /** How often each value is needed; values needed twice are kept in a local. */
  uses: Map<Node, number>;
  locals: ValueType[];
  names: string[];
  /** The local that counts: index of the first of four agents, or its place in the list. */
  at: number;
}

/** A chance that is computed only where the draw is below a bound of it, and what else is computed for it alone. */
export interface ScreenedChance {
  bound: Node;
  draw: Node;
  own: ReadonlySet<Node>;
}

export interface Scope {
  parent: Scope | undefined;
  /** The loop it is the body of: NEIGHBOUR, CANDIDATE, or 0 for a call and for four agents. */
  loop: number;
  code: Instruction[];
  values: Map<Node, number>;
  /** Locals with a name instead of a node: addresses, rows of ties. */
  kept: Map<string, number>;
  /** Of code that is mostly not run: what is needed in there alone. */
  own?: ReadonlySet<Node>;
  /** Storage indices of the agents, where they are not neighbours in memory. */
  lanes: readonly number[] | undefined;
  /** Sums and counts over ties wanted in this scope, by the loop that they share. */
  loops: Map<string, TieSum[]>;
}

/** The parameters of every function are its first locals. `begin` and `end` are agents, or places in the list. */
const PARAMETERS = ['slot', 'week', 'begin', 'end'] as const;
const [SLOT, WEEK, BEGIN, END] = PARAMETERS.keys();
export const parameter = { slot: SLOT, week: WEEK, begin: BEGIN, end: END } as const;

export type KernelOptions = Pick<
  Kernel,
  'model' | 'layout' | 'scratch' | 'list' | 'parity' | 'unwritten' | 'ties' | 'sums' | 'screened' | 'compute'
>;

export function openKernel(options: KernelOptions, roots: readonly Node[], width: 1 | 4 = 4): Kernel {
  const call = openScope(undefined);
  const agent = openScope(call);
  const uses = new Map<Node, number>();
  countUses(uses, roots);
  const kernel: Kernel = {
    ...options,
    width,
    call,
    agent,
    scope: agent,
    uses,
    at: 0,
    locals: [],
    names: [...PARAMETERS],
  };
  kernel.at = local(kernel, 'i32', 'at');
  announce(agent, roots);
  const { list } = options;
  if (list !== undefined) {
    agent.lanes = Array.from({ length: width }, (_, lane) =>
      keep(kernel, agent, `agent${lane}`, 'i32', () => {
        get(kernel, kernel.at);
        emit(kernel, 'i32.const', 2);
        emit(kernel, 'i32.shl');
        emit(kernel, 'i32.load', list + 4 * lane, 1);
      }),
    );
  }
  return kernel;
}

/**
 * Note how often every value below `roots` is needed. What is negated is needed as often as its negation: `a and not b` and a
 * choice by `not b` take `b` itself.
 */
export function countUses(uses: Map<Node, number>, roots: readonly Node[]): void {
  const use = (node: Node, times = 1) => uses.set(node, (uses.get(node) ?? 0) + times);
  for (const root of roots) use(root);
  // Users before what they use.
  for (const node of reachable(roots).reverse())
    for (const arg of node.args) use(arg, node.op === 'not' ? uses.get(node) : 1);
}

export function openScope(parent: Scope | undefined, loop = 0): Scope {
  return { parent, loop, code: [], values: new Map(), kept: new Map(), lanes: undefined, loops: new Map() };
}

/** The finished function: what is computed once, then the loop over agents; `after` leaves the result, 0 unless given. */
export function closeKernel(
  { locals, names, call, agent, at, width }: Kernel,
  name: string,
  after: readonly Instruction[] = [['i32.const', 0]],
): Routine {
  // One by one, too, the last four are handled to the end, for those who read the results by fours.
  const end: Instruction[] = [
    ['local.get', parameter.end],
    ['i32.const', 3],
    ['i32.add'],
    ['i32.const', -4],
    ['i32.and'],
  ];
  const body: Instruction[] = [
    ...call.code,
    ['local.get', parameter.begin],
    ['local.set', at],
    ['loop'],
    ...agent.code,
    ['local.get', at],
    ['i32.const', width],
    ['i32.add'],
    ['local.tee', at],
    ...(width === 4 ? end.slice(0, 1) : end),
    ['i32.lt_u'],
    ['br_if', 0],
    ['end'],
    ...after,
  ];
  return { name, parameters: PARAMETERS.map(() => 'i32'), results: ['i32'], locals, names, body };
}

export function emit({ scope }: Kernel, name: Mnemonic, ...immediates: number[]): void {
  scope.code.push([name, ...immediates]);
}

export const get = (kernel: Kernel, index: number) => emit(kernel, 'local.get', index);
export const set = (kernel: Kernel, index: number) => emit(kernel, 'local.set', index);

export function local(kernel: Kernel, type: ValueType, name: string): number {
  kernel.names.push(name);
  kernel.locals.push(type);
  return kernel.names.length - 1;
}

/** Write code into another scope. */
export function within<T>(kernel: Kernel, scope: Scope, write: () => T): T {
  const { scope: current } = kernel;
  kernel.scope = scope;
  const result = write();
  kernel.scope = current;
  return result;
}

/** A local of `scope` that holds what `make` leaves on the stack, computed once. */
export function keep(kernel: Kernel, scope: Scope, name: string, type: ValueType, make: () => void): number {
  const known = scope.kept.get(name);
  if (known !== undefined) return known;
  const made = within(kernel, scope, () => {
    make();
    const index = local(kernel, type, name);
    set(kernel, index);
    return index;
  });
  scope.kept.set(name, made);
  return made;
}

/** Note the sums and counts that `roots` will need in `scope`, so that those over one network share one loop. */
export function announce(scope: Scope, roots: readonly Node[]): void {
  const levels = new Map<Node, number>();
  // An aggregate that needs another one's result must wait for its loop to end: they are of different levels.
  const level = (node: Node): number => {
    const known = levels.get(node);
    if (known !== undefined) return known;
    const inner = node.args.reduce((most, arg) => Math.max(most, level(arg)), 0);
    const own = isTieSum(node) ? inner + 1 : inner;
    levels.set(node, own);
    if (isTieSum(node) && (node.depends & ~1 & ~NEIGHBOUR) === scope.loop) {
      const key = `${node.network}:${own}`;
      scope.loops.set(key, [...(scope.loops.get(key) ?? []), node]);
    }
    return own;
  };
  roots.forEach(level);
}
