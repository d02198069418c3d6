import { throwDiagnostic } from '../../core/diagnostics.ts';
import type { Key } from '../../core/random/streams.ts';
import { release } from '../../core/release.ts';
import type { Network, TieList } from '../../model/network.ts';
import type { AgentOrder } from '../agent-order.ts';
import type { Variable } from '../margins/margins.ts';
import type { Ties } from '../population.ts';
import { cliqueNetwork } from './clique-network.ts';
import { communityNetwork } from './community-network.ts';
import { homophilyOf } from './homophily.ts';
import { scaleFreeTies } from './scale-free.ts';
import { smallWorldTies } from './small-world.ts';
import { spatialTies } from './spatial.ts';
import { listedTies } from './tie-list.ts';
import { randomTies, ringTies } from './uniform-networks.ts';

/**
 * The ties of one network, in storage order. Communities too small for the degree leave some agents with fewer ties.
 * @param lists the files of networks whose ties are listed
 * @param columns by variable, codes in storage order, for homophily
 * @throws DiagnosticError (value, unknown) when the network can't be made
 */
export function makeTies(
  network: Network,
  storage: AgentOrder,
  variables: readonly Variable[],
  columns: ReadonlyMap<string, Uint8Array>,
  seed: Key,
  lists: readonly TieList[] = [],
): Ties {
  const agents = storage.ids.length;
  check(network, agents);
  const alike = (make: typeof cliqueNetwork) => {
    const homophily = homophilyOf(network, variables, columns, agents);
    const ties = make(network, storage, homophily, seed);
    release(homophily.kinds);
    return ties;
  };
  switch (network.shape) {
    case 'random':
      return randomTies(network, storage.ids, seed);
    case 'ring':
      return ringTies(network, storage.ids);
    case 'clique':
      return alike(cliqueNetwork);
    case 'spread':
      return alike(communityNetwork);
    case 'scale-free':
      return scaleFreeTies(network, storage.ids, seed);
    case 'small-world':
      return smallWorldTies(network, storage.ids, seed);
    case 'spatial':
      return spatialTies(network, storage.ids, seed) ?? refuseWide(network, agents);
    case 'list': {
      const list = lists.find(given => given.network === network.name);
      if (!list) throw new Error(`no file of ties for ${network.name}`);
      return listedTies(network, list, storage.ids);
    }
    case 'household':
    case 'reverse':
    case 'slots':
      throw new Error(`ties of shape ${network.shape} are made elsewhere`);
  }
}

/**
 * Ties of which only the number is right, about: for those who ask what a run would take. Of shapes with a known number of ties
 * none is made; what is wrong with a network is found as by `makeTies`.
 */
export function countTies(...given: Parameters<typeof makeTies>): Ties {
  const [network, storage, variables, columns] = given;
  const agents = storage.ids.length;
  switch (network.shape) {
    case 'clique':
    case 'spread':
      check(network, agents);
      release(homophilyOf(network, variables, columns, agents).kinds);
      return {
        starts: new Uint32Array(agents + 1),
        neighbours: new Uint32Array(Math.round(agents * network.degree)),
      };
    default:
      return makeTies(...given);
  }
}

function refuseWide({ name, degree, at }: Network, agents: number): never {
  return throwDiagnostic({
    kind: 'value',
    message: `network \`${name}\`: the degree is too high for ties to those who are near`,
    at,
    found: String(degree),
    expected: `at most ${Math.floor((Math.PI / 4) * (agents - 1))}`,
  });
}

function check({ name, shape, degree, triadic, elsewhere, at }: Network, agents: number): void {
  const refuse = (what: string, found: number, expected: string) =>
    throwDiagnostic({
      kind: 'value',
      message: `network \`${name}\`: ${what}`,
      at,
      found: String(found),
      expected,
    });
  if (!(degree >= 0)) refuse('the degree is a number of ties', degree, '0 or more');
  if (degree > agents - 1)
    refuse('the degree is beyond the number of others', degree, `at most ${agents - 1}`);
  if ((shape === 'ring' || shape === 'small-world') && degree % 2 !== 0)
    refuse('a ring needs an even degree', degree, 'the same on both sides');
  if (triadic + elsewhere > 1)
    refuse('triadic and elsewhere are shares of the ties', triadic + elsewhere, 'at most 1');
}
