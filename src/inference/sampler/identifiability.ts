import type { ParameterSummary } from './summary.ts';

/** What a report says beside the table of parameters. */
export interface Identifiability {
  /** Parameters that the figures leave where the prior had them, widest first. */
  unmoved: string[];
  /** Pairs whose draws go together, strongest first: the figures tell a combination of them, not each. */
  together: { first: string; second: string; correlation: number }[];
}

const LEAST_CORRELATION = 0.5;

/** Which parameters the figures leave where the prior had them, and which they only know in combination. */
export function identifiabilityOf(
  summaries: readonly Pick<ParameterSummary, 'name' | 'shrinkage' | 'moved'>[],
  correlations: readonly (readonly number[])[],
): Identifiability {
  const unmoved = summaries
    .filter(({ moved }) => !moved)
    .sort((a, b) => a.shrinkage - b.shrinkage)
    .map(({ name }) => name);
  const together = summaries
    .flatMap(({ name: first }, i) =>
      summaries.slice(i + 1).map(({ name: second }, k) => {
        const correlation = correlations[i][i + 1 + k];
        return { first, second, correlation };
      }),
    )
    .filter(({ correlation }) => Math.abs(correlation) > LEAST_CORRELATION)
    .sort((a, b) => Math.abs(b.correlation) - Math.abs(a.correlation));
  return { unmoved, together };
}
