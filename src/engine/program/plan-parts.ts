import type { Rule } from '../../model/model.ts';

/**
 * The plan in parts: after each but the last one a quota is served, children come, or members follow their heads, when all agents have
 * come so far.
 */
export function partsOf(plan: readonly Rule[]): Rule[][] {
  const parts: Rule[][] = [[]];
  for (const rule of plan) {
    parts.at(-1)!.push(rule);
    if (rule.quota || rule.births || rule.announces !== undefined) parts.push([]);
  }
  return parts;
}
