import { didYouMean, throwDiagnostic } from '../core/diagnostics.ts';
import { checkShape, type Document, positionOf } from '../core/located-document.ts';
import type { Network, Parameter } from './model.ts';
import { networksSchema } from './schema.ts';

/** Agents in one community when networks.yaml doesn't say. */
const COMMUNITY_SIZE = 150;

/** What of a network each shape reads, beside its degree. */
const READS = {
  spread: ['homophily', 'triadic', 'elsewhere'],
  clique: ['homophily', 'elsewhere'],
  random: [],
  ring: [],
} as const satisfies Record<Exclude<Network['shape'], 'slots'>, readonly string[]>;

/** networks.yaml with the names of parameters replaced by their values. */
export function readNetworks(
  document: Document | undefined,
  parameters: readonly Parameter[],
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
  const networks = Object.entries(shape.networks).map(([name, given]): Network => {
    const path = ['networks', name];
    if (given.shape === 'slots')
      return {
        name,
        shape: 'slots',
        degree: given.slots,
        homophily: new Map(),
        triadic: 0,
        elsewhere: 0,
        text: given.text ?? '',
        at: positionOf(document, path),
      };
    for (const key of ['homophily', 'triadic', 'elsewhere'] as const)
      if (given[key] !== undefined && !(READS[given.shape] as readonly string[]).includes(key))
        throwDiagnostic({
          kind: 'conflict',
          message: `a network of shape \`${given.shape}\` has no \`${key}\``,
          at: positionOf(document, [...path, key]),
          expected: READS[given.shape].join(', ') || undefined,
          hint: 'leave it out, or choose the shape `spread`',
        });
    const homophily = Object.entries(given.homophily ?? {}).map(
      ([variable, weight]) => [variable, amount(weight, ...path, 'homophily', variable)] as const,
    );
    return {
      name,
      shape: given.shape,
      degree: amount(given.degree, ...path, 'degree'),
      homophily: new Map(homophily),
      triadic: share(given.triadic, ...path, 'triadic'),
      elsewhere: share(given.elsewhere, ...path, 'elsewhere'),
      text: given.text ?? '',
      at: positionOf(document, path),
    };
  });
  return {
    networks,
    communitySize: shape.communities ? sizeOf(shape.communities.size) : COMMUNITY_SIZE,
  };
}
