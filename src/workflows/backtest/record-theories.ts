import { basename, join } from 'node:path';
import { MAKER } from '../../core/maker.ts';
import { writePage } from '../../io/folder/page.ts';
import { disk } from '../../io/project/disk.ts';
import { projectOf } from '../../io/project/project.ts';
import { fitIdentity } from '../../project/fit-identity.ts';
import { weightsFile } from '../../project/read-theories.ts';
import type { Backtest } from './backtest.ts';

const rounded = (weight: number) => Math.round(weight * 1e4) / 1e4;

/** Write the weights of rival theories beside the posteriors, where runs find them; returns the file. Undefined: there are none. */
export function recordTheories(
  { inputs, origins, stacking }: Pick<Backtest, 'inputs' | 'origins' | 'stacking'>,
  scenarioFile: string,
): string | undefined {
  if (!stacking) return undefined;
  const { variant, theories, weights, figures, fittedAs } = stacking;
  const { name, model, study } = inputs.scenario;
  const folder = join(projectOf(scenarioFile), 'models', basename(model));
  const path = weightsFile(disk, folder, basename(study), variant);
  const record = {
    made_by: MAKER,
    study: basename(study),
    variant,
    model: fitIdentity(inputs),
    scenario: name,
    origins: origins.map(({ date }) => date),
    figures: figures.length,
    fitted_as: fittedAs,
    weights: Object.fromEntries(theories.map((theory, k) => [theory, rounded(weights[k])])),
  };
  writePage(path, `${JSON.stringify(record, undefined, 1)}\n`);
  return path;
}
