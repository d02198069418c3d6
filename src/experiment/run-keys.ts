import { systematic } from '../inference/numbers/resampling.ts';
import { thinned } from '../inference/sampler/summary.ts';
import { fail } from '../problem.ts';
import type { Inputs, PosteriorDraws, RunKey } from '../run.ts';

/** How many runs a scenario on a posterior has: draws x seeds. */
export interface Design {
  draws: number;
  seeds: number;
}

/** Enough for a median and a band in seconds; a publication takes 200 x 5. */
export const DESIGN: Design = { draws: 10, seeds: 2 };

/** Whatever is not given is as `usual`; undefined without a posterior. */
export function designOf(
  { posterior }: Pick<Inputs, 'posterior'>,
  { draws, seeds }: Partial<Design> = {},
  usual = DESIGN,
): Design | undefined {
  if (!posterior) return undefined;
  // A short posterior has its draws used once; whoever asks for more is told.
  const all = posterior.values.length;
  if (draws !== undefined && draws > all)
    fail({
      kind: 'value',
      message: `the posterior has no ${draws} draws`,
      at: { file: posterior.file, line: 1, column: 1 },
      expected: `at most ${all}`,
    });
  return { draws: draws ?? Math.min(all, usual.draws), seeds: seeds ?? usual.seeds };
}

/**
 * The runs of a scenario. Without a posterior: its replicates. With one: each chosen draw with each seed. Run number
 * (index of the draw) x seeds + (index of the seed) + 1 addresses chance, so scenarios on the same posterior that are asked
 * for equally many share both draw and chance, run by run. Values that the scenario gives itself take the draw's place.
 */
export function runKeysOf(
  inputs: Pick<Inputs, 'scenario' | 'posterior'>,
  asked: Partial<Design> = {},
  usual = DESIGN,
): RunKey[] {
  const { scenario, posterior } = inputs;
  const numbered = (k: number) => ({ scenario: scenario.name, replicate: k + 1 });
  const design = designOf(inputs, asked, usual);
  if (!posterior || !design) return Array.from({ length: scenario.replicates }, (_, k) => numbered(k));
  return chosenDraws(posterior, design.draws).flatMap((row, index) => {
    const own = posterior.names.map((name, j) => [name, posterior.values[row][j]] as const);
    const parameters = Object.fromEntries(own.filter(([name]) => !Object.hasOwn(scenario.parameters, name)));
    return Array.from({ length: design.seeds }, (_, seed) => ({
      ...numbered(index * design.seeds + seed),
      draw: row + 1,
      parameters,
    }));
  });
}

/** The run of a number, for those who look into one. Without a posterior any number is one. */
export function runKeyAt(inputs: Inputs, replicate: number, asked: Partial<Design> = {}): RunKey {
  if (!inputs.posterior) return { scenario: inputs.scenario.name, replicate };
  const keys = runKeysOf(inputs, asked);
  return (
    keys[replicate - 1] ??
    fail({
      kind: 'value',
      message: `there is no run ${replicate}`,
      expected: `1 to ${keys.length}`,
      hint: 'runs are draws x seeds',
    })
  );
}

/** Rows of a posterior: spread evenly where each counts the same, else by weight; the same ones every time. */
export function chosenDraws({ weights }: Pick<PosteriorDraws, 'weights'>, count: number): number[] {
  const equal = weights.every(weight => weight === weights[0]);
  return equal ? thinned(weights.length, count) : [...systematic(weights, 0.5, count)];
}
