import type { Model } from '../../model/model.ts';
import type { Births } from '../../model/newcomers.ts';
import type { Layout } from '../program/layout.ts';
import type { Entries } from './entries.ts';
import { bufferOf, slotBase } from './memory.ts';
import { openQuotas } from './quotas.ts';

/**
 * What one thread does between the parts of a week's plan: it serves a quota, or makes room for children. Where members follow heads there is
 * nothing to do but to wait until all heads have decided.
 */
export interface BetweenParts {
  count: number;
  /** Before a part: nobody of a range asks for anything yet. */
  clear(k: number, slot: number, range: readonly [begin: number, end: number]): void;
  /** Needs everybody; one thread does it. */
  serve(k: number, slot: number, week: number): void;
}

export function openBetweenParts(
  model: Model,
  layout: Layout,
  memory: WebAssembly.Memory,
  personsPerAgent: number,
  entries: Entries | undefined,
): BetweenParts {
  const quotas = openQuotas(model, layout, memory, personsPerAgent);
  let quota = 0;
  const steps = model.plan.flatMap((rule): (number | Births | { flag: number })[] => [
    ...(rule.quota ? [quota++] : []),
    ...(rule.births ? [rule.births] : []),
    ...(rule.announces === undefined ? [] : [{ flag: rule.announces }]),
  ]);
  const buffer = bufferOf(memory);
  return {
    count: steps.length,
    clear(k, slot, range) {
      const step = steps[k];
      if (typeof step === 'number') quotas.clear(step, slot, range);
      else if ('flag' in step) {
        const [at] = layout.columns[step.flag].buffers;
        new Uint8Array(buffer, slotBase(layout, slot) + at, layout.agents).fill(0, ...range);
      } else entries!.clear(step, slot, range);
    },
    serve(k, slot, week) {
      const step = steps[k];
      if (typeof step === 'number') quotas.serve(step, slot, week);
      else if (!('flag' in step)) entries!.bear(step, slot, week);
    },
  };
}
