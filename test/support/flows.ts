import type { SparseFlows } from '../../src/observe/series/sparse-flows.ts';

/** Flows as a run keeps them, from [week x from x to]. */
export const sparseFlows = (all: ArrayLike<number>): SparseFlows =>
  Float64Array.from([...Array.from(all).entries()].filter(([, persons]) => persons > 0).flat());
