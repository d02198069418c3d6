import { type Diagnostic, DiagnosticError, didYouMean } from '../core/diagnostics.ts';
import type { Study } from './study.ts';

/** Everybody. */
export const ALL = 'all';

/** The label of those who were asked an item and did not give its response: `item=no`. */
export const NOT = 'no';

/** Splits show a share only where at least this many drawn respondents answered: below, noise is all there is. */
export const LEAST_RESPONDENTS = 30;

export interface Subgroup {
  name: string;
  label: string;
}

/** `name=label`, or several of them with `and` between; undefined when the text isn't one (nor `all`). */
export function parseSubgroup(text: string): Subgroup[] | undefined {
  const parts = text.trim().split(/\s+and\s+/);
  const found = parts.map(part => /^([\w-]+)=([\w-]+)$/.exec(part));
  const subgroups = found.flatMap(one => (one ? [{ name: one[1], label: one[2] }] : []));
  return subgroups.length === parts.length ? subgroups : undefined;
}

/**
 * Check the subgroups that no item explains against what the model has: `labels` maps each name by which a model's
 * persons may be split (groups, one-of columns, flags) to its labels.
 * @throws DiagnosticError for each margin whose subgroup neither an item nor the model explains.
 */
export function checkSubgroups(study: Study, labels: ReadonlyMap<string, readonly string[]>): void {
  const items = new Set(study.items.map(item => item.id));
  const problems: Diagnostic[] = [];
  for (const { row, subgroup, at } of study.margins)
    for (const split of parseSubgroup(subgroup) ?? []) {
      if (items.has(split.name)) continue;
      const allowed = labels.get(split.name);
      if (!allowed) {
        const message = `the subgroup of \`${row}\` is neither an item nor a name of the model`;
        const hint = didYouMean(split.name, [...items, ...labels.keys()]);
        problems.push({ kind: 'unknown', message, at, found: split.name, hint });
      } else if (!allowed.includes(split.label)) {
        const message = `\`${split.name}\` has no label \`${split.label}\``;
        const hint = didYouMean(split.label, allowed);
        problems.push({ kind: 'unknown', message, at, found: subgroup, expected: allowed.join(', '), hint });
      }
    }
  if (problems.length) throw new DiagnosticError(problems);
}
