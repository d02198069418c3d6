import { didYouMean, type Position, type Text, throwDiagnostic } from '../core/diagnostics.ts';
import { checkShape, type Document, positionOf, textOf } from '../core/located-document.ts';
import { seedKey } from '../core/random/streams.ts';
import { evaluate } from '../language/evaluate.ts';
import { reachable } from '../language/graph.ts';
import { compileExpression } from '../language/lower.ts';
import { FLAG, INTEGER, NUMBER, type Type } from '../language/type.ts';
import type { Model, ModelFiles } from '../model/model.ts';
import { readNetworks } from '../model/networks.ts';
import { MAX } from '../scenario/counts.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { StudyFiles } from '../survey/study.ts';
import { codesOf } from './codes.ts';
import { populationSchema } from './margins/schema.ts';
import type { Population } from './population.ts';
import { type HouseholdsInput, plainPopulation, synthesise } from './synthesise.ts';

/** The parameter that gives the number of persons of a model without population.yaml. */
export const PERSONS = 'persons';

/**
 * The people of a model: from its population.yaml and the study's margins, or plain ones when it has none.
 * @param options.counted for those who look and run nothing: see `SynthesisInput`
 */
export function populate(
  model: Model,
  inputs: { scenario: Scenario; model: ModelFiles; study: StudyFiles },
  { counted }: { counted?: boolean } = {},
): Population {
  const { scenario, model: files, study } = inputs;
  const { networks: all, communitySize } = readNetworks(files.networks, model.parameters, model.networks);
  // Ties that come and go begin with none.
  const networks = all.filter(({ shape }) => shape !== 'slots' && shape !== 'household');
  const lists = files.tieLists && { tieLists: files.tieLists };
  const seed = seedKey(scenario.seed);
  const { population: document, margins, people } = files;
  if (document) checkShape(document, populationSchema);
  const persons = personsOf(model, document);
  const agents = agentsOf(model, files, scenario);
  const codes = new Map(
    model.columns.flatMap(column => {
      const own = document && codesOf(column, document);
      return own ? [[column.name, own] as const] : [];
    }),
  );
  const households = householdsIn(model, document, codes);
  if (document && !margins && !people)
    throwDiagnostic({
      kind: 'missing',
      message: 'nothing says what people are like',
      at: positionOf(document, ['variables']),
      expected: '`margins` or `people`, a table beside this file',
    });
  if (!document)
    return plainPopulation({ agents, networks, ...lists, communitySize, households, seed, counted });
  const population = synthesise({
    files: { population: document, ...(margins && { margins }), ...(people && { people }) },
    study: { profile: study.profile, marginals: study.marginals },
    networks,
    ...lists,
    communitySize,
    agents,
    personsPerAgent: persons / agents,
    relativeDeparture: cellExpression(
      model,
      textOf(document, 'relative_departure'),
      NUMBER,
      codes,
      positionOf(document, ['relative_departure']),
    ),
    households,
    seed,
    counted,
  });
  for (const [name, own] of codes) {
    const column = population.columns.get(name)!;
    for (let i = 0; i < column.length; i++) column[i] = own[column[i]];
  }
  return population;
}

/** The number of agents. Problem `value`: there is none, or more than any machine holds. */
export function agentsOf(
  model: Model,
  { population }: Pick<ModelFiles, 'population'>,
  { personsPerAgent }: Pick<Scenario, 'personsPerAgent'>,
): number {
  const agents = Math.round(personsOf(model, population) / personsPerAgent);
  if (agents >= 1 && agents <= MAX.agents) return agents;
  return throwDiagnostic({
    kind: 'value',
    message: agents < 1 ? 'there is not one agent' : `there are ${agents} agents`,
    found: `${personsPerAgent} persons per agent`,
    expected: `1 to ${MAX.agents} agents`,
    hint: `${agents < 1 ? 'lower' : 'raise'} persons_per_agent`,
  });
}

/** The number of persons whom the agents represent. */
export function personsOf({ parameters }: Model, document: Document | undefined): number {
  const name = document ? textOf(document, 'persons').text : PERSONS;
  const at: Position | undefined = document && positionOf(document, ['persons']);
  const found = parameters.find(p => p.name === name);
  if (found) return found.value;
  return throwDiagnostic({
    kind: 'unknown',
    message: `the number of persons needs a parameter \`${name}\``,
    at,
    hint: didYouMean(
      name,
      parameters.map(p => p.name),
    ),
  });
}

/** How the model's households are made of kinds of persons. */
function householdsIn(
  model: Model,
  document: Document | undefined,
  codes: ReadonlyMap<string, Uint8Array>,
): HouseholdsInput | undefined {
  const { household, networks, columns } = model;
  if (!household) return undefined;
  const network = networks[household.network];
  const { size, head } = network.composition!;
  const at = document && positionOf(document, ['variables']);
  const whether = head && cellExpression(model, head, FLAG, codes, at);
  return {
    network,
    rank: household.rank === undefined ? undefined : columns[household.rank].name,
    sizeOf: size && cellExpression(model, size, INTEGER, codes, at),
    mayLead: cell => (whether ? Boolean(whether(cell)) : true),
  };
}

/** An expression over the variables of the population, for each kind of person. */
function cellExpression(
  model: Model,
  text: Text,
  type: Type,
  codes: ReadonlyMap<string, Uint8Array>,
  at: Position | undefined,
): (cell: Readonly<Record<string, number>>) => number {
  const { graph, scope, columns, parameters, tables } = model;
  const node = compileExpression({ graph, scope, text, lets: new Map(), whose: 'own' }, type);
  const codeIn = (cell: Readonly<Record<string, number>>, name: string): number | undefined =>
    codes.get(name)?.[cell[name]] ?? cell[name];
  const rate = (cell: Readonly<Record<string, number>>) =>
    evaluate(node, {
      column: k =>
        codeIn(cell, columns[k].name) ??
        throwDiagnostic({
          kind: 'unknown',
          message: `\`${columns[k].name}\` is no variable of the population`,
          at,
          expected: Object.keys(cell).join(', '),
        }),
      scalar: k => Math.fround(parameters[k].value),
      table: (k, index) => tables[k].values?.[index] ?? Number.NaN,
    });
  // Most cells differ only in what the rate doesn't read.
  const read = reachable([node]).flatMap(one => (one.op === 'column' ? columns[one.column].name : []));
  const known = new Map<string, number>();
  return cell => {
    const key = read.map(name => cell[name]).join();
    const found = known.get(key) ?? rate(cell);
    known.set(key, found);
    return found;
  };
}
