import { stepsOver } from '../../src/core/math/quantisation.ts';
import { wordsAt } from '../../src/core/random/streams.ts';
import type { ExtractSpec, Memory, Program, Tally } from '../../src/engine/program/compiled-model.ts';
import { type Layout, layOut } from '../../src/engine/program/layout.ts';
import { createGraph, type Graph, type Node } from '../../src/language/graph.ts';
import { openRanges } from '../../src/language/ranges.ts';
import type { Type } from '../../src/language/type.ts';
import type { Branch, Column, Model, Rule } from '../../src/model/model.ts';
import { sliced } from '../../src/observe/series/slices.ts';

/** Programs built by hand, and memories filled with noise, to hold backends against each other. */
export interface Sketch {
  agents: number;
  columns: readonly ColumnSketch[];
  scalars?: readonly number[];
  tables?: readonly (readonly number[])[];
  streams?: number;
  /** Directed ties by network: each agent's neighbours. */
  networks?: readonly (readonly (readonly number[])[])[];
  slots?: number;
  /** Where the slots begin, to try far addresses. */
  slotBase?: number;
  initial?: (graph: Graph) => Rule[];
  plan?: (graph: Graph) => Rule[];
  tallies?: (graph: Graph) => Tally[];
  extracts?: (graph: Graph) => ExtractSpec[];
}

interface ColumnSketch {
  kind: Type['kind'];
  published?: boolean;
  fromPopulation?: boolean;
  range?: readonly [number, number];
  /** Kept in steps of its range. */
  bits?: 16;
  labels?: number;
  /** What stands there at the start, by storage index. */
  fill?: (i: number) => number;
}

const at = { file: 'sketch', line: 1, column: 1 };
const WIDTHS = { number: 4, integer: 2, day: 2, week: 2, month: 2, year: 2, flag: 1, label: 1 } as const;

export function draw(sketch: Sketch): { program: Program; memory: () => WebAssembly.Memory } {
  const graph = createGraph();
  const { agents, tables = [], scalars = [], networks = [], streams = 0, slots = 1 } = sketch;
  const columns = sketch.columns.map(
    ({ kind, published = false, fromPopulation = false, range, bits, labels = 4 }, k): Column => {
      const names = Array.from({ length: labels }, (_, l) => `l${l}`);
      const type: Type = kind === 'label' ? { kind, set: `c${k}`, labels: names } : { kind };
      const steps = bits && range && stepsOver(...range);
      const width = steps ? 2 : kind === 'integer' && range && range[1] < 256 ? 1 : WIDTHS[kind];
      return { name: `c${k}`, type, width, steps, published, range, fromPopulation, text: '', at };
    },
  );
  const model = {
    name: 'sketch',
    columns,
    parameters: scalars.map(value => ({ value })),
    fields: [],
    targets: [],
    tables: tables.map(values => ({ values: Float32Array.from(values), size: values.length })),
    // The last network's ties stand in the slots, like ties that come and go.
    networks: networks.map((rows, k) => {
      const degree = Math.max(...rows.map(row => row.length)); // the room of each agent, where ties come and go
      return { name: `n${k}`, degree, shape: k && k === networks.length - 1 ? 'slots' : 'spread' };
    }),
    slotNetworks: [],
    weightChanges: [],
    streams: Array.from({ length: streams }, (_, k) => `s${k}`),
    graph,
    initial: sketch.initial?.(graph) ?? [],
    plan: sketch.plan?.(graph) ?? [],
  } as unknown as Model;
  const ties = networks.map(rows => rows.reduce((sum, row) => sum + row.length, 0));
  const near = layOut(model, agents, ties, slots);
  const { slotBase = near.slotBase } = sketch;
  const layout = { ...near, slotBase, bytes: near.bytes + slotBase - near.slotBase };
  const program: Program = {
    model,
    layout,
    tallies: sketch.tallies?.(graph) ?? [],
    extracts: sketch.extracts?.(graph) ?? [],
  };
  return { program, memory: () => fill(program, sketch) };
}

