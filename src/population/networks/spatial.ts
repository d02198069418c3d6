import { drawsOf, unit } from '../../core/random/addressed-draws.ts';
import { type Key, POPULATION, streamKey } from '../../core/random/streams.ts';
import type { Network } from '../../model/network.ts';
import { placesOf } from '../agent-order.ts';
import type { Ties } from '../population.ts';
import { addEdge, edgeList, intoRows } from './compressed-rows.ts';

/** The widest radius in a square of side 1 that has no edges: nobody is met around both sides. */
const WIDEST = 0.5;

/**
 * A random geometric graph: everybody has a drawn point in a square whose opposite sides meet, and is tied to all within
 * a radius. The radius is that of a circle in which `degree` others are to be expected, so that degrees vary as a Poisson variable.
 * Undefined when the degree needs a radius of more than half the side.
 */
export function spatialTies(network: Network, ids: Uint32Array, seed: Key): Ties | undefined {
  const agents = ids.length;
  const draw = drawsOf(streamKey(seed, POPULATION, `ties/${network.name}`));
  const radius = Math.sqrt(network.degree / (Math.PI * (agents - 1)));
  if (radius > WIDEST) return undefined;
  const [x, y] = [new Float64Array(agents), new Float64Array(agents)];
  for (let id = 0; id < agents; id++) {
    const words = draw(id, 0);
    x[id] = unit(words[0]);
    y[id] = unit(words[1]);
  }
  const side = Math.max(1, Math.min(Math.floor(1 / radius), Math.ceil(Math.sqrt(agents))));
  const cellOf = (id: number) => Math.floor(y[id] * side) * side + Math.floor(x[id] * side);
  const { order, starts } = byCell(agents, side * side, cellOf);
  const places = placesOf(ids);
  const edges = edgeList(Math.ceil((agents * network.degree) / 2));
  const around = side < 3 ? [...Array(side).keys()] : [-1, 0, 1];
  for (let id = 0; id < agents; id++) {
    const [column, row] = [Math.floor(x[id] * side), Math.floor(y[id] * side)];
    for (const down of around)
      for (const right of around) {
        const cell = ((row + down + side) % side) * side + ((column + right + side) % side);
        for (let k = starts[cell]; k < starts[cell + 1]; k++) {
          const other = order[k];
          if (other > id && distance2(x, y, id, other) <= radius * radius)
            addEdge(edges, places[id], places[other]);
        }
      }
  }
  return intoRows(agents, edges);
}

/** The square of a distance, the shorter way around. */
function distance2(x: Float64Array, y: Float64Array, one: number, other: number): number {
  const [right, down] = [Math.abs(x[one] - x[other]), Math.abs(y[one] - y[other])];
  const [dx, dy] = [Math.min(right, 1 - right), Math.min(down, 1 - down)];
  return dx * dx + dy * dy;
}

/** Ids by cell, and where each cell begins among them. */
function byCell(agents: number, cells: number, cellOf: (id: number) => number) {
  const starts = new Uint32Array(cells + 1);
  for (let id = 0; id < agents; id++) starts[cellOf(id) + 1]++;
  for (let cell = 0; cell < cells; cell++) starts[cell + 1] += starts[cell];
  const next = starts.slice();
  const order = new Uint32Array(agents);
  for (let id = 0; id < agents; id++) order[next[cellOf(id)]++] = id;
  return { order, starts };
}
