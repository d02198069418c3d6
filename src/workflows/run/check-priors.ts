import { type Diagnostic, DiagnosticError } from '../../core/diagnostics.ts';
import type { Csv } from '../../core/located-document.ts';
import { FIXED, parsePrior } from '../../inference/problem/prior.ts';
import { priorTransformOf } from '../../inference/problem/prior-transform.ts';
import { readParameters } from '../../model/data.ts';

/**
 * Every prior of parameters.csv must be one, although only fits and sensitivity analyses draw from it. Returns a warning for each
 * parameter whose default its own prior can't give.
 * @throws DiagnosticError for each prior that can't be read, has no mass within the range, or is missing where `fit` is yes or prior
 */
export function checkPriors(csv: Csv): Diagnostic[] {
  const problems: Diagnostic[] = [];
  const warnings: Diagnostic[] = [];
  for (const { prior: text, ...parameter } of readParameters(csv)) {
    const { name, value, fit, priorOnly, at } = parameter;
    if (text.trim() === FIXED) {
      if (fit || priorOnly)
        problems.push({
          kind: 'shape',
          message: `\`${name}\` has \`fit\` ${fit ? 'yes' : 'prior'} and no prior`,
          at,
          found: `\`${FIXED}\``,
          expected: 'a prior like `uniform(0, 1)` or `normal(0, 1)`, or `fit` no',
        });
      continue;
    }
    try {
      const { logDensity } = priorTransformOf({ ...parameter, prior: parsePrior(text, at) });
      if (logDensity(value) === Number.NEGATIVE_INFINITY)
        warnings.push({
          kind: 'conflict',
          message: `the prior of \`${name}\` can't give its default`,
          at,
          found: `${value}, with ${text}`,
          hint: 'a fit starts from the prior, a run on defaults from the value: let the prior include it',
        });
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length) throw new DiagnosticError(problems);
  return warnings;
}
