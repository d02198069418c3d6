import { type Node, reachable } from '../../language/graph.ts';
import type { Rule } from '../../model/model.ts';

/** Rules that are one function. With a guard they concern only agents that meet it, who are listed first. */
export interface Stage {
  rules: readonly Rule[];
  guard: Node | undefined;
}

/**
 * Values a function may hold. Few rules in one function load and store the same columns again and again; too many keep
 * more values alive than there are registers. 300 to 500 was fastest (docs/decisions/simd-backend.md).
 */
const BUDGET = 400;

/** Neighbouring rules put together up to the budget. */
export function stagesOf(rules: readonly Rule[], budget = BUDGET): Stage[] {
  const stages: { rules: Rule[]; guard: Node | undefined }[] = [];
  let held = new Set<Node>();
  for (const rule of rules) {
    const needed = reachable(rootsOf(rule));
    const size = held.size + needed.filter(node => !held.has(node)).length;
    const last = stages.at(-1);
    if (last && size <= budget) last.rules.push(rule);
    else {
      stages.push({ rules: [rule], guard: undefined });
      held = new Set();
    }
    for (const node of needed) held.add(node);
  }
  return stages;
}

export function rootsOf({ who, branches }: Rule): Node[] {
  return [who, ...branches.flatMap(({ when, writes }) => [when, ...writes.map(write => write.value)])];
}

/** Published columns that rules write, by what writes them first: nobody needs to copy those of dense stages. */
export function writtenBy({ branches }: Rule): number[] {
  return branches.flatMap(branch => branch.writes.map(write => write.column));
}
