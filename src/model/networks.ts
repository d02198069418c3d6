import { didYouMean, throwDiagnostic } from '../core/diagnostics.ts';
import { checkShape, type Document, positionOf, textOf } from '../core/located-document.ts';
import type { Composition } from './households.ts';
import type { Parameter } from './model.ts';
import type { Network } from './network.ts';
import { networksSchema } from './networks-schema.ts';

/** Agents in one community when networks.yaml doesn't say. */
const COMMUNITY_SIZE = 150;

/** What of a network each shape reads, beside its degree. */
const READS = {
  spread: ['homophily', 'distance', 'triadic', 'elsewhere'],
  clique: ['homophily', 'distance', 'elsewhere'],
  random: ['directed'],
  ring: [],
  'scale-free': ['exponent', 'directed'],
  'small-world': ['rewired', 'directed'],
  spatial: [],
} as const satisfies Record<
  Exclude<Network['shape'], 'slots' | 'list' | 'reverse' | 'household'>,
  readonly string[]
>;

/** Keys that some shapes read. */
const SOME_READ = [
  'homophily',
  'distance',
  'triadic',
  'elsewhere',
  'exponent',
  'rewired',
  'directed',
] as const;

const MOST_EXPONENT = 100;

/** Shapes that read a key, each in backquotes. */
const shapesWith = (key: string): string =>
  Object.entries(READS)
    .flatMap(([shape, keys]) => ((keys as readonly string[]).includes(key) ? `\`${shape}\`` : []))
    .join(' or ');

const directedNames = (name: string, known: readonly string[]) => ({
  hint: didYouMean(name, known),
  expected: known.join(', ') || 'a network with `directed: true`',
});

/**
 * networks.yaml with the names of parameters replaced by their values.
 * @param known a model's networks: those that its scenario leaves out are left out
 */
