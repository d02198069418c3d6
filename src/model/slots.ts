import { type Document, positionOf, textOf } from '../document.ts';
import type { Context } from '../language/context.ts';
import { compileExpression } from '../language/lower.ts';
import { FLAG, NUMBER } from '../language/type.ts';
import { didYouMean, fail, type Text } from '../problem.ts';
import type { Column, Network, SlotNetwork } from './model.ts';

/** The expressions of networks whose ties come and go. */
export function readSlotNetworks(
  document: Document | undefined,
  networks: readonly Network[],
  columns: readonly Column[],
  contextOf: (text: Text) => Context,
): SlotNetwork[] {
  return networks.flatMap(({ name, shape, degree }, network): SlotNetwork[] => {
    if (shape !== 'slots' || !document) return [];
    const path = ['networks', name];
    const at = textOf(document, ...path, 'at').text;
    const column = columns.findIndex(c => c.name === at && c.type.kind === 'label');
    if (column < 0)
      fail({
        kind: 'unknown',
        message: `\`${at}\` is no column of labels`,
        at: positionOf(document, [...path, 'at']),
        hint: didYouMean(
          at,
          columns.filter(c => c.type.kind === 'label').map(c => c.name),
        ),
      });
    const { graph } = contextOf(textOf(document, ...path, 'at'));
    const among = document.texts.has([...path, 'among'].join('.'))
      ? compileExpression(contextOf(textOf(document, ...path, 'among')), FLAG)
      : graph.flag(true);
    const form = compileExpression(contextOf(textOf(document, ...path, 'form')), NUMBER);
    const dropping: Context = { ...contextOf(textOf(document, ...path, 'drop')), whose: 'neighbour' };
    return [{ network, slots: degree, at: column, among, form, drop: compileExpression(dropping, NUMBER) }];
  });
}
