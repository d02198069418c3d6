import { throwDiagnostic } from '../../core/diagnostics.ts';
import { drawInto } from '../../core/random/addressed-draws.ts';
import { prepare } from '../../language/evaluate.ts';
import type { Model, Quota } from '../../model/model.ts';
import type { Layout } from '../program/layout.ts';
import { leavesIn } from './answers.ts';
import { matchAll } from './matching.ts';
import { bufferOf, slotBase } from './memory.ts';
import { type Order, openQueues } from './serve-queues.ts';

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
  const mosts = quotas.map(({ most }) => most.map(prepare));
  const buffer = bufferOf(memory);
  const ids = new Uint32Array(buffer, layout.ids, layout.agents);
  const turnsOf = (slot: number, { turn }: Quota) =>
    new Uint16Array(buffer, slotBase(layout, slot) + layout.columns[turn].buffers[0], layout.agents);

  const serveQueues = openQueues();

  /** Agents that may be served in each cell. */
  function limitsOf(k: number, slot: number, week: number): number[] {
    const { rule, at } = quotas[k];
    const leaves = { ...leavesIn(memory, layout, slot), week };
    return mosts[k].map(most => {
      const persons = most(leaves);
      if (!Number.isNaN(persons))
        return Math.max(0, Math.floor((persons / personsPerAgent) * (1 + ROUNDING)));
      return throwDiagnostic({ kind: 'failed', message: `the quota of \`${rule}\` is no number`, at });
    });
  }

  /** The greatest priority first, then the smallest words of a draw, then the smallest id. */
  function ordersOf({ first, stream }: Quota, slot: number, week: number): Order[] {
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

  return {
    count: quotas.length,
    clear: (k, slot, [begin, end]) => void turnsOf(slot, quotas[k]).fill(0, begin, end),
    serve(k, slot, week) {
      const quota = quotas[k];
      const turns = turnsOf(slot, quota);
      const limits = limitsOf(k, slot, week);
      if (quota.match) {
        const base = slotBase(layout, slot);
        const numbersIn = (column: number) =>
          new Float32Array(buffer, base + layout.columns[column].buffers[0], layout.agents);
        const [wishes, firsts] = [quota.match.wishes, quota.match.firsts].map(all => all.map(numbersIn));
        const [one, other] = new Int32Array(buffer, base + layout.keys + 8 * quota.stream, 2);
        matchAll({ turns, wishes, firsts, limits, ids, key: [one, other], week });
        return;
      }
      serveQueues(turns, limits, ordersOf(quota, slot, week));
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
