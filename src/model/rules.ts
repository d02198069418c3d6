import { exp } from '../arithmetic/exponential.ts';
import { checkShape, type Document, positionOf, textOf } from '../document.ts';
import type { Context, Draws } from '../language/context.ts';
import { drawWords } from '../language/context.ts';
import type { Value } from '../language/functions.ts';
import type { Graph, Node } from '../language/graph.ts';
import { compileAny, compileExpression } from '../language/lower.ts';
import type { Scope } from '../language/scope.ts';
import { FLAG, NUMBER } from '../language/type.ts';
import { didYouMean, fail, type Text, textAt } from '../problem.ts';
import { uniform } from '../random/variates.ts';
import type { Branch, Column, Rule, Write } from './model.ts';
import { ruleSchema } from './schema.ts';

/** What rules are compiled into: one graph, one scope, one list of streams. */
export interface Workshop {
  graph: Graph;
  scope: Scope;
  columns: readonly Column[];
  /** Index of a stream, declared on first use. */
  stream(name: string): number;
}

/** Utilities are held to this range, so that their exponentials and sums stay finite. */
const UTILITY_LIMIT = 80;

/** Type one rule document and lower it to conditions and writes. */
export function compileRule(workshop: Workshop, document: Document): Rule {
  const shape = checkShape(document, ruleSchema);
  const { graph } = workshop;
  const { rule: id } = shape;
  const at = positionOf(document, ['rule']);
  const forms = [
    shape.set && 'set',
    (shape.chance !== undefined || shape.then) && 'chance',
    shape.one_of && 'one_of',
  ].filter(Boolean);
  if (forms.length !== 1)
    fail({
      kind: 'shape',
      message: `rule \`${id}\` does ${forms.length ? 'too much' : 'nothing'}`,
      at,
      found: forms.join(', ') || 'none',
      expected: 'one of `set`, `chance` with `then`, or `one_of`',
    });

  const streams = new Set<number>();
  const chosen: Node[] = [];
  const own = shape.draw ?? id;
  const draws: Draws = {
    own,
    prefix: id,
    week: graph.week(),
    chosen: node => chosen.push(node),
    stream(name) {
      const index = workshop.stream(name);
      streams.add(index);
      return index;
    },
  };
  const lets = new Map<string, Value>();
  const equations: { label: string; text: Text }[] = [];
  const context = (text: Text): Context => ({
    graph,
    scope: workshop.scope,
    text,
    lets,
    whose: 'own',
    draws,
  });
  const expression = (label: string, ...path: PropertyKey[]) => {
    const text = textOf(document, ...path);
    equations.push({ label, text });
    return context(text);
  };

  const who = shape.who === undefined ? graph.flag(true) : compileExpression(expression('who', 'who'), FLAG);
  for (const name of Object.keys(shape.let ?? {})) {
    refuseShadow(workshop.scope, name, document);
    lets.set(name, compileAny(expression(`let ${name}`, 'let', name)));
  }

  const writes = (path: readonly PropertyKey[], values: Record<string, unknown>, label: string): Write[] =>
    Object.keys(values).map(name => {
      const where = positionOf(document, [...path, name]);
      const column = workshop.columns.findIndex(c => c.name === name);
      if (column < 0)
        fail({
          kind: 'unknown',
          message: `unknown column \`${name}\``,
          at: where,
          hint: didYouMean(
            name,
            workshop.columns.map(c => c.name),
          ),
        });
      const value = compileExpression(
        expression(`${label}${name}`, ...path, name),
        workshop.columns[column].type,
      );
      return { column, value, at: where };
    });
  /** A branch fires only when each of its choices had a candidate. */
  const branch = (label: string, when: Node, make: () => Write[]): Branch => {
    chosen.length = 0;
    const made = make();
    const possible = chosen.map(node => graph.ile(graph.integer(0), node));
    return { label, when: possible.reduce((all, one) => graph.and(all, one), when), writes: made };
  };
  const decide = () => uniform(graph, drawWords({ graph }, draws, own)[0]);

  const branches: Branch[] = [];
  if (shape.set) {
    branches.push(branch('set', graph.flag(true), () => writes(['set'], shape.set!, 'set ')));
  } else if (shape.one_of) {
    branches.push(...compete());
  } else {
    if (shape.chance === undefined || !shape.then)
      fail({ kind: 'shape', message: `rule \`${id}\` needs both \`chance\` and \`then\``, at });
    const chance = compileExpression(expression('chance', 'chance'), NUMBER);
    branches.push(branch('then', graph.lt(decide(), chance), () => writes(['then'], shape.then!, 'then ')));
  }

  /** Competing risks: option k has weight exp(utility), staying has 1; cumulated in written order on one word. */
  function compete(): Branch[] {
    const options = Object.entries(shape.one_of!).map(([name, option]) => {
      const path = ['one_of', name];
      const when =
        option.when === undefined
          ? graph.flag(true)
          : compileExpression(expression(`${name} when`, ...path, 'when'), FLAG);
      const utility = compileExpression(expression(`${name} utility`, ...path, 'utility'), NUMBER);
      const held = graph.min(graph.max(utility, graph.number(-UTILITY_LIMIT)), graph.number(UTILITY_LIMIT));
      const weight = graph.select(when, exp(graph, held), graph.number(0));
      return { name, path: [...path, 'then'], then: option.then, when, weight };
    });
    const total = options.reduce((sum, { weight }) => graph.add(sum, weight), graph.number(1));
    const threshold = graph.mul(decide(), total);
    let below = graph.number(0);
    return options.map(({ name, path, then, when, weight }) => {
      const above = graph.add(below, weight);
      const falls = graph.and(graph.le(below, threshold), graph.lt(threshold, above));
      below = above;
      return branch(name, graph.and(when, falls), () => writes(path, then, `${name} then `));
    });
  }

  return {
    id,
    title: shape.title ?? id,
    why: shape.why ?? '',
    mechanism: mechanismOf(document.file),
    at,
    equations,
    who,
    branches,
    streams: [...streams],
  };
}

/** The initial value of a column as a rule that fires for everybody; its draws belong to the population. */
export function compileInitial(workshop: Workshop, column: Column, index: number, text: Text): Rule {
  const { graph, scope } = workshop;
  const streams = new Set<number>();
  const name = `initial/${column.name}`;
  const draws: Draws = {
    own: name,
    prefix: name,
    week: graph.integer(0),
    chosen: () => {},
    stream(stream) {
      const found = workshop.stream(stream);
      streams.add(found);
      return found;
    },
  };
  const context: Context = { graph, scope, text, lets: new Map(), whose: 'own', draws };
  const value = compileExpression(context, column.type);
  const branches = [
    { label: 'initial', when: graph.flag(true), writes: [{ column: index, value, at: column.at }] },
  ];
  const equations = [{ label: column.name, text }];
  return {
    id: name,
    title: column.text,
    why: '',
    mechanism: 'initial',
    at: column.at,
    equations,
    who: graph.flag(true),
    branches,
    streams: [...streams],
  };
}

/** The text of a value that has none of its own. */
export const plainText = (value: string | number) => textAt(String(value));

export function mechanismOf(file: string): string {
  return file
    .split('/')
    .pop()!
    .replace(/\.ya?ml$/, '');
}

function refuseShadow(scope: Scope, name: string, document: Document): void {
  const { columns, parameters, tables, fields, filters } = scope;
  if (![columns, parameters, tables, fields, filters].some(names => names.has(name))) return;
  fail({
    kind: 'conflict',
    message: `\`let ${name}\` hides a name of the model`,
    at: positionOf(document, ['let', name]),
    hint: 'choose another name',
  });
}
