import { didYouMean, someOf, type Text, throwDiagnostic } from '../core/diagnostics.ts';
import { type Document, positionOf, textOf, valuePosition } from '../core/located-document.ts';
import { fromSteps } from '../core/math/quantisation.ts';
import type { Value } from '../language/builtins.ts';
import type { Context, Draws } from '../language/context.ts';
import type { Graph, Node } from '../language/graph.ts';
import { oneOf } from '../language/household.ts';
import { compileExpression } from '../language/lower.ts';
import { machineOf } from '../language/scope.ts';
import { FLAG } from '../language/type.ts';
import type { Branch, Check, Column, Rule } from './model.ts';
import type { MembersShape } from './schema.ts';
import { choicesIn, openSoundness, stored } from './soundness.ts';
import type { Workshop } from './workshop.ts';

/** A head's part of a rule, and the rule of those who follow. */
interface Followed {
  /** Holds for heads alone. */
  isHead: Node;
  /** A flag that a head sets to whom the rule happens. */
  announces: number;
  /** The rule's branches, which now write down what the head has decided, too. */
  branches: readonly Branch[];
  follow: Rule;
}

/**
 * The members of a household follow its head in the same week. A rule writes only its own agent, so the head writes its decision into
 * hidden columns; when all heads have come so far, members read those of their head and write their own. A hidden column has one
 * buffer: what heads have written is seen at once, and nobody writes it any more in that week.
 */
