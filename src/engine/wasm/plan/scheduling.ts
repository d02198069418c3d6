import { type Node, partsOf, reachable } from '../../../language/graph.ts';
import { isTieSum } from '../../../language/tie-sum.ts';
import type { Model, Rule } from '../../../model/model.ts';
import { partsOf as weekParts } from '../../program/plan-parts.ts';

/**
 * Rules in a row that concern only agents who meet all of `terms` (everybody, when there are none): no other agent meets
 * the `who` of any of them, and none can come to meet it, because the rules before don't concern it either.
 */
export interface StageGroup {
  terms: readonly Node[];
  steps: readonly Stage[];
}

/** Rules that are one function; or one heavy rule, for the few agents who come so far as to meet its guard. */
export interface Stage {
  rules: readonly Rule[];
  guard: Guard | undefined;
}

/** A condition that every agent meets for whom a rule does anything: any of these, of which all must hold. */
export type Guard = readonly (readonly Node[])[];

/**
 * Values a function may hold. Few rules in one function load and store the same columns again and again; too many keep
 * more values alive than there are registers (docs/decisions/0002-simd-backend.md).
 */
const BUDGET = 500;

/** Work, in values, that makes it worth listing first whom rules concern; a loop over ties counts as this many values. */
const WORTH_LISTING = 16;
const WORTH_NARROWING = 80;
const LOOP = 100;

/** Values a term may take to be looked at for everybody. */
const CHEAP = 24;

/** The parts of a week's plan, each in groups. */
export function groupedParts({ plan, lives }: Pick<Model, 'plan' | 'lives'>): StageGroup[][] {
  const usual = lives?.nodes.mortal ? undefined : lives?.nodes.alive;
  return weekParts(plan).map(rules => groupsOf(rules, usual));
}

/**
 * The plan in groups, in its order.
 * @param usual a term that nearly everybody meets, such as to be alive where nobody dies: it is looked at, but nobody is listed by it
 */
export function groupsOf(rules: readonly Rule[], usual?: Node): StageGroup[] {
  const runs: { terms: Node[]; rules: Rule[] }[] = [];
  for (const rule of rules) {
    const terms = termsOf(rule.who).filter(term => term !== usual && isCheap(term));
    const last = runs.at(-1);
    const shared = last?.terms.filter(term => terms.includes(term)) ?? [];
    if (last && (shared.length || (!terms.length && !last.terms.length))) {
      last.rules.push(rule);
      last.terms = shared;
    } else {
      runs.push({ terms, rules: [rule] });
    }
  }
  const groups: { terms: Node[]; rules: Rule[] }[] = [];
  for (const run of runs) {
    const last = groups.at(-1);
    const isForAll = last && !last.terms.length;
    const listed =
      weightOf(run.rules) < WORTH_LISTING || (isForAll && sharesTies(last.rules, run.rules)) ? [] : run.terms;
    if (isForAll && !listed.length) last.rules.push(...run.rules);
    else groups.push({ terms: listed, rules: [...run.rules] });
  }
  return groups.map(group => ({ terms: group.terms, steps: stepsOf(group.rules, group.terms) }));
}

function weightOf(rules: readonly Rule[]): number {
  const values = valuesOf(rules);
  return values.length + LOOP * values.filter(isTieSum).length;
}

/** Rules that walk the ties of a network together need only one loop for it. */
function sharesTies(some: readonly Rule[], others: readonly Rule[]): boolean {
  const [a, b] = [some, others].map(rules =>
    valuesOf(rules).flatMap(node => (isTieSum(node) ? [node.network] : [])),
  );
  return a.some(network => b.includes(network));
}

/** Neighbouring rules put together up to the budget; heavy rules have a function of their own. `known`: terms that all agents here meet. */
export function stepsOf(rules: readonly Rule[], known: readonly Node[] = []): Stage[] {
  const steps: Stage[] = [];
  let open: Rule[] | undefined;
  for (const rule of rules) {
    const guard = guardOf(rule) ?? narrower(rule, known);
    if (guard) {
      steps.push({ rules: [rule], guard });
      open = undefined;
    } else if (open && valuesOf([...open, rule]).length <= BUDGET) {
      open.push(rule);
    } else {
      open = [rule];
      steps.push({ rules: open, guard: undefined });
    }
  }
  return steps;
}

/** What must hold before a rule that chooses is worth its choice; undefined when that is nothing, or nothing is chosen. */
function guardOf({ who, branches }: Rule): Guard | undefined {
  if (!branches.some(({ when, writes }) => chooses(when) || writes.some(write => chooses(write.value))))
    return undefined;
  const guard = branches.map(({ when }) =>
    [...termsOf(who), ...termsOf(when)].filter(term => !chooses(term)),
  );
  return guard.every(all => all.length) ? guard : undefined;
}

/** A rule with much to compute, and with further terms that few may meet. */
function narrower(rule: Rule, known: readonly Node[]): Guard | undefined {
  const terms = termsOf(rule.who).filter(term => isCheap(term) && !known.includes(term));
  return known.length && terms.length && weightOf([rule]) >= WORTH_NARROWING ? [terms] : undefined;
}

/** Whoever meets a condition, as a guard: alternatives that say less than another one does are left out. */
export function guardFor(condition: Node): Guard {
  const alternatives = partsOf(condition, 'or').map(termsOf);
  return alternatives.filter(
    (all, k) =>
      !alternatives.some(
        (some, other) =>
          other !== k && some.every(term => all.includes(term)) && (some.length < all.length || other < k),
      ),
  );
}

const chooses = (node: Node) => reachable([node]).some(({ op }) => op === 'choose');

function isCheap(term: Node): boolean {
  const needed = reachable([term]);
  return (
    needed.length <= CHEAP && !needed.some(one => isTieSum(one) || one.op === 'choose' || one.op === 'key')
  );
}

/** The terms of a conjunction; none for what always holds. */
function termsOf(node: Node): Node[] {
  return partsOf(node, 'and').filter(part => part.op !== 'constant' || !part.value);
}

/** What rules compute for each agent. */
const valuesOf = (rules: readonly Rule[]) => reachable(rules.flatMap(resultsOf)).filter(node => node.depends);

export function rootsOf(rule: Rule): Node[] {
  const looks = [rule, ...rule.branches].flatMap(({ checks }) => checks.map(({ bad }) => bad));
  return [...resultsOf(rule), ...looks];
}

const resultsOf = ({ who, branches }: Rule): Node[] => [
  who,
  ...branches.flatMap(({ when, writes }) => [when, ...writes.map(write => write.value)]),
];

/** Columns that the terms of a guard read. */
export function readBy(terms: readonly Node[]): number[] {
  return reachable(terms).flatMap(node => (node.op === 'column' ? [node.column] : []));
}

/** Columns a rule writes. */
export function writtenBy({ branches }: Rule): number[] {
  return branches.flatMap(branch => branch.writes.map(write => write.column));
}
