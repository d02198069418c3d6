import { release } from '../../core/release.ts';
import type { Ties } from '../population.ts';

/** A growing list of ties between places of storage. */
export interface Edges {
  from: Uint32Array;
  to: Uint32Array;
  count: number;
}

export function edgeList(capacity: number): Edges {
  return { from: new Uint32Array(capacity), to: new Uint32Array(capacity), count: 0 };
}

export function addEdge(edges: Edges, a: number, b: number): void {
  if (edges.count === edges.from.length) {
    edges.from = grown(edges.from);
    edges.to = grown(edges.to);
  }
  edges.from[edges.count] = a;
  edges.to[edges.count++] = b;
}

function grown(list: Uint32Array): Uint32Array {
  const larger = new Uint32Array(Math.max(16, list.length * 2));
  larger.set(list);
  release(list);
  return larger;
}

/** Ties as compressed rows: each tie in both rows (`directed`: in that of `from`), rows sorted, a tie that is listed twice kept once. */
export function compressedRows(agents: number, { from, to, count }: Edges, directed = false): Ties {
  const starts = new Uint32Array(agents + 1);
  for (let e = 0; e < count; e++) {
    starts[from[e]]++;
    if (!directed) starts[to[e]]++;
  }
  // Each start is at its row's end; filling from the end moves it to the row's beginning.
  let sum = 0;
  for (let i = 0; i <= agents; i++) {
    sum += starts[i];
    starts[i] = sum;
  }
  const neighbours = new Uint32Array((directed ? 1 : 2) * count);
  for (let e = 0; e < count; e++) {
    neighbours[--starts[from[e]]] = to[e];
    if (!directed) neighbours[--starts[to[e]]] = from[e];
  }
  const kept = sortRows(starts, neighbours);
  return { starts, neighbours: neighbours.subarray(0, kept) };
}

/** The same of a list that nobody needs any more. */
export function intoRows(agents: number, edges: Edges, directed = false): Ties {
  const rows = compressedRows(agents, edges, directed);
  release(edges.from, edges.to);
  return rows;
}

/**
 * Rows with further ties, cheap when these are few: each row is moved, from the last one on, to its new place. The
 * memory of the old rows is used where there is room: neither they nor the list must be used any more.
 */
export function withEdges(old: Ties, edges: Edges, directed = false): Ties {
  const { starts } = old;
  const agents = starts.length - 1;
  const more = intoRows(agents, edges, directed);
  let added = 0;
  for (let i = 0; i < agents; i++)
    for (let k = more.starts[i]; k < more.starts[i + 1]; k++)
      if (!areTied(old, i, more.neighbours[k])) added++;
  const total = old.neighbours.length + added;
  const { buffer, byteOffset } = old.neighbours;
  const hasRoom = byteOffset + 4 * total <= buffer.byteLength;
  const neighbours = hasRoom ? new Uint32Array(buffer, byteOffset, total) : new Uint32Array(total);
  let end = total;
  for (let i = agents - 1; i >= 0; i--) {
    let t = starts[i + 1] - 1;
    let k = more.starts[i + 1] - 1;
    starts[i + 1] = end;
    while (t >= starts[i] || k >= more.starts[i]) {
      const a = t >= starts[i] ? old.neighbours[t] : -1;
      const b = k >= more.starts[i] ? more.neighbours[k] : -1;
      if (a >= b) t--;
      if (b >= a) k--;
      neighbours[--end] = Math.max(a, b);
    }
  }
  release(more.starts, more.neighbours);
  if (!hasRoom) release(old.neighbours);
  return { starts, neighbours };
}

/** The same ties seen from their other ends. */
export function reversed({ starts, neighbours }: Ties): Ties {
  const agents = starts.length - 1;
  const ends = new Uint32Array(agents + 1);
  for (const j of neighbours) ends[j + 1]++;
  for (let i = 0; i < agents; i++) ends[i + 1] += ends[i];
  const next = ends.slice();
  const back = new Uint32Array(neighbours.length);
  for (let i = 0; i < agents; i++)
    for (let t = starts[i]; t < starts[i + 1]; t++) back[next[neighbours[t]]++] = i;
  return { starts: ends, neighbours: back };
}

/** Rows up to this length are quicker sorted by insertion. */
const SHORT = 48;

/** Sort each row and close up over duplicates; returns how many neighbours are left. */
function sortRows(starts: Uint32Array, neighbours: Uint32Array): number {
  let kept = 0;
  for (let i = 0; i + 1 < starts.length; i++) {
    const begin = starts[i];
    const end = starts[i + 1];
    if (end - begin > SHORT) neighbours.subarray(begin, end).sort();
    else insertionSort(neighbours, begin, end);
    starts[i] = kept;
    for (let k = begin; k < end; k++)
      if (k === begin || neighbours[k] !== neighbours[k - 1]) neighbours[kept++] = neighbours[k];
  }
  starts[starts.length - 1] = kept;
  return kept;
}

function insertionSort(values: Uint32Array, begin: number, end: number): void {
  for (let k = begin + 1; k < end; k++) {
    const value = values[k];
    let hole = k;
    for (; hole > begin && values[hole - 1] > value; hole--) values[hole] = values[hole - 1];
    values[hole] = value;
  }
}

/** Whether a sorted row holds a neighbour. */
export const areTied = (ties: Ties, i: number, j: number): boolean => placeOf(ties, i, j) >= 0;

/** Where a sorted row holds a neighbour, or -1. */
export function placeOf({ starts, neighbours }: Ties, i: number, j: number): number {
  let low = starts[i];
  let high = starts[i + 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (neighbours[middle] < j) low = middle + 1;
    else high = middle;
  }
  return low < starts[i + 1] && neighbours[low] === j ? low : -1;
}
