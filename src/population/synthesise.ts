import { didYouMean, throwDiagnostic } from '../core/diagnostics.ts';
import { type Csv, type Document, positionOf } from '../core/located-document.ts';
import { type Key, POPULATION, streamKey, wordsAt } from '../core/random/streams.ts';
import { release } from '../core/release.ts';
import { HEAD } from '../model/household.ts';
import type { Network, TieList } from '../model/network.ts';
import { type AgentOrder, orderAgents } from './agent-order.ts';
import { agree } from './agree.ts';
import { roundTable } from './fit/controlled-rounding.ts';
import { fitTable } from './fit/ipf.ts';
import { marginFits } from './fit/margin-fit.ts';
import type { Shares } from './fit/shares.ts';
import { codeAt, type Shape, shapeOf } from './fit/table.ts';
import { type PopulationMargin, tableMargins } from './fit/targets.ts';
import { explainInfeasibility } from './margins/explain-infeasibility.ts';
import { label, type Variable } from './margins/margins.ts';
import type { PrintedRows } from './margins/printed-figure.ts';
import { readMargins } from './margins/read-margins.ts';
import { vanished } from './margins/vanished.ts';
import { reversed } from './networks/compressed-rows.ts';
import { type Households, makeHouseholds } from './networks/households.ts';
import { countTies, makeTies } from './networks/make-networks.ts';
import type { Population, Ties } from './population.ts';
import { type Cell, departureRates, sourcePopulationOf } from './source-population.ts';

export interface SynthesisInput {
  files: { population: Document; margins?: Csv; people?: Csv };
  study: PrintedRows;
  networks: readonly Network[];
  tieLists?: readonly TieList[];
  /** Agents in a community, in the mean. */
  communitySize: number;
  /** Agents of the pool, and persons whom each represents. */
  agents: number;
  personsPerAgent: number;
  /** Departure rate of a kind of person (category code by variable) relative to others. */
  relativeDeparture: (cell: Cell) => number;
  households?: HouseholdsInput | undefined;
  seed: Key;
  /** Only how many people and ties there are and what is doubtful in them: most ties are counted, margins aren't judged. */
  counted?: boolean | undefined;
}

/** How households are made of kinds of persons. */
export interface HouseholdsInput {
  network: Network;
  /** The rank is a column, too. */
  rank: string | undefined;
  sizeOf: ((cell: Cell) => number) | undefined;
  mayLead: (cell: Cell) => boolean;
}

/**
 * The origin pool from margins that describe those who left: margins made to agree, the emigrants' table by iterative
 * proportional fitting from a seed of ones (the table of greatest entropy), or from weighted people, each cell divided by its relative departure
 * rate, whole agents, communities, ties.
 * @throws DiagnosticError with the margin and its place when margins can't be understood or can't hold together
 */
export function synthesise(input: SynthesisInput): Population {
  const { files, agents, seed } = input;
  const read = readMargins(files.population, files.margins, input.study, files.people);
  const { variables } = read;
  const shape = shapeOf(variables.map(v => v.categories.length));
  const seedTable = read.weights ?? new Float64Array(shape.cells).fill(1);
  const { shares, used, warnings } = agree(read, shape, (some, margins) =>
    fitEmigrants(some, margins, shape, seedTable),
  );
  const margins = tableMargins(shares, used, shape);
  const emigrants = fitEmigrants(shares, margins, shape, seedTable);
  const at = positionOf(files.population, ['relative_departure']);
  const rates = departureRates(shape, variables, emigrants, input.relativeDeparture, at);
  const pool = sourcePopulationOf(emigrants, rates, agents);
  const counts = roundTable(shape, pool, agents, margins, axis => gridStart(seed, variables[axis].name));
  const storage = orderAgents(agents, input.communitySize, seed);
  const columns = new Map(variables.map((v, axis) => [v.name, columnOf(shape, axis, counts, storage)]));
  return {
    ...settled(storage, variables, columns, input),
    margins: input.counted ? [] : marginFits(shares, used, { shape, emigrants, counts, rates }),
    warnings: [...warnings, ...vanished(shares, { shape, pool, counts }, input.personsPerAgent)],
  };
}

