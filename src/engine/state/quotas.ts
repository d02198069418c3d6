import { throwDiagnostic } from '../../core/diagnostics.ts';
import { wordsAt } from '../../core/random/streams.ts';
import { evaluate } from '../../language/evaluate.ts';
import { type Model, type Quota, SERVED, TURNED_AWAY } from '../../model/model.ts';
import type { Layout } from '../program/layout.ts';
import { leavesIn } from './answers.ts';
import { matchAll } from './matching.ts';
import { bufferOf, slotBase } from './memory.ts';

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

  /** The place of some agents in the queue: what is smaller comes first. Exact in a double. */
  function ranksOf({ first, stream }: Quota, slot: number, week: number, agents: readonly number[]) {
    const base = slotBase(layout, slot);
    const key = new Int32Array(buffer, base + layout.keys + 8 * stream, 2);
    const priority =
      first === undefined
        ? undefined
        : new Float32Array(buffer, base + layout.columns[first].buffers[0], layout.agents);
    const words = (agent: number) => wordsAt([key[0], key[1]], ids[agent], week).map(word => word >>> 0);
    const ranks = Float64Array.from(agents, agent => {
      const [one, two] = words(agent);
      const [high, low] = priority ? [lateness(priority[agent]), one] : [one, two];
      return high * 2 ** 21 + (low >>> 11);
    });
    /** Of those whose ranks are equal. */
    const compare = (a: number, b: number) => {
      const [one, other] = [a, b].map(words);
      return one[0] - other[0] || one[1] - other[1] || ids[a] - ids[b];
    };
    return { ranks, compare };
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
      const asking: number[][] = limits.map(() => []);
      for (let i = 0; i < turns.length; i++) if (turns[i]) asking[turns[i] - 1].push(i);
      for (const [cell, agents] of asking.entries()) {
        const limit = limits[cell];
        const all = agents.length <= limit;
        for (const agent of agents) turns[agent] = all ? SERVED : TURNED_AWAY;
        if (all || !limit) continue;
        const { ranks, compare } = ranksOf(quota, slot, week, agents);
        const last = ranks.toSorted()[limit - 1];
        const before = agents.filter((_, n) => ranks[n] < last);
        const equal = agents.filter((_, n) => ranks[n] === last).sort(compare);
        for (const agent of [...before, ...equal.slice(0, limit - before.length)]) turns[agent] = SERVED;
      }
    },
  };
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
