import type { Text } from '../core/diagnostics.ts';
import { throwDiagnostic } from '../core/diagnostics.ts';
import { type Document, positionOf, textOf } from '../core/located-document.ts';
import type { Context } from '../language/context.ts';
import { compileExpression } from '../language/lower.ts';
import { NUMBER } from '../language/type.ts';
import type { Network, WeightChange } from './network.ts';

/** What weights of ties become after each week: `weight: change` of networks.yaml. */
export function readWeightChanges(
  document: Document | undefined,
  networks: readonly Network[],
  contextOf: (text: Text) => Context,
): WeightChange[] {
  return networks.flatMap(({ name, weight }, network): WeightChange[] => {
    const path = ['networks', name, 'weight', 'change'];
    if (!weight || !document?.texts.has(path.join('.'))) return [];
    const context: Context = { ...contextOf(textOf(document, ...path)), whose: 'neighbour', tie: network };
    return [{ network, value: compileExpression(context, NUMBER), at: positionOf(document, path) }];
  });
}

/** `weight` is a word of the language in a model with weights. */
export function refuseWeightNames(
  networks: readonly Network[],
  declared: Iterable<{ name: string; at?: Network['at'] }>,
): void {
  const weighted = networks.find(({ weight }) => weight);
  if (!weighted) return;
  for (const { name, at } of declared)
    if (name === 'weight')
      throwDiagnostic({
        kind: 'conflict',
        message: `\`weight\` is the weight of a tie of \`${weighted.name}\``,
        at: at ?? weighted.at!,
        hint: 'choose another name',
      });
}
