import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseDay } from '../../core/calendar.ts';
import { type Position, throwDiagnostic } from '../../core/diagnostics.ts';
import { type Csv, checkShape, type Document, textOf, valuePosition } from '../../core/located-document.ts';
import type { Inputs } from '../../engine/program/run-types.ts';
import { readSteps } from '../../model/levers.ts';
import type { ModelFiles } from '../../model/model.ts';
import { mergeChain } from '../../scenario/merge.ts';
import { nameOf, readScenario } from '../../scenario/read.ts';
import type { ParametersFrom, Scenario } from '../../scenario/scenario.ts';
import { scenarioSchema } from '../../scenario/schema.ts';
import type { StudyFiles } from '../../survey/study.ts';
import { readCsv } from '../text/csv.ts';
import { displayName, entriesOf, failMissingScenario } from '../text/text.ts';
import { readOneYaml, readYaml } from '../text/yaml.ts';
import { failWithoutPosterior, readPosterior } from './posterior.ts';
import { findProject, locate, locateNamed, refuseLinkOut } from './project.ts';

/** Files of a study that need not be there. */
const OPTIONAL = ['flows', 'relations', 'events'] as const;

/**
 * All that a scenario's runs read: its file and those it extends, its model's folder, its study's folder, and their posterior
 * where there is one and the scenario doesn't say otherwise. Everything is read here, at once; nothing is read later. Throws
 * problems with the place that names what is missing or wrong.
 * @param from in place of what the scenario says: `defaults` reads no posterior, not even to see whether it is in order
 */
export function readInputs(scenarioPath: string, from?: ParametersFrom): Inputs {
  if (!existsSync(scenarioPath)) failMissingScenario(scenarioPath);
  const root = findProject(dirname(resolve(scenarioPath)));
  refuseLinkOut(root, scenarioPath);
  const chain = readChain(root, resolve(scenarioPath), []);
  const { value, at } = mergeChain(chain);
  const folder = locate(root, join(root, 'models'), value.model, at('model'));
  const model = readModel(folder, at('model'));
  const study = readStudy(locate(root, join(root, 'surveys'), value.study, at('study')), at('study'));
  const said = readScenario(chain, study.events, startDayOf(model.model), readSteps(model));
  const scenario = { ...said, parametersFrom: from ?? said.parametersFrom };
  const called = (name: string): Scenario | undefined => {
    const k = chain.findIndex(({ file }) => nameOf(file) === name);
    return k < 0 ? undefined : readScenario(chain.slice(k), study.events, startDayOf(model.model));
  };
  return withPosterior({ scenario, model, study }, folder, value.study, called);
}

/** Attach the posterior, if there is one to be used; the scenario then says so. */
function withPosterior(
  inputs: Inputs,
  modelFolder: string,
  study: string,
  called: (name: string) => Scenario | undefined,
): Inputs {
  const { scenario } = inputs;
  const from = (parametersFrom: ParametersFrom): Scenario => ({ ...scenario, parametersFrom });
  if (scenario.parametersFrom === 'defaults') return inputs;
  const posterior = readPosterior(modelFolder, study, inputs, called);
  if (posterior) return { ...inputs, scenario: from('posterior'), posterior };
  if (scenario.parametersFrom === 'posterior') failWithoutPosterior(modelFolder, study, inputs);
  return { ...inputs, scenario: from('defaults') };
}

/** The scenario's document, then those it extends, nearest first. */
function readChain(root: string, path: string, behind: readonly string[], at?: Position): Document[] {
  if (behind.includes(path))
    throwDiagnostic({
      kind: 'conflict',
      message: 'the file extends itself, by way of others',
      at,
      found: displayName(path),
    });
  const document = readOneYaml(path, at);
  if (checkShape(document, scenarioSchema).extends === undefined) return [document];
  const parent = locateNamed(root, dirname(path), textOf(document, 'extends'));
  return [document, ...readChain(root, parent.path, [...behind, path], parent.at)];
}

/** A model's folder: model.yaml, the files it names and every document of rules/*.yaml in the order of names. */
export function readModel(folder: string, namedAt?: Position): ModelFiles {
  const root = findProject(folder);
  const model = readOneYaml(locate(root, folder, 'model.yaml', namedAt));
  const csv = (document: Document | undefined, key: string): Csv | undefined => {
    const named = document && nameIn(root, folder, document, key);
    return named && readCsv(named.path, named.at);
  };
  const yaml = (key: string): Document | undefined => {
    const named = nameIn(root, folder, model, key);
    return named && readOneYaml(named.path, named.at);
  };
  const population = yaml('population');
  const rulesFolder = join(folder, 'rules');
  const ruleFiles = entriesOf(rulesFolder).filter(name => /\.ya?ml$/.test(name));
  return {
    folder: displayName(folder),
    model,
    rules: ruleFiles.flatMap(name => readYaml(locate(root, rulesFolder, name))),
    places: csv(model, 'places') ?? failUnnamed(model, 'places'),
    tables: csv(model, 'tables'),
    parameters: csv(model, 'parameters') ?? failUnnamed(model, 'parameters'),
    networks: yaml('networks'),
    metrics: yaml('metrics'),
    levers: yaml('levers'),
    population,
    margins: csv(population, 'margins'),
  };
}

/** A study's folder: sources, waves, items, marginals and profile; flows, relations and events where it has them. */
export function readStudy(folder: string, namedAt?: Position): StudyFiles {
  const root = findProject(folder);
  const needed = (name: string) => readCsv(locate(root, folder, `${name}.csv`, namedAt), namedAt);
  const optional = Object.fromEntries(
    OPTIONAL.map(name => {
      const path = join(folder, `${name}.csv`);
      return [name, existsSync(path) ? readCsv(locate(root, folder, path)) : undefined];
    }),
  ) as Record<(typeof OPTIONAL)[number], Csv | undefined>;
  return {
    folder: displayName(folder),
    sources: needed('sources'),
    waves: needed('waves'),
    items: needed('items'),
    marginals: needed('marginals'),
    profile: needed('profile'),
    ...optional,
  };
}

/** Every file that these inputs were read from, sorted. */
export function inputFiles({ scenario, model, study, posterior }: Inputs): string[] {
  const parts = [...Object.values(model), ...Object.values(study)].flat() as (
    | string
    | Csv
    | Document
    | undefined
  )[];
  const files = parts.flatMap(part => (typeof part === 'object' ? part.file : []));
  return [...new Set([...scenario.files, ...files, ...(posterior?.sources.keys() ?? [])])].sort();
}

/** The file that a key of a document names; undefined when the key is absent or no text. */
function nameIn(root: string, folder: string, document: Document, key: string) {
  const name = (document.value as Record<string, unknown> | null)?.[key];
  return typeof name === 'string' ? locateNamed(root, folder, textOf(document, key)) : undefined;
}

function failUnnamed(model: Document, key: string): never {
  return throwDiagnostic({
    kind: 'shape',
    message: `\`${key}\` is missing`,
    at: valuePosition(model, []),
    expected: 'the name of a CSV file',
  });
}

/** Monday of week 0. The model checks that it is one; a scenario needs only the day. */
function startDayOf(model: Document): number {
  const start = parseDay(String((model.value as Record<string, unknown> | null)?.week_starts));
  if (start !== undefined) return start;
  return throwDiagnostic({
    kind: 'value',
    message: '`week_starts` is no day of the calendar',
    at: valuePosition(model, ['week_starts']),
    expected: 'a Monday like 2022-02-21',
  });
}
