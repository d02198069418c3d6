import { indices } from './agents.ts';
import { constant } from './constants.ts';
import { emit, get, type Kernel, keep, parameter } from './kernel.ts';
import { agentIndex, laneAddress, load } from './loads.ts';

/** First ties of the four agents: their places among all of the network. */
export function rowStarts(kernel: Kernel, network: number): number {
  const { agent, layout } = kernel;
  const place = layout.networks[network];
  return keep(kernel, agent, `start${network}`, 'v128', () => {
    if (place.common) return load(kernel, agent, 'common', 4, place.starts);
    indices(kernel);
    constant.integer(kernel, place.room);
    emit(kernel, 'i32x4.mul');
  });
}

/** Numbers of ties of the four agents. */
export function degrees(kernel: Kernel, network: number): number {
  const { agent, layout } = kernel;
  const place = layout.networks[network];
  return keep(kernel, agent, `degree${network}`, 'v128', () => {
    if (!place.common) return load(kernel, agent, 'plain', 1, place.counts);
    load(kernel, agent, 'common', 4, place.starts + 4);
    get(kernel, rowStarts(kernel, network));
    emit(kernel, 'i32x4.sub');
  });
}

/** Where the agent's row of ties begins and ends: offsets among the neighbours, in bytes, with the slot's if it has one. */
export function row(kernel: Kernel, network: number): { first: number; last: number } {
  const place = kernel.layout.networks[network];
  const index = agentIndex(kernel);
  const held = (name: string, make: () => void) => keep(kernel, kernel.agent, name, 'i32', make);
  const first = held(`first${network}`, () => {
    if (place.common) edge(kernel, index, place.starts);
    else {
      get(kernel, index);
      emit(kernel, 'i32.const', 4 * place.room);
      emit(kernel, 'i32.mul');
      get(kernel, parameter.slot);
      emit(kernel, 'i32.add');
    }
  });
  const last = held(`last${network}`, () => {
    if (place.common) edge(kernel, index, place.starts + 4);
    else {
      laneAddress(kernel, index, 'plain', 1);
      emit(kernel, 'i32.load8_u', place.counts, 0);
      emit(kernel, 'i32.const', 2);
      emit(kernel, 'i32.shl');
      get(kernel, first);
      emit(kernel, 'i32.add');
    }
  });
  return { first, last };
}

/** Of a compressed row. */
function edge(kernel: Kernel, index: number, starts: number): void {
  laneAddress(kernel, index, 'common', 4);
  emit(kernel, 'i32.load', starts, 0);
  emit(kernel, 'i32.const', 2);
  emit(kernel, 'i32.shl');
}
