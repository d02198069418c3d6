import { numbers } from '../../src/core/math/arithmetic.ts';
import { exp } from '../../src/core/math/exponential.ts';
import { toSteps } from '../../src/core/math/quantisation.ts';
import type { CompiledModel, Failure, Memory, Program } from '../../src/engine/program/compiled-model.ts';
import { STRETCH } from '../../src/engine/program/layout.ts';
import { partsOf } from '../../src/engine/program/plan-parts.ts';
import {
  type AGENT,
  CANDIDATE,
  NEIGHBOUR,
  NO_CANDIDATE,
  NO_WEIGHT,
  type Node,
} from '../../src/language/graph.ts';
import type { Rule } from '../../src/model/model.ts';

/** Where a node is looked at: an agent of storage index `i`, perhaps one of its neighbours `j`, a candidate `k`. */
interface View {
  week: number;
  i: number;
  j: number;
  k: number;
  /** The place of the tie among all of the network. */
  t?: number;
  /** Values already known, by what they hang on: those of a tie are forgotten at the next tie, and so on. */
  known: Map<Node, number>[];
}

/**
 * The third witness: walks the graph node by node for one agent at a time, straight from the definitions, over the same
 * memory as the backends. Slow and plain.
 */
export function interpret({ model, layout, tallies, extracts }: Program, memory: Memory): CompiledModel {
  const data = new DataView(memory instanceof SharedArrayBuffer ? memory : memory.buffer);
  let base = 0;
  /** Which buffer is this week's. */
  let now = 0;
  /** Which buffer others are seen in. */
  let others = 1;

  const address = (column: number, i: number, buffer: number) => {
    const { common, width, buffers } = layout.columns[column];
    return (common ? 0 : base) + buffers[buffer] + i * width;
  };
  const load = (column: number, i: number, buffer: number) => {
    const { width, float } = layout.columns[column];
    const at = address(column, i, buffer);
    if (float) return data.getFloat32(at, true);
    return width === 1 ? data.getUint8(at) : data.getUint16(at, true);
  };
  const store = (column: number, i: number, buffer: number, value: number) => {
    const { width, float } = layout.columns[column];
    const at = address(column, i, buffer);
    if (float) data.setFloat32(at, value, true);
    else if (width === 1) data.setUint8(at, value);
    else data.setUint16(at, value, true);
  };
  const u32 = (at: number) => data.getUint32(at, true);
  /** Storage indices of those whom an agent is tied to. */
  const row = (network: number, i: number): number[] => {
    const place = layout.networks[network];
    const first = place.common ? u32(place.starts + 4 * i) : i * place.room;
    const last = place.common
      ? u32(place.starts + 4 * i + 4)
      : first + data.getUint8(base + place.counts + i);
    const at = (place.common ? 0 : base) + place.neighbours;
    return Array.from({ length: last - first }, (_, t) => u32(at + 4 * (first + t)));
  };

  const firstOf = (network: number, i: number) => {
    const place = layout.networks[network];
    return place.common ? u32(place.starts + 4 * i) : i * place.room;
  };

  function value(node: Node, view: View): number {
    const shelf = view.known[node.depends];
    const found = shelf.get(node);
    if (found !== undefined) return found;
    const result = compute(node, view);
    shelf.set(node, result);
    return result;
  }

  function compute(node: Node, view: View): number {
    const arg = (k: number) => value(node.args[k], view);
    switch (node.op) {
      case 'constant':
        return node.value;
      case 'column':
        if (node.whose === 'own') return load(node.column, view.i, now);
        return load(node.column, node.whose === 'neighbour' ? view.j : view.i, others);
      case 'agent':
        return data.getInt32(layout.ids + 4 * view.i, true);
      case 'other':
        return data.getInt32(layout.ids + 4 * view.j, true);
      case 'scalar':
        return data.getFloat32(base + layout.scalars + 4 * node.scalar, true);
      case 'week':
        return view.week;
      case 'key':
        return data.getInt32(base + layout.keys + 8 * node.stream + 4 * node.word, true);
      case 'candidate':
        return view.k;
      case 'table':
        return data.getFloat32(base + layout.tables[node.table] + 4 * arg(0), true);
      case 'shift':
        return numbers[node.how](arg(0), node.bits);
      case 'weight': {
        const place = layout.networks[node.network] as { weights?: { now: number } };
        return data.getFloat32(base + place.weights!.now + 4 * view.t!, true);
      }
      case 'degree':
        return row(node.network, view.i).length;
      case 'count':
      case 'sum':
      case 'greatest': {
        let first = firstOf(node.network, view.i);
        let total = node.op === 'greatest' ? -Infinity : 0;
        for (const j of row(node.network, view.i)) {
          const tie = { ...view, j, t: first++, known: forget(view, NEIGHBOUR) };
          if (!value(node.args[0], tie)) continue;
          if (node.op === 'count') total++;
          else total = numbers[node.op === 'sum' ? 'add' : 'max'](total, value(node.args[1], tie));
        }
        return total;
      }
      case 'choose':
        return choose(node.candidates, node.equal, arg(2), k => {
          const there = { ...view, k, known: forget(view, CANDIDATE) };
          return value(node.args[0], there) ? value(node.args[1], there) : undefined;
        });
      default: {
        const operation = numbers[node.op] as (...values: number[]) => number;
        return operation(...node.args.map((_, k) => arg(k)));
      }
    }
  }

  /** Whether a rule's writes, if any, were good. All right-hand sides come before the first write. */
  function obey(rule: Rule, i: number, week: number): Failure | undefined {
    const view = { week, i, j: 0, k: 0, known: shelves() };
    if (!value(rule.who, view)) return undefined;
    for (const { what, found, bad } of [rule, ...rule.branches].flatMap(({ checks }) => checks))
      if (value(bad, view))
        return {
          where: rule.id,
          column: what,
          agent: u32(layout.ids + 4 * i),
          week,
          found: value(found, view),
        };
    const branch = rule.branches.find(({ when }) => value(when, view));
    const values = branch?.writes.map(write => value(write.value, view)) ?? [];
    for (const [w, { column }] of (branch?.writes ?? []).entries()) {
      const { type, range, steps, name } = model.columns[column];
      const found = values[w];
      const bad =
        type.kind === 'number'
          ? !Number.isFinite(found)
          : (type.kind === 'integer' || type.kind === 'week') && (found < 0 || found > 65535);
      if (bad) return { where: rule.id, column: name, agent: u32(layout.ids + 4 * i), week, found };
      const [low, high] = range?.map(Math.fround) ?? [];
      const held = range ? numbers.min(numbers.max(found, low), high) : found;
      store(column, i, now, steps ? toSteps(numbers, steps, held) : held);
    }
    return undefined;
  }

  function run(rules: readonly Rule[], week: number, begin: number, end: number): Failure | undefined {
    for (const rule of rules) {
      for (let i = begin; i < end; i++) {
        const failure = obey(rule, i, week);
        if (failure) return failure;
      }
    }
    return undefined;
  }

  function copy(begin: number, end: number, from: number, to: number): void {
    for (const [column, { published, common }] of layout.columns.entries()) {
      if (!published || common) continue;
      for (let i = begin; i < end; i++) store(column, i, to, load(column, i, from));
    }
  }

  const open = (slot: number, week: number) => {
    base = layout.slotBase + slot * layout.slotBytes;
    now = (week + 1) & 1;
    others = 1 - now;
  };

  return {
    initialise(slot, begin, end) {
      open(slot, -1);
      const failure = run(model.initial, 0, begin, end);
      copy(begin, end, 0, 1);
      return failure;
    },
    step(slot, week, begin, end, part = 0) {
      open(slot, week);
      if (part === 0) copy(begin, end, 1 - now, now);
      return run(partsOf(model.plan)[part], week, begin, end);
    },
    stepAndTally(slot, week, begin, end, sums, _, part) {
      let failure = this.step(slot, week, begin, end, part);
      for (const [k, own] of sums.entries()) failure ??= this.tally(slot, k, week, begin, end, own);
      return failure;
    },
    tally(slot, k, week, begin, end, sums) {
      open(slot, week);
      const { base: who, cell, cells, values, checks } = tallies[k];
      for (let i = begin; i < end; i++) {
        const view = { week, i, j: 0, k: 0, known: shelves() };
        if (!value(who, view)) continue;
        const agent = u32(layout.ids + 4 * i);
        for (const { metric, found, bad } of checks)
          if (value(bad, view)) return { where: metric, column: '', agent, week, found: value(found, view) };
        for (const [v, node] of values.entries()) sums[v * cells + value(cell, view)] += value(node, view);
      }
      return undefined;
    },
    extract(slot, k, week, begin, end, outputs) {
      open(slot, week);
      for (let i = begin; i < end; i++) {
        const view = { week, i, j: 0, k: 0, known: shelves() };
        for (const [o, node] of extracts[k].outputs.entries()) outputs[o][i - begin] = value(node, view);
      }
      return undefined;
    },
    extractOf(slot, k, week, agents, outputs) {
      const one = (i: number, n: number) =>
        this.extract(
          slot,
          k,
          week,
          i,
          i + 1,
          outputs.map(output => output.subarray(n)),
        );
      agents.forEach(one);
      return undefined;
    },
    weights: [],
    ties: model.slotNetworks.map(network => ({
      agents: new Uint32Array(STRETCH),
      others: new Uint32Array(STRETCH),
      takers(slot, week, begin, end) {
        open(slot, week);
        let count = 0;
        for (let i = begin; i < end; i++)
          if (value(network.among, { week, i, j: 0, k: 0, known: shelves() })) this.agents[count++] = i;
        return count;
      },
      ask(slot, week, question, count) {
        open(slot, week);
        others = now;
        return Float32Array.from({ length: count }, (_, n) => {
          const view = { week, i: this.agents[n], j: this.others[n], k: 0, known: shelves() };
          return value(network[question], view);
        });
      },
    })),
  };
}

