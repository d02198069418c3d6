import type { z } from 'zod';
import type { Problem } from '../problem.ts';
import type { Rule } from './model.ts';
import type { modelSchema } from './schema.ts';

/** Rules that act in no week of any scenario: neither the plan nor a variant names them. */
export function unplannedRules(
  rules: readonly Rule[],
  { plan, variants = {} }: z.infer<typeof modelSchema>,
): Problem[] {
  const planned = new Set([
    ...plan,
    ...Object.values(variants).flatMap(options => Object.values(options).flat()),
  ]);
  return rules
    .filter(({ id }) => !planned.has(id))
    .map(({ id, at }) => ({
      kind: 'unknown',
      message: `rule \`${id}\` never acts: no plan names it`,
      at,
      hint: 'name it in `plan` or in an option of `variants` of model.yaml, or remove it',
    }));
}
