import { type Arithmetic, numbers, type OperationName } from '../core/math/arithmetic.ts';

/** What a node's value is in the machine: a rounded float, a 32-bit integer or a condition. */
export type Machine = 'f32' | 'i32' | 'bool';

/**
 * What a value depends on. A node is computed in the innermost loop it needs and no deeper: a node without `AGENT` once
 * per week, one with `NEIGHBOUR` once per tie, one with `CANDIDATE` once per candidate of a `choose`.
 */
export const AGENT = 1;
export const NEIGHBOUR = 2;
export const CANDIDATE = 4;

/** Whose column a `column` node reads, and as of when. */
type Whose =
  | 'own' // this agent's, as earlier rules of this week left it
  | 'neighbour' // the neighbour's, as published at the end of last week
  | 'before'; // this agent's, as published at the end of last week

/** What a choice comes to when no candidate is allowed, and when the utilities of those allowed are no numbers. */
export const NO_CANDIDATE = -1;
export const NO_WEIGHT = -2;

interface Base {
  id: number; // creation order: arguments always have smaller ids
  machine: Machine;
  depends: number; // AGENT | NEIGHBOUR | CANDIDATE
  /** Steps down to the farthest leaf: backends go down by calls. */
  depth: number;
  /** Columns, networks and streams a node reads are found by walking `args`. */
  args: readonly Node[];
}

/** One value of the graph. Equal nodes are one object (hash-consing), so `===` compares values. */
export type Node = Base &
  (
    | { op: 'constant'; value: number }
    | { op: 'column'; column: number; whose: Whose }
    | { op: 'agent' } // the permanent id, i32
    | { op: 'other' } // the neighbour's permanent id, i32
    | { op: 'scalar'; scalar: number } // a parameter or field of this week, f32
    | { op: 'week' } // i32, 0 = the model's first week
    | { op: 'key'; stream: number; word: 0 | 1 } // a stream's key, i32
    | { op: 'candidate' } // index of the candidate in a choose, i32
    | { op: 'table'; table: number } // args: [flat index]; f32
    | { op: 'shift'; how: 'ishl' | 'ishr' | 'ishru'; bits: number }
    | { op: Exclude<OperationName, 'ishl' | 'ishr' | 'ishru'> }
    | { op: 'weight'; network: number } // of this agent's end of the tie, f32
    | { op: 'degree'; network: number } // number of ties, i32
    | { op: 'count'; network: number } // args: [condition]; ties that meet it, i32
    | { op: 'sum'; network: number } // args: [condition, value]; f32, added in tie order
    | { op: 'greatest'; network: number } // args: [condition, value]; f32, NO_LESS when no tie meets the condition
    | { op: 'choose'; candidates: number; equal: boolean } // args: [condition, utility, uniform]; index, NO_CANDIDATE or NO_WEIGHT, i32
  );

export type NodeOf<Op extends Node['op']> = Extract<Node, { op: Op }>;
type Operation = Node['op'];

const MACHINES: Record<OperationName, Machine> = {
  add: 'f32',
  sub: 'f32',
  mul: 'f32',
  div: 'f32',
  min: 'f32',
  max: 'f32',
  neg: 'f32',
  abs: 'f32',
  sqrt: 'f32',
  iadd: 'i32',
  isub: 'i32',
  imul: 'i32',
  iand: 'i32',
  ior: 'i32',
  ixor: 'i32',
  ishl: 'i32',
  ishr: 'i32',
  ishru: 'i32',
  lt: 'bool',
  le: 'bool',
  eq: 'bool',
  ilt: 'bool',
  ile: 'bool',
  ieq: 'bool',
  and: 'bool',
  or: 'bool',
  not: 'bool',
  select: 'f32',
  float: 'f32',
  trunc: 'i32',
  bits: 'i32',
  unbits: 'f32',
};

/**
 * A growing set of nodes. It is also an `Arithmetic<Node>`, so that exp, log and Threefry write themselves into it.
 * Constants fold by the arithmetic on numbers: the same rounding as at run time.
 */
