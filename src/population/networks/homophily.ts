import { didYouMean, throwDiagnostic } from '../../core/diagnostics.ts';
import { decimal } from '../../core/located-document.ts';
import { numbers } from '../../core/math/arithmetic.ts';
import { exp } from '../../core/math/exponential.ts';
import type { Network } from '../../model/network.ts';
import { codeAt, type Shape, shapeOf } from '../fit/table.ts';
import type { Variable } from '../margins/margins.ts';

/** How much likelier ties between like agents are. */
export interface Homophily {
  /** By agent, in storage order: a number for its categories in all variables of homophily, its kind. */
  kinds: Uint32Array;
  /** Categories of these variables. */
  shape: Shape;
  /** By variable [category x category]: a tie between two is so likely, compared to two who don't differ (e^-weight). */
  penalties: readonly Float64Array[];
  /** [kind x kind]: affinities, when there are not too many. */
  affinities: Float64Array | undefined;
}

/** Up to this many kinds, affinities are looked up. */
const MOST_KINDS = 1024;

/**
 * @throws DiagnosticError when a network likens agents by a variable that the population lacks, or by a negative weight
 */
export function homophilyOf(
  network: Network,
  variables: readonly Variable[],
  columns: ReadonlyMap<string, Uint8Array>,
  agents: number,
): Homophily {
  const { homophily: likeness, distance = new Map<string, number>() } = network;
  const weights = [...likeness, ...distance];
  const kinds = new Uint32Array(agents);
  const sizes: number[] = [];
  const penalties = weights.map(([name, weight], k) => {
    const variable = variables.find(other => other.name === name);
    const column = columns.get(name);
    if (!variable || !column) return refuseVariable(network, name, variables);
    const size = variable.categories.length;
    sizes.push(size);
    for (let s = 0; s < agents; s++) kinds[s] = kinds[s] * size + column[s];
    const isDistance = k >= likeness.size;
    if (!(weight >= 0)) refuseWeight(network, name, weight, isDistance ? 'distance' : 'homophily');
    const numbersOf = isDistance ? positionsOf(network, variable) : undefined;
    const unequal = exp(numbers, Math.fround(-weight));
    return Float64Array.from({ length: size * size }, (_, pair) => {
      const [a, b] = [Math.floor(pair / size), pair % size];
      if (a === b) return 1;
      if (!numbersOf) return unequal;
      return exp(numbers, Math.fround(-weight * Math.abs(numbersOf[a] - numbersOf[b])));
    });
  });
  const homophily: Homophily = { kinds, shape: shapeOf(sizes), penalties, affinities: undefined };
  const { cells } = homophily.shape;
  if (cells > MOST_KINDS) return homophily;
  const affinities = new Float64Array(cells * cells);
  for (let a = 0; a < cells; a++)
    for (let b = 0; b < cells; b++) affinities[a * cells + b] = affinity(homophily, a, b);
  return { ...homophily, affinities };
}

/** How likely a tie between agents of two kinds is, compared to two of one kind; 0-1. */
export function affinity({ shape, penalties, affinities }: Homophily, one: number, other: number): number {
  if (affinities) return affinities[one * shape.cells + other];
  let product = 1;
  for (let v = 0; v < penalties.length; v++) {
    const [a, b] = [codeAt(shape, one, v), codeAt(shape, other, v)];
    if (a !== b) product *= penalties[v][a * Math.sqrt(penalties[v].length) + b];
  }
  return product;
}

/** The numbers that a variable's categories are. */
function positionsOf({ name: network }: Network, { name, categories }: Variable): readonly number[] {
  return categories.map(category => {
    const number = decimal(category);
    if (Number.isFinite(number)) return number;
    return throwDiagnostic({
      kind: 'value',
      message: `network \`${network}\`: categories of \`${name}\` have no distance`,
      found: `\`${category}\``,
      expected: 'a variable of which all categories are numbers',
    });
  });
}

function refuseVariable({ name: network }: Network, name: string, variables: readonly Variable[]): never {
  const names = variables.map(v => v.name);
  return throwDiagnostic({
    kind: 'unknown',
    message: `network \`${network}\`: \`${name}\` is no variable of the population`,
    expected: names.join(', ') || 'a population with variables',
    hint: didYouMean(name, names),
  });
}

function refuseWeight({ name: network }: Network, name: string, weight: number, key: string): never {
  return throwDiagnostic({
    kind: 'value',
    message: `network \`${network}\`: the weight of \`${name}\` in ${key} must be 0 or more`,
    found: String(weight),
  });
}
