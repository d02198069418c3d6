import { DiagnosticError, didYouMean, type Text, textAt, throwDiagnostic } from '../core/diagnostics.ts';
import { type Document, positionOf, textOf } from '../core/located-document.ts';
import { threefry } from '../core/math/threefry.ts';
import { uniform } from '../core/random/variates.ts';
import type { Context } from '../language/context.ts';
import type { Graph, Node } from '../language/graph.ts';
import { compileExpression } from '../language/lower.ts';
import { FLAG, NUMBER, PLACE_SET } from '../language/type.ts';
import type { Column, Parameter } from './model.ts';
import { isChanging, type Network, ORDER_BITS, type SlotNetwork } from './network.ts';
import { refuseBareRates } from './pace.ts';

/** The expressions of networks whose ties come and go. */
export function readSlotNetworks(
  document: Document | undefined,
  networks: readonly Network[],
  columns: readonly Column[],
  stream: (name: string) => number,
  parameters: readonly Parameter[],
  contextOf: (text: Text) => Context,
): SlotNetwork[] {
  return networks.flatMap((one, network): SlotNetwork[] => {
    const { name, shape, degree } = one;
    if (!document || !isChanging(one)) return [];
    const path = ['networks', name];
    const given = shape === 'slots' ? slotsOf(document, path, columns, parameters, contextOf) : undefined;
    const { graph, scope } = contextOf(textAt('0'));
    const { lives } = scope;
    /** Death ends a tie. */
    const untilDeath = (drop: Node) =>
      lives?.mortal
        ? graph.select(graph.and(lives.alive, lives.neighbourAlive), drop, graph.number(1))
        : drop;
    const key = (purpose: string) => keyOf(graph, stream(`ties/${name}/${purpose}`));
    const [word] = threefry(graph, key('meet'), [graph.agent(), graph.week()]);
    return [
      {
        network,
        slots: degree,
        at: given?.at ?? columns.findIndex(({ type }) => type.kind === 'label' && type.set === PLACE_SET),
        among: lives
          ? graph.and(lives.alive, given?.among ?? graph.flag(false))
          : (given?.among ?? graph.flag(false)),
        order: graph.float(graph.ishru(word, 32 - ORDER_BITS)),
        form: given?.form ?? graph.number(0),
        formDraw: pairDraw(graph, key('form')),
        drop: untilDeath(given?.drop() ?? graph.number(0)),
        dropDraw: pairDraw(graph, key('drop')),
      },
    ];
  });
}

/** What networks.yaml says of a network of slots. */
function slotsOf(
  document: Document,
  path: readonly PropertyKey[],
  columns: readonly Column[],
  parameters: readonly Parameter[],
  contextOf: (text: Text) => Context,
): Pick<SlotNetwork, 'at' | 'among' | 'form'> & { drop(): Node } {
  const at = textOf(document, ...path, 'at').text;
  const column = columns.findIndex(c => c.name === at && c.type.kind === 'label');
  if (column < 0)
    throwDiagnostic({
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
  const checked = (context: Context, chance: Node): Node => {
    refuseBareRates(context, chance, parameters, undefined);
    return chance;
  };
  const forming = contextOf(textOf(document, ...path, 'form'));
  const form = checked(forming, willingness(forming, at));
  const dropping: Context = { ...contextOf(textOf(document, ...path, 'drop')), whose: 'neighbour' };
  return { at: column, among, form, drop: () => checked(dropping, compileExpression(dropping, NUMBER)) };
}

/** `form` is asked of one agent, before it is known whom it meets; `my.` has a meaning in its aggregates alone. */
function willingness(context: Context, at: string): Node {
  try {
    return compileExpression(context, NUMBER);
  } catch (error) {
    const [problem] = error instanceof DiagnosticError ? error.problems : [];
    if (!problem?.message.startsWith('`my.')) throw error;
    return throwDiagnostic({
      ...problem,
      message: `${problem.message}: \`form\` is asked of one agent, before it meets anybody`,
      hint: `those meet who share the label in \`${at}\`: put into that column the label that they must share`,
    });
  }
}

type Key = readonly [Node, Node];

const keyOf = (graph: Graph, stream: number): Key => [graph.key(stream, 0), graph.key(stream, 1)];

/** Uniform on [0, 1) at (smaller id, larger id) of a week: the same for both of a pair. */
function pairDraw(graph: Graph, key: Key): Node {
  const ofWeek = threefry(graph, key, [graph.week(), graph.integer(0)]);
  const [own, other] = [graph.agent(), graph.other()];
  const isFirst = graph.ilt(own, other);
  const [word] = threefry(graph, ofWeek, [
    graph.select(isFirst, own, other),
    graph.select(isFirst, other, own),
  ]);
  return uniform(graph, word);
}
