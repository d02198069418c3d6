import type { z } from 'zod';
import { didYouMean, type Position, throwDiagnostic } from '../core/diagnostics.ts';
import { type Document, positionOf } from '../core/located-document.ts';
import { refuseDoubles } from './data.ts';
import type { Model, Rule } from './model.ts';
import type { modelSchema } from './schema.ts';

/** The plan without rules that only give first values. */
export const shownRules = ({ plan }: Pick<Model, 'plan'>): Rule[] => plan.filter(({ hidden }) => !hidden);

/** The plan's rule ids with the chosen variants put in the place of the first (default) ones. */
export function planOf(
  shape: z.infer<typeof modelSchema>,
  document: Document,
  choose: Readonly<Record<string, string>>,
): { id: string; at: Position }[] {
  let plan = shape.plan.map((id, k) => ({ id, at: positionOf(document, ['plan', k]) }));
  for (const [variant, options] of Object.entries(shape.variants ?? {})) {
    const usual = Object.values(options)[0];
    const wanted = choose[variant] === undefined ? usual : options[choose[variant]];
    if (!wanted)
      throwDiagnostic({
        kind: 'unknown',
        message: `unknown option \`${choose[variant]}\` of variant \`${variant}\``,
        expected: Object.keys(options).join(', '),
        hint: didYouMean(choose[variant], Object.keys(options)),
      });
    const first = plan.findIndex(({ id }) => usual.includes(id));
    if (first < 0)
      throwDiagnostic({
        kind: 'unknown',
        message: `the plan has none of variant \`${variant}\`'s first rules`,
        at: positionOf(document, ['variants', variant]),
        expected: usual.join(', '),
      });
    const { at } = plan[first];
    const others = plan.filter(({ id }) => !usual.includes(id));
    plan = [...others.slice(0, first), ...wanted.map(id => ({ id, at })), ...others.slice(first)];
  }
  refuseDoubles(
    plan.map(({ id, at }) => ({ name: id, at })),
    'planned rule',
  );
  return plan;
}

/** The rules of the plan, but for mechanisms that are switched off, each with the parts that it has in a week. */
export function plannedRules(
  rules: readonly Rule[],
  plan: readonly { id: string; at: Position }[],
  without: readonly string[],
): Rule[] {
  const ids = rules.map(({ id }) => id);
  const all = plan.map(
    ({ id, at }) =>
      rules.find(rule => rule.id === id) ??
      throwDiagnostic({ kind: 'unknown', message: `unknown rule \`${id}\``, at, hint: didYouMean(id, ids) }),
  );
  return all
    .filter(({ mechanism }) => !without.includes(mechanism))
    .flatMap(rule => [
      ...(rule.asks ? [rule.asks] : []),
      rule,
      ...(rule.born ?? []),
      ...(rule.follow ? [rule.follow] : []),
    ]);
}