/** People of whom nothing is known but their ties, for models without margins. */
export function plainPopulation(input: {
  agents: number;
  networks: readonly Network[];
  tieLists?: readonly TieList[];
  communitySize: number;
  households?: HouseholdsInput | undefined;
  seed: Key;
  counted?: boolean | undefined;
}): Population {
  const storage = orderAgents(input.agents, input.communitySize, input.seed);
  return { ...settled(storage, [], new Map(), input), margins: [], warnings: [] };
}

function settled(
  storage: AgentOrder,
  variables: readonly Variable[],
  columns: ReadonlyMap<string, Uint8Array>,
  {
    networks,
    tieLists,
    households,
    seed,
    counted,
  }: Pick<SynthesisInput, 'networks' | 'tieLists' | 'households' | 'seed' | 'counted'>,
): Pick<Population, 'agents' | 'ids' | 'columns' | 'ties'> {
  const agents = storage.ids.length;
  const ties = new Map<string, Ties>();
  const make = counted ? countTies : makeTies;
  for (const network of networks)
    if (network.shape !== 'reverse')
      ties.set(network.name, make(network, storage, variables, columns, seed, tieLists));
  for (const { name, of } of networks) if (of) ties.set(name, reversed(ties.get(of)!));
  if (!households) return { agents, ids: storage.ids, columns, ties };
  const { network, rank } = households;
  const made = householdsOf(households, storage, variables, columns, seed);
  return {
    agents,
    ids: storage.ids,
    columns: new Map([...columns, [HEAD, made.heads], ...(rank ? [[rank, made.ranks] as const] : [])]),
    ties: new Map([...ties, [network.name, made.ties]]),
  };
}

function householdsOf(
  { network, sizeOf, mayLead }: HouseholdsInput,
  storage: AgentOrder,
  variables: readonly Variable[],
  columns: ReadonlyMap<string, Uint8Array>,
  seed: Key,
): Households {
  const cell: Record<string, number> = {};
  const cellOf = (agent: number): Cell => {
    for (const { name } of variables) cell[name] = columns.get(name)![agent];
    return cell;
  };
  const kindIn = (name: string) => {
    const found = variables.find(variable => variable.name === name);
    const names = variables.map(variable => variable.name);
    if (found) return { size: found.categories.length, codes: columns.get(name)! };
    return throwDiagnostic({
      kind: 'unknown',
      message: `households \`${network.name}\`: \`${name}\` is no variable of the population`,
      at: network.at,
      expected: names.join(', ') || 'a population with variables',
      hint: didYouMean(name, names),
    });
  };
  const codeIn = (kinds: ReturnType<typeof kindIn>[]) => (agent: number) =>
    kinds.reduce((sum, { size, codes }) => sum * size + codes[agent], 0);
  const { alike, unlike } = network.composition!;
  return makeHouseholds({
    network,
    storage,
    sizeOf: sizeOf && (agent => sizeOf(cellOf(agent))),
    mayLead: agent => mayLead(cellOf(agent)),
    groupOf: codeIn(alike.map(kindIn)),
    kindOf: unlike.length ? codeIn(unlike.map(kindIn)) : undefined,
    seed,
  });
}

function fitEmigrants(
  shares: Shares,
  margins: readonly PopulationMargin[],
  shape: Shape,
  seed: Float64Array,
): Float64Array {
  const { cells, infeasibility } = fitTable(seed, margins);
  if (!infeasibility) return cells;
  const names = (cell: number) =>
    shares.variables.map((_, axis) => label(shares.variables, axis, codeAt(shape, cell, axis))).join(' + ');
  return throwDiagnostic(explainInfeasibility(infeasibility, margins, names));
}

/** Shift of the sampling grid for one variable; never so near 0 or 1 that rounding errors could cross it. */
function gridStart(seed: Key, variable: string): number {
  const [word] = wordsAt(streamKey(seed, POPULATION, `cells/${variable}`), 0, 0);
  return ((word >>> 8) + 0.5) * 2 ** -24;
}

/** Agents get ids cell by cell; a variable's codes in storage order. */
function columnOf(shape: Shape, axis: number, counts: Float64Array, { ids }: AgentOrder): Uint8Array {
  const byId = new Uint8Array(ids.length);
  let id = 0;
  for (let cell = 0; cell < counts.length; cell++) {
    byId.fill(codeAt(shape, cell, axis), id, id + counts[cell]);
    id += counts[cell];
  }
  const column = new Uint8Array(ids.length);
  for (let s = 0; s < ids.length; s++) column[s] = byId[ids[s]];
  release(byId);
  return column;
}
