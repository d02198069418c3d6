import { boundOf, needsExp } from '../../language/chance-bounds.ts';
import { type Graph, type Node, partsOf } from '../../language/graph.ts';
import type { Rule } from '../../model/model.ts';

/** Writes a node that needs no exponential; gives its JavaScript name. */
type Name = (node: Node) => string;

/**
 * When a rule with a chance surely does nothing for an agent: the draw is at least a bound of the chance that takes no
 * exponential. So most agents are done before the exponential, a chain of some twenty roundings one after the other. The draw is
 * addressed and the bound never too low, so that nothing changes. Undefined where there is nothing to save.
 */
export function surelyNothing(graph: Graph, { branches, checks }: Rule, name: Name): string | undefined {
  if (branches.length !== 1) return undefined;
  for (const part of partsOf(branches[0].when, 'and')) {
    if (part.op !== 'not' || part.args[0].op !== 'le') continue;
    const [chance, draw] = part.args[0].args;
    // The bound of a chance that is no number is none either, and no draw is at least that.
    const isLookedAt = ({ bad }: Rule['checks'][number]) =>
      bad.op === 'not' && bad.args[0].op === 'eq' && bad.args[0].args.every(arg => arg === chance);
    if (!needsExp(graph, chance) || needsExp(graph, draw) || !checks.every(isLookedAt)) continue;
    const most = boundOf(graph, chance, {
      exact: name,
      hazard: x => `mostOfHazard(${name(x)})`,
      logistic: x => `mostOfLogistic(${name(x)})`,
      either: (condition, yes, no) => `(${name(condition)} ? ${yes} : ${no})`,
    });
    if (most) return `${name(draw)} >= ${most}`;
  }
  return undefined;
}

/** Far more than the error of a chance in f32: relative, and as a number. */
const [SHARE, LEAST] = [1e-5, 1e-6];

/** At least 1 - e^x as computed in f32: e^x is at least 1 + x. */
export const mostOfHazard = (x: number): number => LEAST - x * (x < 0 ? 1 + SHARE : 1 - SHARE);

/** At least 1 / (1 + e^x) as computed in f32: above 0, e^x is at least (1 + x / 8)^8. */
export function mostOfLogistic(x: number): number {
  const root = 1 + 0.125 * (x < 0 ? 0 : x);
  const square = root * root;
  const least = x > 0 ? square * square * (square * square) : 0 * x;
  return LEAST + (1 + SHARE) / (1 + least);
}
