import type { Csv } from '../core/located-document.ts';
import type { PosteriorDraws } from '../engine/program/run-types.ts';
import { parsePrior } from '../inference/problem/prior.ts';
import { spreadOverPriors } from '../inference/problem/prior-sample.ts';
import { priorTransformOf } from '../inference/problem/prior-transform.ts';
import { readParameters } from '../model/data.ts';

/**
 * Draws of a posterior, each with values of the parameters that no figure tells (`fit` is `prior`) from their priors: what isn't
 * known of them is in the bands of every projection. Each is spread evenly over its prior and independent of all others
 * (a Latin hypercube); its values depend on its name, its prior and the number of draws alone.
 * @param csv the model's parameters.csv
 */
export function withPriorDraws(posterior: PosteriorDraws, csv: Csv): PosteriorDraws {
  const untold = readParameters(csv).filter(
    ({ name, priorOnly }) => priorOnly && !posterior.names.includes(name),
  );
  const parameters = untold.map(one => ({ ...one, prior: parsePrior(one.prior, one.at) }));
  const columns = spreadOverPriors(parameters, posterior.values.length);
  const { file, sources, weights, under, warnings } = posterior;
  let priorSd: readonly number[] | undefined;
  return {
    file,
    sources,
    names: [...posterior.names, ...untold.map(({ name }) => name)],
    values: posterior.values.map((own, row) => [...own, ...columns.map(column => column[row])]),
    // Takes a tenth of a second, and who looks at a scenario and runs nothing doesn't ask for it.
    get priorSd() {
      priorSd ??= [...posterior.priorSd, ...parameters.map(one => priorTransformOf(one).sd)];
      return priorSd;
    },
    weights,
    ...(under && { under }),
    ...(warnings && { warnings }),
  };
}
