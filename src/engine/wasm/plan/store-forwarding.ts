import { fromSteps, toSteps } from '../../../core/math/quantisation.ts';
import { type Graph, type Node, reachable } from '../../../language/graph.ts';
import { machineOf } from '../../../language/scope.ts';
import type { Branch, Column, Model, Rule } from '../../../model/model.ts';

/** What a rule does: the new value of each column, for all agents, and how to tell a value that must not be. */
export interface ForwardStep {
  writes: { column: number; value: Node }[];
  checks: Check[];
  /** Any of them is not 0 when, and only when, a check finds trouble. */
  alarms: Node[];
}

export interface Check {
  /** Rule id, and column name or what is checked, as a failure names them. */
  where: string;
  column: string;
  found: Node;
  /** i32, 0 when all is well. */
  trouble: Node;
}

/** Turns rules into steps one after the other. */
export interface StoreForwarding {
  add(rule: Rule): ForwardStep;
  /** An expression of the model, with what the rules added so far have stored. */
  see(node: Node): Node;
}

/**
 * Several rules as one function of the columns they find: where a rule reads a column that an earlier one has written,
 * the written value itself is put in. So no rule waits for memory, and what rules have in common is computed once.
 * @param known conditions that hold for all agents of the function when it begins
 */
export function openStoreForwarding(model: Model, known: readonly Node[] = []): StoreForwarding {
  const { graph } = model;
  const state = new Map<number, Node>();
  const stillHolds = (node: Node) =>
    known.includes(node) && !reachable([node]).some(one => one.op === 'column' && state.has(one.column));
  const initialised = new Set(model.initial.flatMap(({ branches }) => branches.flatMap(columnsOf)));
  let seen = new Map<Node, Node>();

  function see(node: Node): Node {
    const before = seen.get(node);
    if (before) return before;
    if (stillHolds(node)) return graph.flag(true);
    const written = node.op === 'column' && node.whose === 'own' ? state.get(node.column) : undefined;
    const args = node.args.map(see);
    const isSame = args.every((arg, k) => arg === node.args[k]);
    const made = written ?? (isSame ? node : rebuild(graph, node, args));
    seen.set(node, made);
    return made;
  }

  function add({ id, who, checks, alarm, branches }: Rule): ForwardStep {
    const written = branches.map(({ when, writes }) => ({
      fires: graph.and(see(who), see(when)),
      values: new Map(writes.map(({ column, value }) => [column, see(value)])),
    }));
    const isBad = (bad: Node) =>
      graph.select(graph.and(see(who), see(bad)), graph.integer(-1), graph.integer(0));
    const look = ({ what, found, bad }: Rule['checks'][number]): Check => ({
      where: id,
      column: what,
      found: see(found),
      trouble: isBad(bad),
    });
    const own = checks.map(look);
    const inBranches = branches.flatMap(branch => branch.checks.map(look));
    const step: ForwardStep = {
      writes: [],
      checks: [...own, ...inBranches],
      alarms: [...(alarm ? [isBad(alarm)] : own.map(troubleOfCheck)), ...inBranches.map(troubleOfCheck)],
    };
    for (const index of new Set(branches.flatMap(columnsOf))) {
      const column = model.columns[index];
      const { steps } = column;
      const stored = state.get(index) ?? graph.column(index, 'own', machineOf(column));
      const old = steps ? fromSteps(graph, steps, stored) : stored;
      /** The first branch that fires decides; agents for whom none does have `otherwise`. */
      const decide = (otherwise: Node, change: (value: Node) => Node = value => value) =>
        written.reduceRight((rest, { fires, values }) => {
          const value = values.get(index);
          return value ? graph.select(fires, change(value), rest) : rest;
        }, otherwise);
      // What an agent keeps is sound, and within the range if it began there: checks and clamps may see it too.
      const began = initialised.has(index) || within(zero(graph, column), old, column);
      const found = decide(began ? old : zero(graph, column));
      const trouble = isSound(column, found, old) ? undefined : troubleOf(graph, found);
      if (trouble) {
        step.checks.push({ where: id, column: column.name, found, trouble });
        step.alarms.push(trouble);
      }
      const value = began ? clamp(graph, column, found, old) : decide(old, v => clamp(graph, column, v, old));
      step.writes.push({ column: index, value: steps ? toSteps(graph, steps, value, true) : value });
    }
    for (const { column, value } of step.writes) state.set(column, value);
    seen = new Map();
    return step;
  }

  return { see, add };
}

const troubleOfCheck = ({ trouble }: Check) => trouble;
const columnsOf = (branch: Branch) => branch.writes.map(write => write.column);

function zero(graph: Graph, { type }: Column): Node {
  if (type.kind === 'number') return graph.number(0);
  return type.kind === 'flag' ? graph.flag(false) : graph.integer(0);
}

/** Not 0 for a number that is not finite (x - x is NaN then, else 0) and for an integer outside 0..65535. */
function troubleOf(graph: Graph, found: Node): Node {
  return found.machine === 'f32' ? graph.bits(graph.sub(found, found)) : graph.ishru(found, 16);
}

/** Whether a value can't but be fine: a label or flag, a value that was stored before, a constant. */
function isSound(column: Column, node: Node, old: Node): boolean {
  if (column.type.kind === 'flag' || column.type.kind === 'label') return true;
  return outcomesOf(node, old).every(one => {
    if (one.op !== 'constant') return one.op === 'column';
    return one.machine === 'f32' ? Number.isFinite(one.value) : one.value >= 0 && one.value <= 65535;
  });
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

function within(node: Node, old: Node, column: Column): boolean {
  const { range } = column;
  if (!range) return true;
  const [low, high] = range.map(Math.fround);
  const isBetween = (bound: Node) => bound.op === 'constant' && bound.value >= low && bound.value <= high;
  return outcomesOf(node, old).every(one => {
    if (one.op !== 'min') return isBetween(one);
    return isBetween(one.args[1]) && one.args[0].op === 'max' && isBetween(one.args[0].args[1]);
  });
}

/** What a choice between choices can come to, the old value apart; each once, for choices may share their parts. */
function outcomesOf(node: Node, old: Node): Node[] {
  const seen = new Set([node]);
  for (const one of seen)
    if (one !== old && one.op === 'select') for (const arg of one.args.slice(1)) seen.add(arg);
  return [...seen].filter(one => one !== old && one.op !== 'select');
}

/** The same operation on other arguments. Nodes without arguments never come here: there is nothing to replace in them. */
function rebuild(graph: Graph, node: Node, args: readonly Node[]): Node {
  switch (node.op) {
    case 'constant':
    case 'column':
    case 'agent':
    case 'other':
    case 'week':
    case 'candidate':
    case 'scalar':
    case 'key':
    case 'degree':
    case 'weight':
      return node;
    case 'table':
      return graph.table(node.table, args[0]);
    case 'shift':
      return graph[node.how](args[0], node.bits);
    case 'count':
      return graph.count(node.network, args[0]);
    case 'sum':
      return graph.sum(node.network, args[0], args[1]);
    case 'greatest':
      return graph.greatest(node.network, args[0], args[1]);
    case 'choose':
      return graph.choose(node.candidates, args[0], node.equal ? undefined : args[1], args[2]);
    default:
      return (graph[node.op] as (...values: readonly Node[]) => Node)(...args);
  }
}
