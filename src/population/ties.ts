import type { Network } from '../model/model.ts';
import { fail } from '../problem.ts';
import type { Key } from '../random/streams.ts';
import { release } from '../release.ts';
import { cliqueTies } from './clique.ts';
import { likenessOf } from './likeness.ts';
import type { Variable } from './margins.ts';
import type { Ties } from './population.ts';
import { spreadTies } from './spread.ts';
import type { Storage } from './storage.ts';
import { randomTies, ringTies } from './uniform.ts';

/**
 * The ties of one network, in storage order. Communities too small for the degree leave some agents with fewer ties.
 * @param columns by variable, codes in storage order, for homophily
 * @throws ProblemError (value, unknown) when the network can't be made
 */
export function makeTies(
  network: Network,
  storage: Storage,
  variables: readonly Variable[],
  columns: ReadonlyMap<string, Uint8Array>,
  seed: Key,
): Ties {
  const agents = storage.ids.length;
  check(network, agents);
  if (network.shape === 'random') return randomTies(network, storage.ids, seed);
  if (network.shape === 'ring') return ringTies(network, storage.ids);
  const likeness = likenessOf(network, variables, columns, agents);
  const make = network.shape === 'clique' ? cliqueTies : spreadTies;
  const ties = make(network, storage, likeness, seed);
  release(likeness.kinds);
  return ties;
}

function check({ name, shape, degree, triadic, elsewhere, at }: Network, agents: number): void {
  const refuse = (what: string, found: number, expected: string) =>
    fail({ kind: 'value', message: `network \`${name}\`: ${what}`, at, found: String(found), expected });
  if (!(degree >= 0)) refuse('the degree is a number of ties', degree, '0 or more');
  if (degree > agents - 1)
    refuse('the degree is beyond the number of others', degree, `at most ${agents - 1}`);
  if (shape === 'ring' && degree % 2 !== 0)
    refuse('a ring needs an even degree', degree, 'the same on both sides');
  if (triadic + elsewhere > 1)
    refuse('triadic and elsewhere are shares of the ties', triadic + elsewhere, 'at most 1');
}
