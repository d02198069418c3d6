import type { Ties } from './population.ts';

/** A growing list of undirected ties between places of storage. */
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
  return larger;
}

/** Ties as compressed rows: each tie in both rows, rows sorted, a tie that is listed twice kept once. */
export function compressedRows(agents: number, { from, to, count }: Edges): Ties {
  const starts = new Uint32Array(agents + 1);
  for (let e = 0; e < count; e++) {
    starts[from[e]]++;
    starts[to[e]]++;
  }
  // Each start stands at its row's end; filling from the end moves it to the row's beginning.
  let sum = 0;
  for (let i = 0; i <= agents; i++) {
    sum += starts[i];
    starts[i] = sum;
  }
  const neighbours = new Uint32Array(2 * count);
  for (let e = 0; e < count; e++) {
    neighbours[--starts[from[e]]] = to[e];
    neighbours[--starts[to[e]]] = from[e];
  }
  const kept = sortRows(starts, neighbours);
  return { starts, neighbours: kept < neighbours.length ? neighbours.slice(0, kept) : neighbours };
}

/** Rows with the ties of an edge list from the `first` on added: cheap when they are few. */
export function withEdges(ties: Ties, { from, to, count }: Edges, first: number): Ties {
  const agents = ties.starts.length - 1;
  const added = { from: from.slice(first, count), to: to.slice(first, count), count: count - first };
  const more = compressedRows(agents, added);
  const starts = new Uint32Array(agents + 1);
  const neighbours = new Uint32Array(ties.neighbours.length + more.neighbours.length);
  let end = 0;
  for (let i = 0; i < agents; i++) {
    starts[i] = end;
    let k = more.starts[i];
    for (let t = ties.starts[i]; t < ties.starts[i + 1]; t++) {
      const old = ties.neighbours[t];
      for (; k < more.starts[i + 1] && more.neighbours[k] <= old; k++)
        if (more.neighbours[k] < old) neighbours[end++] = more.neighbours[k];
      neighbours[end++] = old;
    }
    for (; k < more.starts[i + 1]; k++) neighbours[end++] = more.neighbours[k];
  }
  starts[agents] = end;
  return { starts, neighbours: end < neighbours.length ? neighbours.slice(0, end) : neighbours };
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
export function areTied({ starts, neighbours }: Ties, i: number, j: number): boolean {
  let low = starts[i];
  let high = starts[i + 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (neighbours[middle] < j) low = middle + 1;
    else high = middle;
  }
  return low < starts[i + 1] && neighbours[low] === j;
}
