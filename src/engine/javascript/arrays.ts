import type { Program } from '../program/compiled-model.ts';
import { type ColumnPlace, type Layout, scalarsOf } from '../program/layout.ts';

type Column = Uint8Array | Uint16Array | Float32Array;

/** The arrays a function sees: those of one slot, `own` the buffers of this week, `before` the published ones. */
export interface Arrays {
  ids: Uint32Array;
  scalars: Float32Array;
  keys: Int32Array;
  tables: Float32Array[];
  /** By network: where rows of ties begin; of ties that come and go, how many places of each row are taken. */
  starts: Uint32Array[];
  counts: Uint8Array[];
  ties: Uint32Array[];
  weights: Float32Array[];
  own: Column[];
  before: Column[];
}

/** The arrays of a slot when `parity` is this week's buffer. */
export function openArrays(
  { model, layout }: Program,
  buffer: SharedArrayBuffer,
  slot: number,
  parity: 0 | 1,
): Arrays {
  const base = layout.slotBase + slot * layout.slotBytes;
  const scalars = scalarsOf(model);
  return {
    ids: new Uint32Array(buffer, layout.ids, layout.agents),
    scalars: new Float32Array(buffer, base + layout.scalars, scalars),
    keys: new Int32Array(buffer, base + layout.keys, model.streams.length * 2),
    tables: model.tables.map((table, k) => new Float32Array(buffer, base + layout.tables[k], table.size)),
    starts: layout.networks.map(place =>
      place.common ? new Uint32Array(buffer, place.starts, layout.agents + 1) : new Uint32Array(),
    ),
    counts: layout.networks.map(place =>
      place.common ? new Uint8Array() : new Uint8Array(buffer, base + place.counts, layout.agents),
    ),
    ties: layout.networks.map(place =>
      place.common
        ? new Uint32Array(buffer, place.neighbours, place.ties)
        : new Uint32Array(buffer, base + place.neighbours, layout.agents * place.room),
    ),
    weights: layout.networks.map(place =>
      place.common && place.weights
        ? new Float32Array(buffer, base + place.weights.now, place.ties)
        : new Float32Array(),
    ),
    own: layout.columns.map(column => openColumn(layout, column, buffer, base, parity)),
    before: layout.columns.map(column => openColumn(layout, column, buffer, base, parity === 0 ? 1 : 0)),
  };
}

function openColumn(
  { agents }: Layout,
  column: ColumnPlace,
  buffer: SharedArrayBuffer,
  base: number,
  which: 0 | 1,
): Column {
  const at = (column.common ? 0 : base) + column.buffers[which];
  if (column.float) return new Float32Array(buffer, at, agents);
  return column.width === 1 ? new Uint8Array(buffer, at, agents) : new Uint16Array(buffer, at, agents);
}
