import { throwDiagnostic } from '../core/diagnostics.ts';
import { type Document, positionOf } from '../core/located-document.ts';
import { FLAG, INTEGER } from '../language/type.ts';
import type { Household } from './households.ts';
import type { Column, Rule } from './model.ts';
import type { Network } from './network.ts';
import type { Workshop } from './workshop.ts';

/** The column that says who is head of a household; the model's expressions name it. */
export const HEAD = 'head';

/** Declare the columns of households, if the model has any. Problem `conflict`: two kinds of households, or a column of that name. */
export function openHousehold(
  document: Document | undefined,
  networks: readonly Network[],
  columns: readonly Column[],
  addColumn: (column: Column) => number,
): Household | undefined {
  const [found, other] = networks.filter(({ shape }) => shape === 'household');
  if (!found || !document) return undefined;
  const { name, composition } = found;
  const at = positionOf(document, ['networks', name]);
  const refuse = (message: string, hint: string) =>
    throwDiagnostic({ kind: 'conflict', message, at: other?.at ?? at, hint });
  if (other)
    refuse(`everybody is in one household: \`${name}\` and \`${other.name}\``, 'make one a `clique`');
  const twin = columns.find(column => column.name === HEAD);
  if (twin)
    refuse(
      'a model with households has a column `head` of its own',
      "give the model's column `head` another name",
    );
  const common = { at, steps: undefined, published: true, fromPopulation: true };
  const head = addColumn({
    ...{ ...common, name: HEAD, type: FLAG, width: 1, range: undefined },
    text: `head of a household (${name})`,
  });
  return { name, network: networks.indexOf(found), head, rank: undefined, grows: composition!.grows };
}

/** The column that says who is the next head, where people die; after those that expressions can name. */
export const rankColumn = ({ name }: Household, at: Column['at']): Column => ({
  ...{ name: `${name}/rank`, type: INTEGER, width: 2, range: undefined, steps: undefined, at },
  ...{ published: true, fromPopulation: true, hidden: true },
  text: 'who is head after whom',
});

/**
 * The first rule of a week, where people die: who is the first of a household's living, as of the end of last week, is its head.
 */
export function successionRule({ graph, lives }: Workshop, household: Household, at: Column['at']): Rule {
  const { network, head, rank } = household;
  const own = graph.column(rank!, 'before', 'i32');
  const before = graph.ilt(graph.column(rank!, 'neighbour', 'i32'), own);
  const first = graph.ieq(
    graph.count(network, graph.and(lives!.nodes.neighbourAlive, before)),
    graph.integer(0),
  );
  return {
    ...{
      id: `${household.name}/head`,
      title: 'who is head of the household',
      why: '',
      mechanism: household.name,
      at,
    },
    ...{ equations: [], who: lives!.nodes.alive, checks: [], alarm: undefined, streams: [] },
    branches: [
      { label: 'head', when: graph.flag(true), checks: [], writes: [{ column: head, value: first, at }] },
    ],
  };
}
