import { CANDIDATE, type Node, type NodeOf, partsOf, reachable } from '../../../language/graph.ts';
import type { Model } from '../../../model/model.ts';
import type { BackendName } from '../../program/run-types.ts';
import { keepWeights } from './kept-weights.ts';

/** Of those whom a rule with a chance concerns, how many it happens to in a step: for an estimate only. */
const SELDOM = 0.05;
/** What a candidate costs beside its condition and utility, in values: an exponential, sums, the search. Measured: 100 000 agents, gravity. */
const VALUES_PER_CANDIDATE = 60;

/**
 * How many values of the graph the rules compute for an agent in a step: each once, and what a choice weighs as often as it has candidates,
 * unless agents share it. What a rule writes by chance is computed for those to whom it happens.
 */
export function valuesPerAgent(model: Model, backend: BackendName): number {
  const branches = model.plan.flatMap(rule =>
    rule.branches.map(({ when, writes }) => ({
      conditions: [rule.who, ...partsOf(when, 'and').filter(part => !asksForCandidate(part))],
      isSure: partsOf(when, 'and').every(part => part.op === 'constant' || asksForCandidate(part)),
      writes: writes.map(({ value }) => value),
    })),
  );
  const always = new Set(
    reachable(
      branches.flatMap(({ conditions, isSure, writes }) => [...conditions, ...(isSure ? writes : [])]),
    ),
  );
  const all = reachable([...always, ...branches.flatMap(({ writes }) => writes)]);
  const choices = all.filter(node => node.op === 'choose');
  return choices.reduce(
    (sum, choice) => sum + valuesOf(model, choice, backend) * (always.has(choice) ? 1 : SELDOM),
    all.length,
  );
}

/** Whether a choice had a candidate: known when it is made, for those to whom the rest of the condition lets the rule happen. */
const asksForCandidate = ({ op, args }: Node) => op === 'ile' && args[1].op === 'choose';

function valuesOf(model: Model, choice: NodeOf<'choose'>, backend: BackendName): number {
  const { candidates, equal, args } = choice;
  if (backend === 'wasm' && keepWeights(model, choice, () => 0))
    return VALUES_PER_CANDIDATE * (32 - Math.clz32(candidates - 1));
  const each = reachable(equal ? [args[0]] : [args[0], args[1]]).filter(({ depends }) => depends & CANDIDATE);
  return candidates * (each.length + (equal ? 0 : VALUES_PER_CANDIDATE));
}
