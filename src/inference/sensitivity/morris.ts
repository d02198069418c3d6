import { meanOf, varianceOf } from '../../core/math/statistics.ts';
import { openDraws } from '../../core/random/sequential-draws.ts';

/** Elementary effects: which parameters move an output at all, at r(d + 1) points (Morris 1991). */
export interface MorrisDesign {
  type: 'morris';
  /** Names, one a coordinate; coordinates of one group move together. */
  groups: readonly string[];
  trajectories: number;
  /** trajectories x (groups + 1) points of the cube; neighbours differ by delta in the coordinates of one group. */
  u: number[][];
}

export interface MorrisRow {
  name: string;
  /** Mean effect per unit of u, mean of its size, and standard deviation; NaN for a group, whose effects have no sign. */
  mu: number;
  muStar: number;
  sigma: number;
  /** Half width of the 95 % bootstrap interval of muStar. */
  muStarConf: number;
}

const LEVELS = 4;
/** levels / (2 (levels - 1)): with an even number of levels every level is then hit equally often. */
export const DELTA = LEVELS / (2 * (LEVELS - 1));
const BOOTSTRAPS = 1000;

/** Random trajectories on a grid of four levels. `groups` names the group of each coordinate; alone: its own name. */
export function morrisDesign(groups: readonly string[], trajectories: number, seed: string): MorrisDesign {
  const draws = openDraws(seed, 'morris/design');
  const names = [...new Set(groups)];
  const u: number[][] = [];
  for (let t = 0; t < trajectories; t++) {
    // Half of the levels lie low enough to go up by delta, the others high enough to go down.
    const point = groups.map((_, j) => draws.below(LEVELS, t, j) / (LEVELS - 1));
    const order = names.map((_, i) => i);
    for (let i = order.length - 1; i > 0; i--) {
      const j = draws.below(i + 1, t, groups.length + i);
      [order[i], order[j]] = [order[j], order[i]];
    }
    u.push([...point]);
    for (const group of order) {
      groups.forEach((name, j) => {
        if (name === names[group]) point[j] += point[j] < 0.5 ? DELTA : -DELTA;
      });
      u.push([...point]);
    }
  }
  return { type: 'morris', groups, trajectories, u };
}

/** Effects of each group on one output, given at the design's points in their order. */
export function morrisEffects(design: MorrisDesign, y: ArrayLike<number>, seed: string): MorrisRow[] {
  const { groups, trajectories, u } = design;
  const names = [...new Set(groups)];
  if (design.type !== 'morris')
    throw new RangeError(`elementary effects need a morris design, not ${design.type}`);
  if (y.length !== u.length)
    throw new RangeError(`a morris design of ${u.length} points has ${y.length} values`);
  const effects = names.map(() => [] as number[]);
  for (let t = 0; t < trajectories; t++)
    for (let step = 1; step <= names.length; step++) {
      const at = t * (names.length + 1) + step;
      const moved = groups.findIndex((_, j) => u[at][j] !== u[at - 1][j]);
      effects[names.indexOf(groups[moved])].push((y[at] - y[at - 1]) / (u[at][moved] - u[at - 1][moved]));
    }
  const draws = openDraws(seed, 'morris/bootstrap');
  return names.map((name, group) => {
    const own = effects[group];
    const sizes = own.map(Math.abs);
    const many = groups.filter(other => other === name).length > 1;
    const means = Array.from({ length: BOOTSTRAPS }, (_, b) => {
      let sum = 0;
      for (let i = 0; i < own.length; i++) sum += sizes[draws.below(own.length, b, group * own.length + i)];
      return sum / own.length;
    });
    const mu = meanOf(own);
    return {
      name,
      mu: many ? Number.NaN : mu,
      muStar: meanOf(sizes),
      sigma: many ? Number.NaN : Math.sqrt(varianceOf(own)),
      muStarConf: 1.959963984540054 * Math.sqrt(varianceOf(means)),
    };
  });
}
