import type { Rule } from '../../model/model.ts';

/** The plan in parts: after each but the last one a quota is served, or children come, when all agents have come so far. */
export function partsOf(plan: readonly Rule[]): Rule[][] {
  const parts: Rule[][] = [[]];
  for (const rule of plan) {
    parts.at(-1)!.push(rule);
    if (rule.quota || rule.births) parts.push([]);
  }
  return parts;
}