export interface Graph extends Arithmetic<Node> {
  readonly nodes: readonly Node[];
  /** Integers made of numbers by `whole`. */
  readonly wholes: ReadonlySet<Node>;
  /** x towards zero, where the model asks for it: x must be a number, and not beyond 2^24 (`troubleIn`). */
  whole(x: Node): Node;
  flag(value: boolean): Node;
  column(column: number, whose: Whose, machine: Machine): Node;
  agent(): Node;
  other(): Node;
  scalar(scalar: number): Node;
  week(): Node;
  key(stream: number, word: 0 | 1): Node;
  candidate(): Node;
  table(table: number, index: Node): Node;
  weight(network: number): Node;
  degree(network: number): Node;
  count(network: number, condition: Node): Node;
  sum(network: number, condition: Node, value: Node): Node;
  /** The greatest value; one that is no number is not looked at. */
  greatest(network: number, condition: Node, value: Node): Node;
  /** Draw one of `candidates` with probability proportional to exp(utility - max), or equal ones when `utility` is absent. */
  choose(candidates: number, condition: Node, utility: Node | undefined, uniform: Node): Node;
  /** A graph with the same nodes; what is added to one of the two is not in the other. */
  copy(): Graph;
}

type Payload = Record<string, number | string | boolean>;

export const createGraph = (): Graph => openGraph([], new Set(), new Map());

