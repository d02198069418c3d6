import type { Steps } from '../../core/math/quantisation.ts';
import type { Model } from '../../model/model.ts';
import { isChanging } from '../../model/network.ts';

/** Agents are handled in blocks of this many; memory is padded to whole blocks. */
export const BLOCK = 256;

/** Agents that all rules handle before the next ones come, so that their columns stay in the processor's cache. */
export const STRETCH = 8 * BLOCK;

/** Nobody has more ties in one network; as many zeros follow compressed rows, because four of them are read in step. */
export const MOST_TIES = 65536;

/**
 * Where everything is in one memory (byte offsets). A common part serves all runs: permanent ids, ties, columns of
 * the population that no rule writes. Then come `slots` equal parts, one for each run that is going on at a time; offsets
 * inside a slot are relative to its base.
 */
export interface Layout {
  /** All who are there at any time of a run; the first `starting` of them from its beginning. */
  agents: number;
  starting: number;
  padded: number;
  /** In the slot, of a model in which people come: how many have come, u32; else 0. */
  taken: number;
  /** Common: permanent ids, u32. */
  ids: number;
  columns: readonly ColumnPlace[];
  networks: readonly NetworkPlace[];
  /** In the slot: f32 scalars (parameters, then fields), f32 tables, i32 stream keys (two words each). */
  scalars: number;
  tables: readonly number[];
  keys: number;
  slotBase: number;
  slotBytes: number;
  slots: number;
  bytes: number;
}

/** Ties are u32 neighbours: indices of storage, not ids. */
type NetworkPlace = MadeTies | ChangingTies;

/** Made with the population, read-only, at absolute offsets: compressed rows, `padded + 1` u32 starts and all `ties`. */
interface MadeTies {
  common: true;
  /** Of ties with weights, f32 by neighbour: in the slot, and at the beginning of a run, common. */
  weights?: { now: number; first: number };
  starts: number;
  neighbours: number;
  ties: number;
}

/** Ties that come and go, at offsets in the slot: `room` places for each agent, of which the first (u8 counts) are taken. */
export interface ChangingTies {
  common: false;
  counts: number;
  neighbours: number;
  room: number;
  /** Those with which each run begins; without it, with none. */
  begun?: MadeTies;
}

/**
 * `common`: absolute offset, read-only. Else relative to the slot. A published column has two buffers: week t writes
 * `buffers[(t + 1) & 1]` and publishes it at its end; neighbours read `buffers[t & 1]`. The initial state is in
 * `buffers[0]`. Others have the same offset twice.
 */
export interface ColumnPlace {
  name: string;
  width: 1 | 2 | 4;
  float: boolean;
  /** A number that is stored as a count of steps. */
  steps: Steps | undefined;
  common: boolean;
  published: boolean;
  buffers: readonly [number, number];
}

const align = (bytes: number, to = 64) => Math.ceil(bytes / to) * to;

/**
 * Lay out `starting` agents, and room for more, of a model with `ties[network]` directed ties and `slots` runs at a time.
 * @param room agents who may come while a run goes on
 */
export function layOut(
  model: Model,
  starting: number,
  ties: readonly number[],
  slots: number,
  room = 0,
): Layout {
  const agents = starting + room;
  const padded = align(agents, BLOCK);
  const written = new Set(
    model.plan.flatMap(rule => rule.branches.flatMap(b => b.writes.map(w => w.column))),
  );
  let end = 64; // address 0 stays unused
  const take = (bytes: number) => {
    const at = end;
    end = align(end + bytes);
    return at;
  };
  const ids = take(padded * 4);
  const made = model.networks.map(({ shape }, k): MadeTies | undefined => {
    if (shape === 'slots') return undefined;
    const starts = take((padded + 1) * 4);
    const neighbours = take((ties[k] + Math.min(agents, MOST_TIES)) * 4);
    if (!model.networks[k].weight) return { common: true, starts, neighbours, ties: ties[k] };
    const first = take(ties[k] * 4);
    return { common: true, starts, neighbours, ties: ties[k], weights: { now: 0, first } };
  });
  // Who comes has values of its own.
  const isCommon = model.columns.map((c, k) => c.fromPopulation && !written.has(k) && !model.lives?.comes);
  const commonPlaces = model.columns.map((c, k) => (isCommon[k] ? take(padded * c.width) : 0));

  const slotBase = align(end, 4096);
  end = 0;
  const scalarCount = scalarsOf(model);
  const scalars = take(scalarCount * 4);
  const tables = model.tables.map(table => take(table.size * 4));
  const keys = take(model.streams.length * 8);
  const taken = model.lives ? take(4) : 0;
  const columns = model.columns.map((column, k): ColumnPlace => {
    const { name, width, steps } = column;
    // What no rule of the plan writes is published once and for all: one buffer will do.
    const published = column.published && written.has(k);
    const first = isCommon[k] ? commonPlaces[k] : take(padded * width);
    const second = isCommon[k] || !published ? first : take(padded * width);
    const float = width === 4;
    return { name, width, float, steps, common: isCommon[k], published, buffers: [first, second] };
  });
  const networks = made.map((place, k): NetworkPlace => {
    const { degree: room } = model.networks[k];
    if (place?.weights) {
      const now = take((place.ties + Math.min(agents, MOST_TIES)) * 4);
      return { ...place, weights: { ...place.weights, now } };
    }
    if (place && !isChanging(model.networks[k])) return place;
    const own = { common: false, counts: take(padded), neighbours: take(padded * room * 4), room } as const;
    return place ? { ...own, begun: place } : own;
  });
  const slotBytes = align(end, 4096);
  const bytes = slotBase + slots * slotBytes;
  return {
    agents,
    starting,
    taken,
    padded,
    ids,
    columns,
    networks,
    scalars,
    tables,
    keys,
    slotBase,
    slotBytes,
    slots,
    bytes,
  };
}

/** Parameters, then fields that aren't by place, then those that act on some only. */
export const scalarsOf = ({
  parameters,
  fields,
  targets,
}: Pick<Model, 'parameters' | 'fields' | 'targets'>) =>
  parameters.length + [...fields, ...targets].filter(({ by }) => by === undefined).length;
