import { throwDiagnostic } from '../../core/diagnostics.ts';
import type { Model } from '../../model/model.ts';
import type { Population } from '../../population/population.ts';
import { type Layout, MOST_TIES } from '../program/layout.ts';

const PAGE = 65_536;
const MOST_PAGES = 65_536;

/**
 * One memory for everything: WebAssembly's, so that both backends see the same bytes. Shared, so that every thread does, too,
 * but in a page that isn't isolated from others: there nothing is shared, and one thread does all.
 */
export function createMemory({ bytes, agents }: Layout): WebAssembly.Memory {
  const pages = Math.ceil(bytes / PAGE);
  if (pages > MOST_PAGES)
    throwDiagnostic({
      kind: 'value',
      message: `${agents} agents need ${(bytes / 2 ** 30).toFixed(1)} GiB, but one memory holds 4 GiB`,
      hint: 'raise persons_per_agent, or run fewer threads at a time',
    });
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: canShare() });
}

/** Whether threads can share memory here. */
export const canShare = (): boolean => typeof SharedArrayBuffer === 'function';

/** Whether threads see this memory's bytes as they are, and not copies. */
export const isShared = (memory: WebAssembly.Memory): boolean =>
  canShare() && (memory.buffer as ArrayBufferLike) instanceof SharedArrayBuffer;

/** Its bytes. They are typed as shared ones, which do all that the others do. */
export function bufferOf(memory: SharedArrayBuffer | WebAssembly.Memory): SharedArrayBuffer {
  return (memory instanceof WebAssembly.Memory ? memory.buffer : memory) as SharedArrayBuffer;
}

/** Put the people into the common part: ids, ties and the columns that no rule writes. Padding repeats nobody: zeros. */
export function fillCommon(
  memory: WebAssembly.Memory,
  layout: Layout,
  model: Model,
  population: Population,
): void {
  const buffer = bufferOf(memory);
  const ids = new Uint32Array(buffer, layout.ids, layout.padded);
  ids.set(population.ids);
  // Who comes later is stored in the order of coming.
  for (let id = layout.starting; id < layout.agents; id++) ids[id] = id;
  layout.networks.forEach((place, k) => {
    const made = place.common ? place : place.begun;
    if (!made) return;
    const { starts, neighbours, ties } = made;
    const { name } = model.networks[k];
    const rows = population.ties.get(name)!;
    refuseTooMany(name, rows.starts, population.ids);
    const ends = new Uint32Array(buffer, starts, layout.padded + 1);
    ends.set(rows.starts);
    ends.fill(ties, layout.starting + 1); // who comes later has no such ties, nor has padding
    new Uint32Array(buffer, neighbours, ties).set(rows.neighbours);
    if (made.weights) {
      const first = new Float32Array(buffer, made.weights.first, ties);
      if (rows.weights) first.set(rows.weights);
      else first.fill(model.networks[k].weight!.initial);
    }
  });
  layout.columns.forEach((column, k) => {
    if (!column.common) return;
    const { buffers, width } = column;
    new Uint8Array(buffer, buffers[0], layout.padded * width).set(populationColumn(model, k, population));
  });
}

function refuseTooMany(network: string, starts: Uint32Array, ids: Uint32Array): void {
  for (let i = 0; i < ids.length; i++) {
    const ties = starts[i + 1] - starts[i];
    if (ties <= MOST_TIES) continue;
    throwDiagnostic({
      kind: 'value',
      message: `agent ${ids[i]} has too many ties in \`${network}\``,
      found: String(ties),
      expected: `at most ${MOST_TIES}`,
      hint: 'lower the degree of the network, or raise persons_per_agent',
    });
  }
}

/** Put the population's columns that rules do write into a slot's first buffers, and the published ones into both. */
export function fillSlot(
  memory: WebAssembly.Memory | SharedArrayBuffer,
  layout: Layout,
  slot: number,
  columns: ReadonlyMap<number, Uint8Array>,
): void {
  const base = slotBase(layout, slot);
  for (const [k, values] of columns)
    for (const at of layout.columns[k].buffers)
      new Uint8Array(bufferOf(memory), base + at, values.length).set(values);
}

export function slotBase(layout: Layout, slot: number): number {
  return layout.slotBase + slot * layout.slotBytes;
}

/** A population variable as the bytes of the column of its name. */
export function populationColumn(model: Model, k: number, population: Population): Uint8Array {
  const column = model.columns[k];
  const values = population.columns.get(column.name);
  if (values) return column.width === 1 ? values : new Uint8Array(Uint16Array.from(values).buffer);
  return throwDiagnostic({
    kind: 'missing',
    message: `column \`${column.name}\` is taken from the survey, but the population has no such variable`,
    at: column.at,
    expected: [...population.columns.keys()].join(', ') || 'a variable of population.yaml',
  });
}