export function readNetworks(
  document: Document | undefined,
  parameters: readonly Parameter[],
  known?: readonly Pick<Network, 'name'>[],
): { networks: Network[]; communitySize: number } {
  if (!document) return { networks: [], communitySize: COMMUNITY_SIZE };
  const shape = checkShape(document, networksSchema);
  const amount = (given: number | string | undefined, ...path: PropertyKey[]): number => {
    if (given === undefined) return 0;
    if (typeof given === 'number') return given;
    const found = parameters.find(p => p.name === given);
    return (
      found?.value ??
      throwDiagnostic({
        kind: 'unknown',
        message: `unknown parameter \`${given}\``,
        at: positionOf(document, path),
        hint: didYouMean(
          given,
          parameters.map(p => p.name),
        ),
      })
    );
  };
  const share = (given: number | string | undefined, ...path: PropertyKey[]): number => {
    const value = amount(given, ...path);
    if (value >= 0 && value <= 1) return value;
    return throwDiagnostic({
      kind: 'value',
      message: `\`${String(path.at(-1))}\` is a share`,
      at: positionOf(document, path),
      found: String(value),
      expected: '0 to 1',
    });
  };
  const sizeOf = (given: number | string): number => {
    const path = ['communities', 'size'];
    const value = amount(given, ...path);
    if (value >= 1 && Number.isFinite(value)) return value;
    return throwDiagnostic({
      kind: 'value',
      message: 'a community has at least one agent',
      at: positionOf(document, path),
      found: String(value),
    });
  };
  const isDirected = (other: string) => {
    const given = Object.hasOwn(shape.networks, other) ? shape.networks[other] : undefined;
    return given !== undefined && 'directed' in given && given.directed === true;
  };
  const there = Object.entries(shape.networks).filter(
    ([name]) => known?.some(one => one.name === name) ?? true,
  );
  const networks = there.map(([name, given]): Network => {
    const path = ['networks', name];
    const plain = {
      ...{ name, degree: 0, homophily: new Map(), triadic: 0, elsewhere: 0 },
      ...{ text: given.text ?? '', at: positionOf(document, path) },
    };
    const weights = 'weight' in given &&
      given.weight && {
        weight: { initial: amount(given.weight.initial ?? 1, ...path, 'weight', 'initial') },
      };
    if (given.shape === 'list')
      return { ...plain, shape: 'list', ...(given.directed && { directed: true }), ...weights };
    if (given.shape === 'reverse') {
      if (!isDirected(given.of))
        throwDiagnostic({
          kind: 'unknown',
          message: `\`${given.of}\` is no directed network`,
          at: positionOf(document, [...path, 'of']),
          ...directedNames(given.of, Object.keys(shape.networks).filter(isDirected)),
        });
      return { ...plain, shape: 'reverse', of: given.of };
    }
    if (given.shape === 'slots') return { ...plain, shape: 'slots', degree: given.slots };
    if (given.shape === 'household') {
      const sizes = Object.entries(given.sizes ?? {}).map(
        ([persons, own]) => [Number(persons), share(own, ...path, 'sizes', persons)] as const,
      );
      const composition = compositionOf(document, path, given, sizes);
      return { ...plain, shape: 'household', degree: (given.most ?? 1) - 1, composition };
    }
    for (const key of SOME_READ)
      if (given[key] !== undefined && !(READS[given.shape] as readonly string[]).includes(key))
        throwDiagnostic({
          kind: 'conflict',
          message: `a network of shape \`${given.shape}\` has no \`${key}\``,
          at: positionOf(document, [...path, key]),
          expected: READS[given.shape].join(', ') || undefined,
          hint: `leave it out, or choose the shape ${shapesWith(key)}`,
        });
    const weighed = (key: 'homophily' | 'distance') =>
      new Map(
        Object.entries(given[key] ?? {}).map(
          ([variable, weight]) => [variable, amount(weight, ...path, key, variable)] as const,
        ),
      );
    const exponent = given.exponent === undefined ? undefined : amount(given.exponent, ...path, 'exponent');
    if (exponent !== undefined && !(exponent > 2 && exponent <= MOST_EXPONENT))
      throwDiagnostic({
        kind: 'value',
        message: 'the mean number of ties has no limit with this `exponent`',
        at: positionOf(document, [...path, 'exponent']),
        found: String(exponent),
        expected: `above 2, up to ${MOST_EXPONENT}`,
      });
    return {
      ...plain,
      ...weights,
      shape: given.shape,
      degree: amount(given.degree, ...path, 'degree'),
      homophily: weighed('homophily'),
      ...(given.distance && { distance: weighed('distance') }),
      ...(given.directed && { directed: true }),
      ...(exponent !== undefined && { exponent }),
      ...(given.rewired !== undefined && { rewired: share(given.rewired, ...path, 'rewired') }),
      triadic: share(given.triadic, ...path, 'triadic'),
      elsewhere: share(given.elsewhere, ...path, 'elsewhere'),
    };
  });
  return {
    networks,
    communitySize: shape.communities ? sizeOf(shape.communities.size) : COMMUNITY_SIZE,
  };
}

function compositionOf(
  document: Document,
  path: readonly PropertyKey[],
  given: {
    size?: unknown;
    head?: unknown;
    sizes?: object;
    alike?: readonly string[];
    unlike?: readonly string[];
    most?: number;
  },
  sizes: Composition['sizes'],
): Composition {
  const refuse = (message: string, found: string | undefined, expected: string, ...key: PropertyKey[]) =>
    throwDiagnostic({ kind: 'value', message, at: positionOf(document, [...path, ...key]), found, expected });
  if ((given.size === undefined) === (given.sizes === undefined))
    refuse(
      'households have sizes',
      given.size === undefined ? 'none' : 'both `size` and `sizes`',
      '`size`, by kinds of persons, or `sizes`, shares of households',
    );
  const sum = sizes.reduce((total, [, share]) => total + share, 0);
  if (given.sizes && Math.abs(sum - 1) > 1e-6)
    refuse('shares of households add up to 1', String(sum), '1', 'sizes');
  const text = (key: 'size' | 'head') =>
    given[key] === undefined ? undefined : textOf(document, ...path, key);
  return {
    size: text('size'),
    sizes,
    head: text('head'),
    alike: given.alike ?? [],
    unlike: given.unlike ?? [],
    grows: given.most !== undefined,
  };
}