/** @param known all nodes by what they compute */
function openGraph(nodes: Node[], wholes: Set<Node>, known: Map<string, Node>): Graph {
  function make(
    op: Operation,
    machine: Machine,
    args: readonly Node[],
    depends: number,
    payload: Payload = {},
  ): Node {
    // Plain loops: this is asked a hundred thousand times for a model.
    let key = `${op}|${machine}|`;
    for (const { id } of args) key += `${id},`;
    for (const name in payload) key += `|${payload[name]}`;
    const found = known.get(key);
    if (found) return found;
    const depth = args.reduce((most, a) => Math.max(most, a.depth + 1), 0);
    const node = { id: nodes.length, op, machine, args, depends, depth, ...payload } as unknown as Node;
    nodes.push(node);
    known.set(key, node);
    return node;
  }

  const inherit = (args: readonly Node[]) => args.reduce((all, a) => all | a.depends, 0);

  function constant(value: number, machine: Machine): Node {
    const sign = Object.is(value, -0) ? '-0' : '';
    const key = `constant|${machine}|${sign}${value}`;
    const found = known.get(key);
    if (found) return found;
    const node: Node = { id: nodes.length, op: 'constant', machine, args: [], depends: 0, depth: 0, value };
    nodes.push(node);
    known.set(key, node);
    return node;
  }

  function apply(op: OperationName, ...args: Node[]): Node {
    const machine = op === 'select' ? args[1].machine : MACHINES[op];
    if (args.every(a => a.op === 'constant')) {
      const fold = numbers[op] as (...values: number[]) => number;
      return constant(fold(...args.map(a => (a as NodeOf<'constant'>).value)), machine);
    }
    return simplify(op, args) ?? make(op as Operation, machine, args, inherit(args));
  }

  /** Only rewritings that keep every bit. */
  function simplify(op: OperationName, [a, b, c]: Node[]): Node | undefined {
    if (op === 'and') {
      if (isFlag(a, 1) || a === b) return b;
      if (isFlag(b, 1)) return a;
      if (isFlag(a, 0) || isFlag(b, 0)) return constant(0, 'bool');
    }
    if (op === 'or') {
      if (isFlag(a, 0) || a === b) return b;
      if (isFlag(b, 0)) return a;
      if (isFlag(a, 1) || isFlag(b, 1)) return constant(1, 'bool');
    }
    if (op === 'not' && a.op === 'not') return a.args[0];
    if (op === 'select') {
      if (isFlag(a, 1) || b === c) return b;
      if (isFlag(a, 0)) return c;
    }
    return undefined;
  }

  const shift = (how: 'ishl' | 'ishr' | 'ishru') => (a: Node, bits: number) =>
    a.op === 'constant'
      ? constant(numbers[how](a.value, bits), 'i32')
      : make('shift', 'i32', [a], a.depends, { how, bits });
  const unary = (op: OperationName) => (a: Node) => apply(op, a);
  const binary = (op: OperationName) => (a: Node, b: Node) => apply(op, a, b);
  const outside = (args: readonly Node[], loop: number) => inherit(args) & ~loop;

  return {
    nodes,
    wholes,
    copy: () => openGraph([...nodes], new Set(wholes), new Map(known)),
    whole(x) {
      const node = apply('trunc', x);
      wholes.add(node);
      return node;
    },
    number: value => constant(Math.fround(value), 'f32'),
    integer: value => constant(value | 0, 'i32'),
    flag: value => constant(+value, 'bool'),
    add: binary('add'),
    sub: binary('sub'),
    mul: binary('mul'),
    div: binary('div'),
    min: binary('min'),
    max: binary('max'),
    neg: unary('neg'),
    abs: unary('abs'),
    sqrt: unary('sqrt'),
    iadd: binary('iadd'),
    isub: binary('isub'),
    imul: binary('imul'),
    iand: binary('iand'),
    ior: binary('ior'),
    ixor: binary('ixor'),
    ishl: shift('ishl'),
    ishr: shift('ishr'),
    ishru: shift('ishru'),
    lt: binary('lt'),
    le: binary('le'),
    eq: binary('eq'),
    ilt: binary('ilt'),
    ile: binary('ile'),
    ieq: binary('ieq'),
    and: binary('and'),
    or: binary('or'),
    not: unary('not'),
    select: (condition, yes, no) => apply('select', condition, yes, no),
    float: unary('float'),
    trunc: unary('trunc'),
    bits: unary('bits'),
    unbits: unary('unbits'),
    column: (column, whose, machine) =>
      make('column', machine, [], whose === 'neighbour' ? AGENT | NEIGHBOUR : AGENT, { column, whose }),
    agent: () => make('agent', 'i32', [], AGENT),
    other: () => make('other', 'i32', [], AGENT | NEIGHBOUR),
    scalar: scalar => make('scalar', 'f32', [], 0, { scalar }),
    week: () => make('week', 'i32', [], 0),
    key: (stream, word) => make('key', 'i32', [], 0, { stream, word }),
    candidate: () => make('candidate', 'i32', [], CANDIDATE),
    table: (table, index) => make('table', 'f32', [index], index.depends, { table }),
    weight: network => make('weight', 'f32', [], AGENT | NEIGHBOUR, { network }),
    degree: network => make('degree', 'i32', [], AGENT, { network }),
    count: (network, condition) =>
      make('count', 'i32', [condition], AGENT | outside([condition], NEIGHBOUR), { network }),
    sum: (network, condition, value) =>
      make('sum', 'f32', [condition, value], AGENT | outside([condition, value], NEIGHBOUR), { network }),
    greatest: (network, condition, value) =>
      make('greatest', 'f32', [condition, value], AGENT | outside([condition, value], NEIGHBOUR), {
        network,
      }),
    choose(candidates, condition, utility, uniform) {
      const args = [condition, utility ?? constant(0, 'f32'), uniform];
      return make('choose', 'i32', args, outside(args, CANDIDATE), {
        candidates,
        equal: utility === undefined,
      });
    },
  };
}

function isFlag(node: Node, value: 0 | 1): boolean {
  return node.op === 'constant' && node.value === value;
}

/** All nodes that `roots` need, arguments before users, each once. */
export function reachable(roots: Iterable<Node>): Node[] {
  const seen = new Set<Node>(roots);
  // A set hands out what is added while it is walked.
  for (const node of seen) for (const arg of node.args) seen.add(arg);
  return [...seen].sort((a, b) => a.id - b.id);
}

/** What a chain of `and` (or of `or`) is made of, in order, each part once: parts of parts may be shared many times over. */
export function partsOf(node: Node, op: 'and' | 'or'): Node[] {
  const seen = new Set<Node>();
  const open = [node];
  for (let next = open.pop(); next; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    if (next.op === op) open.push(...next.args.toReversed());
  }
  return [...seen].filter(part => part.op !== op);
}
