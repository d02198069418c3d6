import { didYouMean, throwDiagnostic } from '../../core/diagnostics.ts';
import type { Inputs } from '../../engine/program/run-types.ts';
import { FIXED, parsePrior } from '../../inference/problem/prior.ts';
import type { Parameter } from '../../inference/problem/prior-transform.ts';
import type { Model } from '../../model/model.ts';
import { populationParameters } from '../run/population-parameters.ts';

/**
 * The parameters that vary in a fit, in the model's order: those named, else all with `fit` yes, and with `fit` prior as ones that keep their prior, whose
 * value the scenario doesn't set. Throws a DiagnosticError when there is none, a name is unknown or has no prior, or a value shapes the people (also of one
 * that keeps its prior).
 */
export function fitParameters(
  inputs: Inputs,
  model: Model,
  { names, kept = false }: { names?: readonly string[]; kept?: boolean } = {},
): Parameter[] {
  const known = model.parameters.map(({ name }) => name);
  const people = populationParameters(inputs, model);
  const unknown = names?.find(name => !known.includes(name));
  if (unknown !== undefined)
    throwDiagnostic({
      kind: 'unknown',
      message: `unknown parameter \`${unknown}\``,
      expected: model.parameters.flatMap(({ name, fit }) => (fit ? name : [])).join(', '),
      hint: didYouMean(unknown, known),
    });
  const set = new Set(Object.keys(inputs.scenario.parameters));
  const chosen = model.parameters.filter(({ name, fit, priorOnly }) =>
    names ? names.includes(name) : (fit || (kept && priorOnly)) && !set.has(name),
  );
  if (!chosen.some(({ fit }) => names || fit))
    throwDiagnostic({
      kind: 'shape',
      message: 'there is no parameter to fit',
      at: { file: inputs.model.parameters.file, line: 1, column: 1 },
      expected: '`fit` yes and a prior for at least one row, or --parameters',
    });
  const asked = chosen.map(({ name, prior, low, high, priorOnly, at }) => {
    if (prior.trim() === FIXED)
      throwDiagnostic({
        kind: 'shape',
        message: `\`${name}\` has no prior`,
        at,
        found: `\`${FIXED}\``,
        expected: 'a prior like `uniform(0, 1)` or `normal(0, 1)`',
      });
    const keeps = !names && priorOnly;
    return { name, prior: parsePrior(prior, at), low, high, ...(keeps && { priorOnly: true }), at };
  });
  const shapes = model.parameters.find(
    one => people.has(one.name) && (chosen.includes(one) || one.priorOnly),
  );
  if (shapes)
    throwDiagnostic({
      kind: 'conflict',
      message: `\`${shapes.name}\` shapes the people and their ties, which stay the same through a fit`,
      at: shapes.at,
      hint: 'give it `fit` no, or leave it out of --parameters',
    });
  return asked;
}
