import { throwDiagnostic } from '../../core/diagnostics.ts';
import { drawInto } from '../../core/random/addressed-draws.ts';
import { evaluate } from '../../language/evaluate.ts';
import { type Model, type Quota, SERVED, TURNED_AWAY } from '../../model/model.ts';
import type { Layout } from '../program/layout.ts';
import { leavesIn } from './answers.ts';
import { matchAll } from './matching.ts';
import { bufferOf, slotBase } from './memory.ts';
import { selectFirst } from './select-first.ts';

/** The quotas of a plan, in its order. */
export interface Quotas {
  count: number;
  /** Nobody of a range asks yet. */
  clear(k: number, slot: number, range: readonly [begin: number, end: number]): void;
  /** Decide, of all who ask, who is served. Needs everybody; one thread does it. */
  serve(k: number, slot: number, week: number): void;
}

/**
 * Who is served: in each cell as many as there may be, those with the greatest priority first, of equal ones those with the
 * smallest words of a draw of agent and week. So neither the order of storage nor the number of threads changes anything.
 */
export function openQuotas(
  model: Model,
  layout: Layout,
  memory: WebAssembly.Memory,
  personsPerAgent: number,
): Quotas {
  const quotas = model.plan.flatMap(rule => rule.quota ?? []);
  const buffer = bufferOf(memory);
  const ids = new Uint32Array(buffer, layout.ids, layout.agents);
  const turnsOf = (slot: number, { turn }: Quota) =>
    new Uint16Array(buffer, slotBase(layout, slot) + layout.columns[turn].buffers[0], layout.agents);

  /** Of those between whom a quota has to decide: who they are, cell by cell, and what orders them. Kept from week to week. */
  let all = new Int32Array(0);
  let keys = new Uint32Array(0);

  /** Agents that may be served in each cell. */
  function limitsOf({ most, rule, at }: Quota, slot: number, week: number): number[] {
    const leaves = { ...leavesIn(memory, layout, slot), week };
    return most.map(node => {
      const persons = evaluate(node, leaves);
      if (!Number.isNaN(persons))
        return Math.max(0, Math.floor((persons / personsPerAgent) * (1 + ROUNDING)));
      return throwDiagnostic({ kind: 'failed', message: `the quota of \`${rule}\` is no number`, at });
    });
  }

  /** What brings an agent forward, one after the other where those before are equal; the smaller the earlier, u32. */
  function ordersOf({ first, stream }: Quota, slot: number, week: number): ((agent: number) => number)[] {
    const base = slotBase(layout, slot);
    const [one, other] = new Int32Array(buffer, base + layout.keys + 8 * stream, 2);
    const words = new Int32Array(2);
    const draws = [0, 1].map(k => (agent: number) => {
      drawInto(one, other, ids[agent], week, words);
      return words[k];
    });
    const byChance = [...draws, (agent: number) => ids[agent]];
    if (first === undefined) return byChance;
    const at = base + layout.columns[first].buffers[0];
    const priority = new Float32Array(buffer, at, layout.agents);
    return [agent => lateness(priority[agent]), ...byChance];
  }

  /** Serve as many of a queue as may be, and turn the others away. */
  function serveQueue(
    turns: Uint16Array,
    queue: Int32Array,
    limit: number,
    orders: readonly ((agent: number) => number)[],
  ): void {
    let [from, to] = [0, queue.length];
    for (const keyOf of orders) {
      if (from === limit || to === limit) break;
      for (let i = from; i < to; i++) keys[i] = keyOf(queue[i]);
      [from, to] = selectFirst(queue, keys, from, to, limit);
    }
    for (let i = 0; i < queue.length; i++) turns[queue[i]] = i < limit ? SERVED : TURNED_AWAY;
  }

  return {
    count: quotas.length,
    clear: (k, slot, [begin, end]) => void turnsOf(slot, quotas[k]).fill(0, begin, end),
    serve(k, slot, week) {
      const quota = quotas[k];
      const turns = turnsOf(slot, quota);
      const limits = limitsOf(quota, slot, week);
      if (quota.match) {
        const base = slotBase(layout, slot);
        const numbersIn = (column: number) =>
          new Float32Array(buffer, base + layout.columns[column].buffers[0], layout.agents);
        const [wishes, firsts] = [quota.match.wishes, quota.match.firsts].map(all => all.map(numbersIn));
        const [one, other] = new Int32Array(buffer, base + layout.keys + 8 * quota.stream, 2);
        matchAll({ turns, wishes, firsts, limits, ids, key: [one, other], week });
        return;
      }
      const asking = askersOf(turns, limits.length);
      const outcomes = limits.map((limit, cell) =>
        asking[cell] <= limit ? SERVED : limit ? UNDECIDED : TURNED_AWAY,
      );
      const ends = new Int32Array(limits.length);
      let contested = 0;
      for (const [cell, outcome] of outcomes.entries()) {
        ends[cell] = contested;
        if (outcome === UNDECIDED) contested += asking[cell];
      }
      if (contested > all.length) [all, keys] = [new Int32Array(contested), new Uint32Array(contested)];
      forAskers(turns, i => {
        const cell = turns[i] - 1;
        const outcome = outcomes[cell];
        if (outcome === UNDECIDED) all[ends[cell]++] = i;
        else turns[i] = outcome;
      });
      const orders = ordersOf(quota, slot, week);
      for (const [cell, outcome] of outcomes.entries()) {
        if (outcome !== UNDECIDED) continue;
        const queue = all.subarray(ends[cell] - asking[cell], ends[cell]);
        serveQueue(turns, queue, limits[cell], orders);
      }
    },
  };
}

/** Where more ask than may be served. */
const UNDECIDED = 0;

/** Everybody who asks, in the order of storage. Most don't, and of these two are passed at once. */
function forAskers(turns: Uint16Array, each: (agent: number) => void): void {
  const twos = new Int32Array(turns.buffer, turns.byteOffset, turns.length >> 1);
  for (let k = 0; k < twos.length; k++) {
    if (!twos[k]) continue;
    if (turns[2 * k]) each(2 * k);
    if (turns[2 * k + 1]) each(2 * k + 1);
  }
  const last = turns.length - 1;
  if (turns.length & 1 && turns[last]) each(last);
}

/** How many ask in each cell. */
function askersOf(turns: Uint16Array, cells: number): Int32Array {
  const counts = new Int32Array(cells);
  forAskers(turns, i => counts[turns[i] - 1]++);
  return counts;
}

/** What the division of persons by persons per agent may be off by, so that whole agents stay whole. */
const ROUNDING = 1e-12;

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/** An f32 as an integer of 32 bits, the greater the number the smaller. */
function lateness(priority: number): number {
  float[0] = priority + 0; // -0 is 0
  const rising = bits[0] < 0 ? ~bits[0] : bits[0] ^ 0x80000000;
  return 0xffffffff - (rising >>> 0);
}
