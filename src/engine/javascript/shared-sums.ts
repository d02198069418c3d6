import { type Node, reachable } from '../../language/graph.ts';
import { isTieSum, type TieSum } from '../../language/tie-sum.ts';
import type { Rule } from '../../model/model.ts';
import { STRETCH } from '../program/layout.ts';

/**
 * Sums over ties that a stretch of agents makes once, in one walk for each network, before the first rule: those that some rule needs
 * of everybody, of networks that two rules or more walk. Neighbours are seen as of last week, so that no rule between can change a
 * sum that needs nothing of the agent itself.
 */
export function sharedSums(plan: readonly Rule[]): TieSum[] {
  const walked = plan.map(rule => new Set(reachable(valuesOf(rule)).filter(isTieSum)));
  const networks = walked.map(sums => new Set([...sums].map(({ network }) => network)));
  const ofEverybody = reachable(plan.flatMap(neededOfEverybody)).filter(isTieSum);
  return ofEverybody.filter(
    sum => networks.filter(some => some.has(sum.network)).length > 1 && isOfNeighboursAlone(sum),
  );
}

/** Room for them: an array for each, by the agent's place in the stretch. */
export const roomFor = (sums: readonly TieSum[]) =>
  sums.map(({ machine }) => (machine === 'f32' ? new Float32Array(STRETCH) : new Int32Array(STRETCH)));

const valuesOf = ({ who, branches }: Rule): Node[] => [
  who,
  ...branches.flatMap(({ when, writes }) => [when, ...writes.map(({ value }) => value)]),
];

/** What a rule computes for each agent, whatever happens to it. */
function neededOfEverybody({ who, branches }: Rule): Node[] {
  if (!isAlways(who)) return [];
  return branches.flatMap(({ when, writes }) => (isAlways(when) ? writes.map(({ value }) => value) : [when]));
}

const isAlways = (node: Node) => node.op === 'constant' && Boolean(node.value);

const isOfNeighboursAlone = ({ args }: TieSum) =>
  reachable(args).every(node =>
    node.op === 'column'
      ? node.whose === 'neighbour'
      : !isTieSum(node) && node.op !== 'agent' && node.op !== 'choose' && node.op !== 'candidate',
  );
