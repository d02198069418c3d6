import { z } from 'zod';
import { didYouMean, throwDiagnostic } from '../core/diagnostics.ts';
import { checkShape, type Document, positionOf, valuePosition } from '../core/located-document.ts';
import type { Inputs, PosteriorDraws, RivalTheories, RivalTheory } from '../engine/program/run-types.ts';
import type { ModelFiles } from '../model/model.ts';
import { variantsOf } from '../scenario/validate.ts';
import { shellWord } from '../text/shell-word.ts';
import { fitIdentity } from './fit-identity.ts';
import { chooseTheory, posteriorName } from './posterior-name.ts';
import { type ProjectFiles, readOneYaml } from './project-files.ts';
import { posteriorFiles, readPosteriorNamed } from './read-posterior.ts';

/** Weights that are written with few decimals add up to 1 within this. */
const ROUNDING = 0.01;

/** What `backtest --theories --record` writes beside the posteriors. */
const weightsSchema = z.looseObject({
  study: z.string(),
  variant: z.string().describe('of the model: its options are the theories'),
  weights: z.record(z.string(), z.number().min(0).max(1)).describe('by option; they add up to 1'),
  model: z.string().optional().describe('identity of the model and the figures that were fitted'),
  origins: z.array(z.string()).optional().describe('days from which was projected'),
  figures: z.int().min(1).optional().describe('figures never fitted that the weights rest on'),
  fitted_as: z.string().optional().describe('the theory on whose fit all of them ran'),
});

/** Options of a variant of a model. @throws DiagnosticError where it has no such variant */
export function theoryNames(model: Pick<ModelFiles, 'model'>, variant: string): readonly string[] {
  const variants = variantsOf(model);
  return (
    variants.get(variant) ??
    throwDiagnostic({
      kind: 'unknown',
      message: `the model has no variant \`${variant}\``,
      at: { file: model.model.file, line: 1, column: 1 },
      expected: [...variants.keys()].join(', ') || 'a model with `variants`',
      hint: didYouMean(variant, [...variants.keys()]),
    })
  );
}

/** Where a project keeps the weights of rival theories: beside the posteriors. */
export const weightsFile = (
  files: Pick<ProjectFiles, 'resolve'>,
  modelFolder: string,
  study: string,
  variant: string,
): string => files.resolve(modelFolder, `posteriors/${study}.${variant}.json`);

/**
 * The options of a variant as rival theories: their weights as a backtest found them, and of each the posterior that was fitted
 * under it. Problems, each with its place and what to do: no such variant, no weights, weights of other options, a theory
 * without a posterior of its own.
 * @param inputs those of the scenario, which has one of them
 */
export function readTheories(
  files: ProjectFiles,
  modelFolder: string,
  study: string,
  inputs: Inputs,
  variant: string,
): RivalTheories {
  const { scenario, model } = inputs;
  const names = theoryNames(model, variant);
  const path = weightsFile(files, modelFolder, study, variant);
  const scenarioFile = shellWord(scenario.files[0] ?? 'FILE');
  if (!files.exists(path))
    throwDiagnostic({
      kind: 'missing',
      message: `the theories of \`${variant}\` have no weights yet`,
      expected: files.displayName(path),
      hint: `\`rhizome backtest ${scenarioFile} --theories ${variant} --record\` finds and writes them`,
    });
  const document = readOneYaml(files, path);
  const said = checkShape(document, weightsSchema);
  const weights = weightsOf(document, said, { study, variant, names });
  const own = names.map((name, k): RivalTheory => {
    const choose = chooseTheory(scenario.choose, variant, names, name);
    const posterior =
      weights[k] > 0
        ? posteriorOf(files, modelFolder, study, { ...inputs, scenario: { ...scenario, choose } }, [
            variant,
            name,
          ])
        : undefined;
    return { name, weight: weights[k], choose, posterior };
  });
  const sources = new Map(own.flatMap(({ posterior }) => [...(posterior?.sources ?? [])]));
  if (document.sha256) sources.set(document.file, document.sha256);
  return { variant, options: own, file: document.file, sources, basis: basisOf(said, inputs) };
}

function weightsOf(
  document: Document,
  said: z.infer<typeof weightsSchema>,
  { study, variant, names }: { study: string; variant: string; names: readonly string[] },
): number[] {
  for (const [key, expected] of [['study', study] as const, ['variant', variant] as const])
    if (said[key] !== expected)
      throwDiagnostic({
        kind: 'conflict',
        message: `the weights belong to another ${key}`,
        at: valuePosition(document, [key]),
        found: said[key],
        expected,
      });
  const unknown = Object.keys(said.weights).find(name => !names.includes(name));
  if (unknown !== undefined)
    throwDiagnostic({
      kind: 'unknown',
      message: `\`${variant}\` has no option \`${unknown}\``,
      at: positionOf(document, ['weights', unknown]),
      expected: names.join(', '),
      hint: didYouMean(unknown, names),
    });
  const weights = names.map(name => said.weights[name] ?? 0);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (Math.abs(total - 1) > ROUNDING)
    throwDiagnostic({
      kind: 'value',
      message: 'the weights of the theories do not add up to 1',
      at: valuePosition(document, ['weights']),
      found: String(total),
    });
  return weights.map(weight => weight / total);
}

function posteriorOf(
  files: ProjectFiles,
  modelFolder: string,
  study: string,
  inputs: Inputs,
  [variant, name]: readonly [variant: string, name: string],
): PosteriorDraws {
  const file = posteriorName(study, inputs.model, inputs.scenario);
  const found = readPosteriorNamed(files, modelFolder, study, file, inputs);
  return (
    found ??
    throwDiagnostic({
      kind: 'missing',
      message: `the theory \`${name}\` has a weight but no posterior of its own`,
      expected: files.displayName(posteriorFiles(files, modelFolder, file).table),
      hint: `\`rhizome calibrate FILE --adopt\` makes it, FILE being a scenario that extends this one with \`choose: { ${variant}: ${name} }\``,
    })
  );
}

/** Where the weights come from, as a sentence goes on. */
function basisOf(
  { figures, origins, fitted_as: fittedAs, model }: z.infer<typeof weightsSchema>,
  inputs: Inputs,
): string {
  if (figures === undefined) return 'weights given by hand';
  const from = origins?.length ? ` later than ${origins.join(', ')}` : '';
  const on = fittedAs ? `, all on the fit of ${fittedAs}` : '';
  const stale =
    model && model !== fitIdentity(inputs) ? ', by an earlier version of the model or the figures' : '';
  return `weights by ${figures} ${figures === 1 ? 'figure' : 'figures'}${from}${on}${stale}`;
}
