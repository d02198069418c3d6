import { DELTA, type MorrisDesign, morrisDesign } from '../../inference/sensitivity/morris.ts';
import { DUMMY } from '../../inference/sensitivity/noise-share.ts';
import { type SobolDesign, sobolDesign } from '../../inference/sensitivity/sobol-indices.ts';

export type Method = 'morris' | 'sobol';

/** One point of a design: where it lies, and with which draws it is run. */
export interface DesignPoint {
  /** Trajectory of Morris, row of Sobol; from 0. */
  block: number;
  /** In the unit cube, one coordinate a parameter. */
  u: readonly number[];
  /** The dummy has moved: the same parameters as another point of the block, run with other seeds. */
  otherSeeds: boolean;
}

export interface Design {
  /** As the indices want it: the dummy is its last coordinate. */
  plan: MorrisDesign | SobolDesign;
  points: DesignPoint[];
}

/**
 * A design over some parameters and a dummy. All points are run with the same seeds, so that a coordinate which nothing
 * listens to would have no effect at all; the dummy therefore shows chance: where it moves, the seeds are others. Its
 * indices show what is left of chance in a mean over the seeds.
 * @param size trajectories of Morris; rows of Sobol, a power of two
 */
export function designFor(method: Method, names: readonly string[], size: number, seed: string): Design {
  const plan =
    method === 'morris'
      ? withDummy(morrisDesign(names, size, seed))
      : sobolDesign([...names, DUMMY], size, seed);
  const width = plan.u.length / size;
  // Of a trajectory the last point; of a row that between the exchanged parameters and B.
  const dummyStep = method === 'morris' ? width - 1 : width - 2;
  const points = plan.u.map((u, i) => ({
    block: Math.floor(i / width),
    u: u.slice(0, names.length),
    otherSeeds: i % width === dummyStep,
  }));
  return { plan, points };
}

/** Points of a trajectory, or of a row, over this number of parameters and the dummy. */
export const pointsOf = (method: Method, parameters: number) => parameters + (method === 'morris' ? 2 : 3);

/** Each trajectory goes one step further, in the dummy's direction alone. */
function withDummy({ groups, trajectories, u }: MorrisDesign): MorrisDesign {
  const width = u.length / trajectories;
  const longer = Array.from({ length: trajectories }, (_, t) => {
    const own = u.slice(t * width, (t + 1) * width);
    return [...own.map(point => [...point, 0]), [...own[width - 1], DELTA]];
  });
  return { type: 'morris', groups: [...groups, DUMMY], trajectories, u: longer.flat() };
}

/** Numbers of the runs of a point, from 1: the same at every point, others at each point where the dummy has moved. */
export function replicatesOf({ block, otherSeeds }: DesignPoint, seeds: number): number[] {
  const first = otherSeeds ? (block + 1) * seeds + 1 : 1;
  return Array.from({ length: seeds }, (_, k) => first + k);
}
