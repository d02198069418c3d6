import type { Model } from '../../model/model.ts';
import type { Population, Ties } from '../../population/population.ts';
import type { ChangingTies, Layout } from '../program/layout.ts';
import { bufferOf, slotBase } from './memory.ts';

type Memory = SharedArrayBuffer | WebAssembly.Memory;

/** Ties of one network that come and go: `room` places for each agent, of which the first `counts` are taken. */
export interface Rows {
  room: number;
  counts: Uint8Array;
  ties: Uint32Array;
}

export function rowsAt(
  memory: Memory,
  layout: Layout,
  slot: number,
  { counts, neighbours, room }: ChangingTies,
): Rows {
  const [buffer, base] = [bufferOf(memory), slotBase(layout, slot)];
  return {
    room,
    counts: new Uint8Array(buffer, base + counts, layout.agents),
    ties: new Uint32Array(buffer, base + neighbours, layout.agents * room),
  };
}

/** Begin a run: nobody has a tie, or those with which the network begins. */
export function beginRows(memory: Memory, layout: Layout, slot: number, place: ChangingTies): void {
  const { room, counts, ties } = rowsAt(memory, layout, slot, place);
  counts.fill(0);
  if (!place.begun) return;
  const buffer = bufferOf(memory);
  const starts = new Uint32Array(buffer, place.begun.starts, layout.starting + 1);
  const neighbours = new Uint32Array(buffer, place.begun.neighbours, place.begun.ties);
  for (let i = 0; i < layout.starting; i++) {
    counts[i] = starts[i + 1] - starts[i];
    ties.set(neighbours.subarray(starts[i], starts[i + 1]), i * room);
  }
}

export const isFull = ({ room, counts }: Rows, i: number) => counts[i] === room;

/** The place of j in the row of i; -1 when they are not tied. */
function find({ room, counts, ties }: Rows, i: number, j: number): number {
  for (let t = i * room, last = t + counts[i]; t < last; t++) if (ties[t] === j) return t;
  return -1;
}

export const areTied = (rows: Rows, i: number, j: number) => find(rows, i, j) >= 0;

/** A new tie comes last. */
export function addTie({ room, counts, ties }: Rows, i: number, j: number): void {
  ties[i * room + counts[i]++] = j;
}

/** The others keep their order. */
export function removeTie(rows: Rows, i: number, j: number): void {
  const { room, counts, ties } = rows;
  const at = find(rows, i, j);
  const last = i * room + --counts[i];
  for (let t = at; t < last; t++) ties[t] = ties[t + 1];
}

/** Whom an agent is tied to in a network, as it is now. */
export function rowOf(
  memory: Memory,
  layout: Layout,
  slot: number,
  network: number,
  agent: number,
): Uint32Array {
  const place = layout.networks[network];
  if (place.common) {
    const { starts, neighbours } = tiesOf(memory, layout, slot, network);
    return neighbours.subarray(starts[agent], starts[agent + 1]);
  }
  const { room, counts, ties } = rowsAt(memory, layout, slot, place);
  return ties.subarray(agent * room, agent * room + counts[agent]);
}

/** All ties of a network in a slot, as they are now. */
export function tiesOf(memory: Memory, layout: Layout, slot: number, network: number): Ties {
  const place = layout.networks[network];
  const { agents } = layout;
  if (place.common) {
    const buffer = bufferOf(memory);
    return {
      starts: new Uint32Array(buffer, place.starts, agents + 1),
      neighbours: new Uint32Array(buffer, place.neighbours, place.ties),
    };
  }
  const { room, counts, ties } = rowsAt(memory, layout, slot, place);
  const starts = new Uint32Array(agents + 1);
  for (let i = 0; i < agents; i++) starts[i + 1] = starts[i] + counts[i];
  const neighbours = new Uint32Array(starts[agents]);
  for (let i = 0; i < agents; i++)
    for (let t = 0; t < counts[i]; t++) neighbours[starts[i] + t] = ties[i * room + t];
  return { starts, neighbours };
}

/** The same people, with their ids and ties as a memory holds them: for those who keep both, so that one copy will do. */
export function keptIn(memory: Memory, layout: Layout, model: Model, population: Population): Population {
  const made = [...layout.networks.keys()].filter(k => layout.networks[k].common);
  const ties = new Map(
    made.map(k => {
      const { starts, neighbours } = tiesOf(memory, layout, 0, k);
      return [model.networks[k].name, { starts: starts.subarray(0, layout.starting + 1), neighbours }];
    }),
  );
  return { ...population, ids: new Uint32Array(bufferOf(memory), layout.ids, layout.starting), ties };
}
