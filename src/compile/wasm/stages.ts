import { type Node, reachable } from '../../language/graph.ts';
import type { Rule } from '../../model/model.ts';

/** Rules that are one function. With a guard they concern only agents that meet it, who are listed first. */
export interface Stage {
  rules: readonly Rule[];
  guard: Guard | undefined;
}

/** A condition that every agent meets for whom a rule does anything: any of these, of which all must hold. */
export type Guard = readonly (readonly Node[])[];

/**
 * Values a function may hold. Few rules in one function load and store the same columns again and again; too many keep
 * more values alive than there are registers. 300 to 500 was fastest (docs/decisions/simd-backend.md).
 */
const BUDGET = 400;

/** Neighbouring rules put together up to the budget; a rule that chooses stands alone, for the few whom it concerns. */
export function stagesOf(rules: readonly Rule[], budget = (globalThis as any).V?.budget ?? BUDGET): Stage[] {
  const stages: Stage[] = [];
  let open: { rules: Rule[]; values: Set<Node> } | undefined;
  for (const rule of rules) {
    const guard = (globalThis as any).V?.nolist ? undefined : guardOf(rule);
    if (guard) {
      stages.push({ rules: [rule], guard });
      open = undefined;
      continue;
    }
    const needed = reachable(rootsOf(rule));
    const size = (open?.values.size ?? 0) + needed.filter(node => !open?.values.has(node)).length;
    if (!open || size > budget) {
      open = { rules: [], values: new Set() };
      stages.push({ rules: open.rules, guard: undefined });
    }
    open.rules.push(rule);
    for (const node of needed) open.values.add(node);
  }
  return stages;
}

/** What must hold before a rule that chooses is worth its choice; undefined when that is nothing, or nothing is chosen. */
function guardOf({ who, branches }: Rule): Guard | undefined {
  const heavy = new Map<Node, boolean>();
  const isHeavy = (node: Node): boolean => {
    const known = heavy.get(node);
    if (known !== undefined) return known;
    const found = node.op === 'choose' || node.args.some(isHeavy);
    heavy.set(node, found);
    return found;
  };
  if (!branches.some(({ when, writes }) => isHeavy(when) || writes.some(write => isHeavy(write.value)))) return undefined;
  const guard = branches.map(({ when }) => [...terms(who), ...terms(when)].filter(term => !isHeavy(term)));
  return guard.every(all => all.length) ? guard : undefined;
}

/** The terms of a conjunction; none for what always holds. */
function terms(node: Node): Node[] {
  if (node.op === 'and') return node.args.flatMap(terms);
  return node.op === 'constant' && node.value ? [] : [node];
}

function rootsOf({ who, branches }: Rule): Node[] {
  return [who, ...branches.flatMap(({ when, writes }) => [when, ...writes.map(write => write.value)])];
}

/** Columns a rule writes. */
export function writtenBy({ branches }: Rule): number[] {
  return branches.flatMap(branch => branch.writes.map(write => write.column));
}
