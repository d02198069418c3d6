import { normalQuantile } from './normal.ts';

/**
 * What is believed of a number that governs others, such as a standard deviation: the number itself; half of a normal law about 0 whose
 * root mean square is `scale`; or an even spread from `low` to `high`.
 */
export type HyperPrior =
  | { kind: 'fixed'; value: number }
  | { kind: 'half_normal'; scale: number }
  | { kind: 'uniform'; low: number; high: number };

/** Values that represent a law. */
const NODES = 12;
const LEVELS = Array.from({ length: NODES }, (_, k) => (k + 0.5) / NODES);

/** Medians of equal parts of half a normal law, scaled to a root mean square of 1. */
const HALF_NORMAL = unitNodes();

/** A prior as equally likely values, ascending; one where the number is fixed. Of a half-normal law they have its root mean square. */
export function nodesOf(prior: HyperPrior): number[] {
  switch (prior.kind) {
    case 'fixed':
      return [prior.value];
    case 'uniform':
      return LEVELS.map(level => prior.low + level * (prior.high - prior.low));
    case 'half_normal':
      return HALF_NORMAL.map(node => prior.scale * node);
  }
}

function unitNodes(): number[] {
  const nodes = LEVELS.map(level => normalQuantile(0.5 + level / 2));
  const square = nodes.reduce((sum, node) => sum + node * node, 0) / NODES;
  return nodes.map(node => node / Math.sqrt(square));
}