export function withMembers(
  workshop: Workshop,
  document: Document,
  given: MembersShape,
  { id, title, mechanism, at }: Pick<Rule, 'id' | 'title' | 'mechanism' | 'at'>,
  branches: readonly Branch[],
): Followed {
  const { graph, scope, columns } = workshop;
  const household = workshop.household ?? refuseWithout(document);
  const isHead = graph.column(household.head, 'own', 'bool');
  const written = [...new Set(branches.flatMap(branch => branch.writes.map(write => write.column)))];
  const taken = given.take?.map((name, k) => columnNamed(workshop, document, ['take', k], name)) ?? written;
  const hidden = (name: string, like: Pick<Column, 'type' | 'width' | 'steps' | 'range'>) =>
    workshop.addColumn({
      ...{ name: `${id}/members/${name}`, type: like.type, width: like.width, steps: like.steps },
      ...{ range: like.range, at, hidden: true, published: false, fromPopulation: false, text: 'of a head' },
    });
  const announces = hidden('told', { type: FLAG, width: 1, steps: undefined, range: undefined });
  const decided = new Map(
    taken.map(column => {
      const own = columns[column];
      return [column, { own, copy: hidden(own.name, own) }] as const;
    }),
  );
  const told = graph.column(announces, 'neighbour', 'bool');
  /** What the head has decided, as it is written: weeks are still those since the earliest one of their column. */
  const values = new Map(
    [...decided].map(([column, { own, copy }]) => {
      const value = { type: own.type, node: asWritten(graph, own, copy, 'neighbour') };
      return [column, oneOf(graph, household.network, told, value)] as const;
    }),
  );

  /** Columns of the head as they were, as far as expressions ask for them. */
  const asked = new Map<number, number>();
  const before = (name: string): Value => {
    const column = columns.findIndex(one => one.name === name && !one.hidden);
    const own = columns[column];
    const copy = asked.get(column) ?? hidden(`before/${name}`, own);
    asked.set(column, copy);
    const value = { type: own.type, node: asWritten(graph, own, copy, 'neighbour') };
    return asValue(own, oneOf(graph, household.network, told, value));
  };
  const asValue = ({ type, earliest }: Column, written: Node): Value => ({
    type,
    node: earliest ? graph.iadd(written, graph.integer(earliest)) : written,
  });

  const following = {
    decided: new Map([...decided].map(([column, { own }]) => [own.name, asValue(own, values.get(column)!)])),
    before,
  };

  const streams = new Set<number>();
  const name = `${id}/members`;
  const equations: { label: string; text: Text }[] = [];
  const draws: Draws = {
    prefix: name,
    named: new Map(),
    choice: undefined,
    week: graph.week(),
    stream(stream) {
      const index = workshop.stream(stream);
      streams.add(index);
      return index;
    },
  };
  const expression = (label: string, ...path: PropertyKey[]): Context => {
    const text = textOf(document, 'members', ...path);
    equations.push({ label, text });
    const { declareTotal } = workshop;
    return {
      graph,
      scope,
      text,
      lets: new Map(),
      whose: 'own',
      draws,
      declareTotal,
      following,
    };
  };
  const soundness = openSoundness(workshop);
  const checks: Check[] = [];
  const follows = graph.ilt(graph.integer(0), graph.count(household.network, told));
  const wanted =
    given.who === undefined ? graph.flag(true) : compileExpression(expression('who', 'who'), FLAG);
  const who = [graph.not(isHead), follows, wanted].reduce(
    graph.and,
    workshop.lives?.nodes.alive ?? graph.flag(true),
  );
  const own = Object.keys(given.set ?? {}).map(key => {
    const index = columnNamed(workshop, document, ['set', key], key);
    if (decided.has(index))
      throwDiagnostic({
        kind: 'conflict',
        message: `members take \`${key}\` from their head, and set it`,
        at: positionOf(document, ['members', 'set', key]),
        hint: `name in \`take\` what they have from their head`,
      });
    const context = {
      ...expression(`set ${key}`, 'set', key),
      draws: { ...draws, choice: { stream: `${name}/${key}` } },
    };
    const column = columns[index];
    const value = compileExpression(context, column.type);
    soundness.refuseUnfit(column, value, context);
    const trouble = scope.troubleIn(value);
    if (trouble) checks.push(soundness.trouble(`the value for ${key}`, trouble, context));
    return {
      column: index,
      value: stored(graph, column, value),
      at: positionOf(document, ['members', 'set', key]),
    };
  });
  const choices = choicesIn(own.map(({ value }) => value));
  const taking = [...values].map(([column, value]) => ({ column, value, at }));
  const follow: Rule = {
    ...{
      id: name,
      title: `${title}: the members of the household follow`,
      why: '',
      mechanism,
      at,
      equations,
    },
    ...{ who, checks: [], alarm: undefined, streams: [...streams] },
    branches: [
      {
        label: 'members',
        when: choices.map(node => graph.ile(graph.integer(0), node)).reduce(graph.and, graph.flag(true)),
        checks,
        writes: [...taking, ...own],
      },
    ],
  };
  // All values of a branch are read before anything is written.
  const telling = branches.map(branch => ({
    ...branch,
    writes: [
      ...branch.writes,
      { column: announces, value: graph.flag(true), at },
      ...[...decided].map(([column, { own, copy }]) => ({
        column: copy,
        value:
          branch.writes.find(write => write.column === column)?.value ?? asWritten(graph, own, column, 'own'),
        at,
      })),
      ...[...asked].map(([column, copy]) => ({
        column: copy,
        value: asWritten(graph, columns[column], column, 'own'),
        at,
      })),
    ],
  }));
  return { isHead, announces, branches: telling, follow };
}

/** A column in the machine, as a rule writes it: steps are numbers. */
function asWritten(graph: Graph, column: Column, index: number, whose: 'own' | 'neighbour'): Node {
  const node = graph.column(index, whose, machineOf(column));
  return column.steps ? fromSteps(graph, column.steps, node) : node;
}

function columnNamed(
  { columns }: Workshop,
  document: Document,
  path: readonly PropertyKey[],
  name: string,
): number {
  const found = columns.findIndex(column => column.name === name && !column.hidden);
  if (found >= 0) return found;
  const names = columns.flatMap(column => (column.hidden ? [] : [column.name]));
  const where = ['members', ...path];
  return throwDiagnostic({
    kind: 'unknown',
    message: `unknown column \`${name}\``,
    at: path[0] === 'take' ? valuePosition(document, where) : positionOf(document, where),
    expected: someOf(names),
    hint: didYouMean(name, names),
  });
}

function refuseWithout(document: Document): never {
  return throwDiagnostic({
    kind: 'unknown',
    message: '`members` needs a model with households',
    at: positionOf(document, ['members']),
    hint: 'a network of `shape: household` in networks.yaml',
  });
}
