import { createGraph, type Graph, type Node } from '../../language/graph.ts';
import type { Branch, Column, Model, Rule } from '../../model/model.ts';

/** What a rule does: the new value of each column, for all agents, and how to tell a value that must not be. */
export interface Step {
  writes: { column: number; value: Node }[];
  checks: Check[];
}

export interface Check {
  /** Rule id and column name, as a failure names them. */
  where: string;
  column: string;
  found: Node;
  bad: Node;
}

/** Turns rules into steps one after the other, all values in one new graph. */
export interface Forward {
  graph: Graph;
  add(rule: Rule): Step;
  /** An expression of the model, as things stand after the rules added so far. */
  see(node: Node): Node;
}

/**
 * Several rules as one function of the columns they find: where a rule reads a column that an earlier one has written,
 * the written value itself is put in. So no rule waits for memory, and what rules have in common is computed once.
 */
export function openForward(model: Model): Forward {
  const graph = createGraph();
  const state = new Map<number, Node>();
  const initialised = new Set(model.initial.flatMap(({ branches }) => branches.flatMap(columnsOf)));
  let seen = new Map<Node, Node>();

  function see(node: Node): Node {
    const known = seen.get(node);
    if (known) return known;
    const written = node.op === 'column' && node.whose === 'own' ? state.get(node.column) : undefined;
    const made = written ?? rebuild(graph, node, node.args.map(see));
    seen.set(node, made);
    return made;
  }

  function add({ id, who, branches }: Rule): Step {
    const written = branches.map(({ when, writes }) => ({
      fires: graph.and(see(who), see(when)),
      values: new Map(writes.map(({ column, value }) => [column, see(value)])),
    }));
    const step: Step = { writes: [], checks: [] };
    for (const index of new Set(branches.flatMap(columnsOf))) {
      const column = model.columns[index];
      const old = state.get(index) ?? graph.column(index, 'own', machineOf(column));
      /** The first branch that fires decides; agents for whom none does have `otherwise`. */
      const decide = (otherwise: Node, change: (value: Node) => Node = value => value) =>
        written.reduceRight((rest, { fires, values }) => {
          const value = values.get(index);
          return value ? graph.select(fires, change(value), rest) : rest;
        }, otherwise);
      // What an agent keeps is sound, and within the range if it began there: checks and clamps may see it too.
      const began = initialised.has(index) || within(zero(graph, column), old, column);
      const found = decide(began ? old : zero(graph, column));
      const bad = unsound(graph, column, found, old);
      if (bad) step.checks.push({ where: id, column: column.name, found, bad });
      const value = began ? clamp(graph, column, found, old) : decide(old, v => clamp(graph, column, v, old));
      step.writes.push({ column: index, value });
    }
    for (const { column, value } of step.writes) state.set(column, value);
    seen = new Map();
    return step;
  }

  return { graph, see, add };
}

const columnsOf = (branch: Branch) => branch.writes.map(write => write.column);

export function machineOf({ type }: Column): Node['machine'] {
  return type.kind === 'number' ? 'f32' : type.kind === 'flag' ? 'bool' : 'i32';
}

function zero(graph: Graph, column: Column): Node {
  const machine = machineOf(column);
  return machine === 'f32' ? graph.number(0) : machine === 'i32' ? graph.integer(0) : graph.flag(false);
}

/** When `found` must not be stored: a number that is not finite, an integer outside 0..65535. Undefined: it always may. */
function unsound(graph: Graph, { type }: Column, found: Node, old: Node): Node | undefined {
  if (type.kind === 'flag' || type.kind === 'label' || isSound(found, old)) return undefined;
  if (type.kind === 'number')
    return graph.not(graph.lt(graph.abs(found), graph.number(Number.POSITIVE_INFINITY)));
  return graph.not(graph.ieq(graph.ishru(found, 16), graph.integer(0)));
}

function isSound(node: Node, old: Node): boolean {
  if (node === old || node.op === 'column') return true;
  if (node.op === 'select') return isSound(node.args[1], old) && isSound(node.args[2], old);
  if (node.op !== 'constant') return false;
  return node.machine === 'f32' ? Number.isFinite(node.value) : node.value >= 0 && node.value <= 65535;
}

/** min(max(value, low), high), unless the value is so already. */
function clamp(graph: Graph, column: Column, value: Node, old: Node): Node {
  if (!column.range || within(value, old, column)) return value;
  if (value.machine === 'i32') {
    const [low, high] = column.range.map(graph.integer);
    const raised = graph.select(graph.ilt(value, low), low, value);
    return graph.select(graph.ilt(high, raised), high, raised);
  }
  const [low, high] = column.range.map(graph.number);
  return graph.min(graph.max(value, low), high);
}

function within(node: Node, old: Node, { range }: Column): boolean {
  if (!range || node === old) return true;
  const [low, high] = range.map(Math.fround);
  const isBetween = (bound: Node) => bound.op === 'constant' && bound.value >= low && bound.value <= high;
  if (node.op === 'select') return node.args.slice(1).every(arg => within(arg, old, { range } as Column));
  if (node.op === 'min')
    return isBetween(node.args[1]) && node.args[0].op === 'max' && isBetween(node.args[0].args[1]);
  return isBetween(node);
}

/** The same operation on other arguments, in another graph. */
function rebuild(graph: Graph, node: Node, args: readonly Node[]): Node {
  switch (node.op) {
    case 'constant':
      if (node.machine === 'bool') return graph.flag(node.value === 1);
      return node.machine === 'f32' ? graph.number(node.value) : graph.integer(node.value);
    case 'column':
      return graph.column(node.column, node.whose, node.machine);
    case 'agent':
    case 'week':
    case 'candidate':
      return graph[node.op]();
    case 'scalar':
      return graph.scalar(node.scalar);
    case 'key':
      return graph.key(node.stream, node.word);
    case 'table':
      return graph.table(node.table, args[0]);
    case 'shift':
      return graph[node.how](args[0], node.bits);
    case 'degree':
      return graph.degree(node.network);
    case 'count':
      return graph.count(node.network, args[0]);
    case 'sum':
      return graph.sum(node.network, args[0], args[1]);
    case 'choose':
      return graph.choose(node.candidates, args[0], node.equal ? undefined : args[1], args[2]);
    default:
      return (graph[node.op] as (...values: readonly Node[]) => Node)(...args);
  }
}
