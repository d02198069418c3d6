import { textOf } from '../../core/located-document.ts';
import type { Inputs } from '../../engine/program/run-types.ts';
import { reachable } from '../../language/graph.ts';
import { compileExpression } from '../../language/lower.ts';
import { NUMBER } from '../../language/type.ts';
import type { Model } from '../../model/model.ts';
import { PERSONS } from '../../population/populate.ts';

/**
 * Names of the parameters by which people and ties are made, before any run: a run can't have other values of these than
 * those its task was prepared with. With some words that are no parameters.
 */
export function populationParameters({ model: files }: Pick<Inputs, 'model'>, model: Model): Set<string> {
  const { graph, scope, parameters } = model;
  const names = new Set(
    [files.networks, files.population].flatMap(d => [...(d?.texts.values() ?? [])].map(t => t.text)),
  );
  if (!files.population) return names.add(PERSONS);
  const text = textOf(files.population, 'relative_departure');
  const rate = compileExpression({ graph, scope, text, lets: new Map(), whose: 'own' }, NUMBER);
  for (const node of reachable([rate])) {
    if (node.op === 'scalar') names.add(parameters[node.scalar]?.name ?? '');
    if (node.op === 'table')
      for (const { parameter } of model.tables[node.table].tied ?? []) names.add(parameters[parameter].name);
  }
  return names;
}

/** What decides who people are and whom they know, as one text: scenarios of one model and study that share it share them. */
export function populationKey(inputs: Inputs, model: Model): string {
  const { seed, personsPerAgent, model: folder, study } = inputs.scenario;
  const people = populationParameters(inputs, model);
  const values = model.parameters
    .filter(({ name }) => people.has(name))
    .map(({ name, value }) => [name, value]);
  return JSON.stringify([folder, study, seed, personsPerAgent, values]);
}
