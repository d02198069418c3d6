import { throwDiagnostic } from '../../core/diagnostics.ts';
import { apportion } from '../../core/math/apportion.ts';
import { systematic } from '../../core/random/resampling.ts';
import { openDraws, shuffled } from '../../core/random/sequential-draws.ts';
import type { Inputs, PosteriorDraws, RivalTheories, RunKey } from '../../engine/program/run-types.ts';
import { thinned } from '../../inference/sampler/summary.ts';
import { supportPoints } from '../../inference/sampler/support-points.ts';
import { checkProduct } from '../../scenario/counts.ts';

/** How many runs a scenario on a posterior has: draws x seeds. */
export interface Design {
  draws: number;
  seeds: number;
}

/** The largest number of a run: it is a word of the address of its draws. */
export const MOST_REPLICATES = 2 ** 32 - 1;

/** Enough for a median and a band in seconds; a publication takes 200 x 5. */
export const DESIGN: Design = { draws: 10, seeds: 2 };

/** Whatever is not given is as `usual`; undefined without a posterior. */
export function designOf(
  { posterior, theories }: Pick<Inputs, 'posterior' | 'theories'>,
  { draws, seeds }: Partial<Design> = {},
  usual = DESIGN,
): Design | undefined {
  if (!posterior) return undefined;
  // A short posterior has its draws used once; whoever asks for more is told.
  const each = theories?.options.map(({ posterior: own }) => own?.values.length ?? 0) ?? [
    posterior.values.length,
  ];
  const all = each.reduce((sum, length) => sum + length, 0);
  if (draws !== undefined && draws > all)
    throwDiagnostic({
      kind: 'value',
      message: `the posterior has no ${draws} draws`,
      at: { file: posterior.file, line: 1, column: 1 },
      expected: `at most ${all}`,
    });
  const design = { draws: draws ?? Math.min(all, usual.draws), seeds: seeds ?? usual.seeds };
  checkProduct('draws x seeds', [design.draws, design.seeds]);
  return design;
}

/**
 * The runs of a scenario. Without a posterior: its replicates. With one: each chosen draw with each seed. Run number
 * (index of the draw) x seeds + (index of the seed) + 1 addresses chance, so scenarios on the same posterior that are asked
 * for equally many share both draw and chance, run by run. Values that the scenario gives itself take the draw's place.
 */
export function runKeysOf(
  inputs: Pick<Inputs, 'scenario' | 'posterior' | 'theories'>,
  asked: Partial<Design> = {},
  usual = DESIGN,
): RunKey[] {
  const { scenario, posterior } = inputs;
  const numbered = (k: number) => ({ scenario: scenario.name, replicate: k + 1 });
  const design = designOf(inputs, asked, usual);
  if (!posterior || !design) return Array.from({ length: scenario.replicates }, (_, k) => numbered(k));
  return drawsOf(inputs, posterior, design.draws).flatMap(({ posterior, row, theory }, index) => {
    const own = posterior.names.map((name, j) => [name, posterior.values[row][j]] as const);
    const parameters = Object.fromEntries(own.filter(([name]) => !Object.hasOwn(scenario.parameters, name)));
    return Array.from({ length: design.seeds }, (_, seed) => ({
      ...numbered(index * design.seeds + seed),
      draw: row + 1,
      ...(theory !== undefined && { theory }),
      parameters,
    }));
  });
}

interface ChosenDraw {
  posterior: PosteriorDraws;
  row: number;
  theory?: string;
}

/** Draws of the posterior; of rival theories as many of each as its weight says, in an order that only the number of draws decides. */
function drawsOf(
  { theories }: Pick<Inputs, 'theories'>,
  posterior: PosteriorDraws,
  count: number,
): ChosenDraw[] {
  if (!theories) return chosenDraws(posterior, count).map(row => ({ posterior, row }));
  const counts = drawsByTheory(theories, count);
  const all = theories.options.flatMap(({ name, posterior: own }, k): ChosenDraw[] => {
    if (!own || counts[k] === 0) return [];
    if (counts[k] > own.values.length)
      throwDiagnostic({
        kind: 'value',
        message: `\`${name}\` has no ${counts[k]} draws`,
        at: { file: own.file, line: 1, column: 1 },
        expected: `at most ${own.values.length}`,
        hint: 'say fewer --draws',
      });
    return chosenDraws(own, counts[k]).map(row => ({ posterior: own, row, theory: name }));
  });
  const order = shuffled(count, openDraws('theories', theories.variant), 0);
  return Array.from(order, k => all[k]);
}

/** How many of some draws each theory has, in the order of the theories. */
export const drawsByTheory = ({ options }: RivalTheories, count: number): number[] =>
  apportion(
    options.map(({ weight }) => weight),
    count,
  );

/** The run of a number, for those who look into one. Without a posterior any number is one. */
export function runKeyAt(inputs: Inputs, replicate: number, asked: Partial<Design> = {}): RunKey {
  if (!inputs.posterior) return { scenario: inputs.scenario.name, replicate };
  const keys = runKeysOf(inputs, asked);
  return (
    keys[replicate - 1] ??
    throwDiagnostic({
      kind: 'value',
      message: `there is no run ${replicate}`,
      expected: `1 to ${keys.length}`,
      hint: 'runs are draws x seeds',
    })
  );
}

/** More draws than these are thinned before some are chosen among them. */
const MOST_CANDIDATES = 2000;

/**
 * Rows of a posterior, in its order, the same ones every time. Where each counts the same, those that together are spread
 * like all, distances being measured in the priors' standard deviations: what the figures left open counts most. Else by
 * weight.
 */
export function chosenDraws({ values, priorSd, weights }: PosteriorDraws, count: number): number[] {
  if (weights.some(weight => weight !== weights[0])) return [...systematic(weights, 0.5, count)];
  const candidates = thinned(values.length, Math.max(count, MOST_CANDIDATES));
  const points = candidates.map(row => values[row].map((value, j) => value / priorSd[j]));
  return supportPoints(points, count)
    .map(k => candidates[k])
    .sort((a, b) => a - b);
}
