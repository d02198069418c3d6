import { throwDiagnostic } from '../../core/diagnostics.ts';
import type { CompiledModel, Program } from '../program/compiled-model.ts';
import { STRETCH } from '../program/layout.ts';
import { bufferOf, slotBase } from './memory.ts';

/** Weights of ties, one for each end. Each thread changes those of its own agents, and nobody reads another end's. */
export interface TieWeights {
  /** Begin a run: the first weights of agents [begin, end). */
  begin(slot: number, begin: number, end: number): void;
  /** After the plan of a week. Everybody's columns must be what the week makes of them. */
  change(slot: number, week: number, begin: number, end: number): void;
}

/** Undefined: no network has weights. */
export function openTieWeights(
  { layout, model }: Program,
  memory: WebAssembly.Memory,
  machine: CompiledModel,
): TieWeights | undefined {
  const buffer = bufferOf(memory);
  const networks = layout.networks.map(place => {
    if (!place.common || !place.weights) return undefined;
    const { starts, neighbours, ties, weights } = place;
    return {
      starts: new Uint32Array(buffer, starts, layout.agents + 1),
      neighbours: new Uint32Array(buffer, neighbours, ties),
      first: new Float32Array(buffer, weights.first, ties),
      now: (slot: number) => new Float32Array(buffer, slotBase(layout, slot) + weights.now, ties),
    };
  });
  if (!networks.some(Boolean)) return undefined;
  const ids = new Uint32Array(buffer, layout.ids, layout.agents);

  function refuse(k: number, agent: number, other: number, week: number, found: number): never {
    const { network, at } = model.weightChanges[k];
    return throwDiagnostic({
      kind: 'failed',
      message: `the weight of agent ${ids[agent]} to agent ${ids[other]} in \`${model.networks[network].name}\` is no number in week ${week}`,
      at,
      found: String(found),
      expected: 'a finite number',
    });
  }

  return {
    begin(slot, begin, end) {
      for (const network of networks) {
        if (!network) continue;
        const { starts, first, now } = network;
        now(slot).set(first.subarray(starts[begin], starts[end]), starts[begin]);
      }
    },
    change(slot, week, begin, end) {
      for (const [k, { network }] of model.weightChanges.entries()) {
        const { starts, neighbours, now } = networks[network]!;
        const { agents, others, weights, ask } = machine.weights[k];
        const own = now(slot);
        let agent = begin;
        for (let from = starts[begin]; from < starts[end]; from += STRETCH) {
          const count = Math.min(STRETCH, starts[end] - from);
          for (let n = 0; n < count; n++) {
            while (starts[agent + 1] <= from + n) agent++;
            agents[n] = agent;
          }
          others.set(neighbours.subarray(from, from + count));
          weights.set(own.subarray(from, from + count));
          ask(slot, week, count);
          for (let n = 0; n < count; n++)
            if (!Number.isFinite(weights[n])) refuse(k, agents[n], others[n], week, weights[n]);
          own.set(weights.subarray(0, count), from);
        }
      }
    },
  };
}