function fill({ model, layout }: Program, sketch: Sketch): WebAssembly.Memory {
  const pages = Math.ceil(layout.bytes / 65536);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  const data = new DataView(memory.buffer);
  const { agents } = layout;
  // A permutation, so that an id is not a place of storage.
  for (let i = 0; i < agents; i++) data.setUint32(layout.ids + 4 * i, agents - 1 - i, true);
  for (let slot = 0; slot < layout.slots; slot++) {
    const base = layout.slotBase + slot * layout.slotBytes;
    sketch.networks?.forEach((rows, k) => fillTies(data, layout, k, rows, base));
    sketch.scalars?.forEach((value, k) => data.setFloat32(base + layout.scalars + 4 * k, value, true));
    sketch.tables?.forEach((values, k) =>
      values.forEach((value, v) => data.setFloat32(base + layout.tables[k] + 4 * v, value, true)),
    );
    for (let s = 0; s < model.streams.length; s++) {
      const key = wordsAt([17, 4], s, slot);
      key.forEach((word, w) => data.setInt32(base + layout.keys + 8 * s + 4 * w, word, true));
    }
    layout.columns.forEach(({ common, width, float, buffers }, k) => {
      const of = sketch.columns[k].fill;
      if (!of) return;
      for (const buffer of buffers) {
        for (let i = 0; i < agents; i++) {
          const address = (common ? 0 : base) + buffer + i * width;
          if (float) data.setFloat32(address, of(i), true);
          else if (width === 1) data.setUint8(address, of(i));
          else data.setUint16(address, of(i), true);
        }
      }
    });
  }
  return memory;
}

function fillTies(
  data: DataView,
  layout: Layout,
  k: number,
  rows: readonly (readonly number[])[],
  base: number,
): void {
  const place = layout.networks[k];
  if (!place.common) {
    const { counts, neighbours, room } = place;
    for (const [i, row] of rows.entries()) {
      data.setUint8(base + counts + i, row.length);
      // In places that are not taken stand ties of long ago.
      for (let t = 0; t < room; t++)
        data.setUint32(base + neighbours + 4 * (i * room + t), row[t] ?? (7 * i + t) % layout.agents, true);
    }
    return;
  }
  const { starts, neighbours } = place;
  let tie = 0;
  for (const [i, row] of rows.entries()) {
    data.setUint32(starts + 4 * i, tie, true);
    for (const j of row) data.setUint32(neighbours + 4 * tie++, j, true);
  }
  for (let i = layout.agents; i <= layout.padded; i++) data.setUint32(starts + 4 * i, tie, true);
}

export function rule(
  id: string,
  who: Node,
  branches: readonly (readonly [Node, Record<number, Node>])[],
): Rule {
  return {
    id,
    title: id,
    why: '',
    mechanism: 'sketch',
    at,
    equations: [],
    who,
    checks: [],
    alarm: undefined,
    streams: [],
    branches: branches.map(
      ([when, writes], k): Branch => ({
        label: `b${k}`,
        when,
        checks: [],
        writes: Object.entries(writes).map(([column, value]) => ({ column: Number(column), value, at })),
      }),
    ),
  };
}

/** A tally of conditions and numbers; numbers are cut as those of a metric are. */
export function tallyOf(
  graph: Graph,
  { values, ...tally }: Pick<Tally, 'name' | 'base' | 'cell' | 'cells' | 'values'>,
): Tally {
  const rangeOf = openRanges(graph, { column: () => undefined, table: () => undefined });
  const cut = values.map((value, k) => ({
    metric: `${tally.name} ${k}`,
    found: value,
    ...(value.machine === 'bool'
      ? { slices: [{ node: value }], bad: undefined }
      : sliced(graph, value, rangeOf(value))),
  }));
  return {
    ...tally,
    values: cut.flatMap(({ slices }) => slices.map(({ node }) => node)),
    checks: cut.flatMap(({ metric, found, bad }) => (bad ? [{ metric, found, bad }] : [])),
  };
}

/** A word of noise for any pair of numbers, always the same. */
export const noise = (a: number, b: number) => wordsAt([a, 99], b, 7)[0];

/** Ties drawn at random: each agent has 0 to `most` neighbours, a few have many more. */
export function randomTies(agents: number, most: number, seed: number): number[][] {
  return Array.from({ length: agents }, (_, i) => {
    const degree = (noise(seed, i) >>> 0) % (i % 61 === 7 ? 5 * most + 1 : most + 1);
    return Array.from({ length: degree }, (_, t) => (noise(seed + t + 1, i) >>> 0) % agents);
  });
}

/** The bytes of all columns that agents (not padding) have, slot by slot: equal states, equal bytes. */
export function stateOf({ layout }: Program, memory: Memory): Uint8Array {
  const buffer = memory instanceof SharedArrayBuffer ? memory : memory.buffer;
  const parts: Uint8Array[] = [];
  for (let slot = 0; slot < layout.slots; slot++) {
    const base = layout.slotBase + slot * layout.slotBytes;
    for (const { common, buffers, width } of layout.columns) {
      for (const at of new Set(buffers))
        parts.push(new Uint8Array(buffer, (common ? 0 : base) + at, layout.agents * width));
    }
  }
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let end = 0;
  for (const part of parts) {
    all.set(part, end);
    end += part.length;
  }
  return all;
}