const shelves = () => Array.from({ length: 8 }, () => new Map<Node, number>());

/** The shelves without those that hang on `loop`. */
function forget(
  { known }: View,
  loop: typeof AGENT | typeof NEIGHBOUR | typeof CANDIDATE,
): Map<Node, number>[] {
  return known.map((shelf, depends) => (depends & loop ? new Map() : shelf));
}

/** The definition of a choice; `utility(k)` is undefined for a candidate that is not allowed. */
function choose(
  candidates: number,
  equal: boolean,
  uniform: number,
  utility: (k: number) => number | undefined,
): number {
  const allowed = Array.from({ length: candidates }, (_, k) => ({ k, u: utility(k) })).filter(
    (c): c is { k: number; u: number } => c.u !== undefined,
  );
  if (!allowed.length) return NO_CANDIDATE;
  const most = allowed.map(c => c.u).reduce((a, b) => numbers.max(a, b));
  let total = 0;
  const sums = allowed.map(({ u }) => {
    total = numbers.add(total, equal ? 1 : exp(numbers, numbers.sub(u, most)));
    return total;
  });
  if (Number.isNaN(total)) return NO_WEIGHT;
  const threshold = numbers.mul(uniform, total);
  const first = sums.findIndex(sum => sum > threshold);
  return allowed[first < 0 ? allowed.length - 1 : first].k;
}
