import { type Position, throwDiagnostic } from '../core/diagnostics.ts';
import { type Csv, checkShape, type Document, textOf, valuePosition } from '../core/located-document.ts';
import type { Inputs } from '../engine/program/run-types.ts';
import { readClock } from '../model/clock.ts';
import { readSteps } from '../model/levers.ts';
import type { ModelFiles } from '../model/model.ts';
import type { TieList } from '../model/network.ts';
import { usualName } from '../model/unread.ts';
import { mergeChain } from '../scenario/merge.ts';
import { nameOf, readScenario } from '../scenario/read.ts';
import type { ParametersFrom, Scenario } from '../scenario/scenario.ts';
import { scenarioSchema } from '../scenario/schema.ts';
import type { StudyFiles } from '../survey/study.ts';
import { findProject, locate, locateNamed, refuseLinkOut } from './locate.ts';
import { failMissingScenario } from './missing-scenario.ts';
import { type ProjectFiles, parentOf, readCsv, readOneYaml, readYaml } from './project-files.ts';
import { failWithoutPosterior, readPosterior } from './read-posterior.ts';
import { readTheories } from './read-theories.ts';

/** In a study's folder: how good projections have been. */
export const TRACK_RECORD = 'backtest.json';

/** In a study's folder: what its models may be wrong about. */
const DISCREPANCY = 'discrepancy.yaml';

/** Tables of a study that need not be there. */
const OPTIONAL = ['flows', 'relations', 'events'] as const;

/**
 * All that a scenario's runs read: its file and those it extends, its model's folder, its study's folder, and their posterior
 * where there is one and the scenario doesn't say otherwise. Everything is read here, at once; nothing is read later. Throws
 * problems with the place that names what is missing or wrong.
 * @param from in place of what the scenario says: `defaults` reads no posterior, not even to see whether it is in order
 * @param theories variant of the model whose options are projected together
 */
export function readInputs(
  files: ProjectFiles,
  scenarioPath: string,
  from?: ParametersFrom,
  theories?: string,
): Inputs {
  if (!files.exists(scenarioPath)) failMissingScenario(files, scenarioPath);
  const path = files.resolve(scenarioPath, '.');
  const root = findProject(files, parentOf(files, path));
  refuseLinkOut(files, root, path);
  return inputsOf(files, root, readChain(files, root, path, []), from, theories);
}

/** The same for a scenario's document and those that it extends, nearest first. */
function inputsOf(
  files: ProjectFiles,
  root: string,
  chain: readonly Document[],
  from: ParametersFrom | undefined,
  theories: string | undefined,
): Inputs {
  const { value, at } = mergeChain(chain);
  const named = (kind: string, name: string, where: Position) =>
    locate(files, root, files.resolve(root, kind), name, where);
  const folder = named('models', value.model, at('model'));
  const model = readModel(files, folder, at('model'));
  const study = readStudy(files, named('surveys', value.study, at('study')), at('study'));
  const said = readScenario(chain, study.events, readClock(model.model), readSteps(model));
  const scenario = { ...said, parametersFrom: from ?? said.parametersFrom };
  const called = (name: string): Scenario | undefined => {
    const k = chain.findIndex(({ file }) => nameOf(file) === name);
    return k < 0 ? undefined : readScenario(chain.slice(k), study.events, readClock(model.model));
  };
  if (theories === undefined)
    return withPosterior(files, { scenario, model, study }, folder, value.study, called);
  if (scenario.parametersFrom === 'defaults') refuseTheories(scenario);
  const rivals = readTheories(files, folder, value.study, { scenario, model, study }, theories);
  const own = rivals.options.find(one => one.choose === scenario.choose && one.posterior);
  const { posterior } = own ?? rivals.options.find(one => one.posterior)!;
  return {
    scenario: { ...scenario, parametersFrom: 'posterior' },
    model,
    study,
    posterior,
    theories: rivals,
  };
}

function refuseTheories({ positions }: Scenario): never {
  return throwDiagnostic({
    kind: 'conflict',
    message: 'rival theories run on what was fitted under each, and this scenario runs on default parameters',
    at: positions.get('parameters'),
    hint: 'say --parameters posterior, or leave out --theories',
  });
}

/** Attach the posterior, if there is one to be used; the scenario then says so. */
function withPosterior(
  files: ProjectFiles,
  inputs: Inputs,
  modelFolder: string,
  study: string,
  called: (name: string) => Scenario | undefined,
): Inputs {
  const { scenario } = inputs;
  const from = (parametersFrom: ParametersFrom): Scenario => ({ ...scenario, parametersFrom });
  if (scenario.parametersFrom === 'defaults') return inputs;
  const posterior = readPosterior(files, modelFolder, study, inputs, called);
  if (posterior) return { ...inputs, scenario: from('posterior'), posterior };
  if (scenario.parametersFrom === 'posterior') failWithoutPosterior(files, modelFolder, study, inputs);
  return { ...inputs, scenario: from('defaults') };
}

/** The scenario's document, then those it extends, nearest first. */
function readChain(
  files: ProjectFiles,
  root: string,
  path: string,
  behind: readonly string[],
  at?: Position,
): Document[] {
  if (behind.includes(path))
    throwDiagnostic({
      kind: 'conflict',
      message: 'the file extends itself through other files',
      at,
      found: files.displayName(path),
    });
  const document = readOneYaml(files, path, at);
  if (checkShape(document, scenarioSchema).extends === undefined) return [document];
  const parent = locateNamed(files, root, parentOf(files, path), textOf(document, 'extends'));
  return [document, ...readChain(files, root, parent.path, [...behind, path], parent.at)];
}

/** Parts that a model may have, each a file that model.yaml names by this key. */
const PARTS = ['networks', 'metrics', 'levers', 'tables', 'population', 'entrants'];

const isNamed = ({ value }: Document, key: string) => Object.hasOwn((value as object | null) ?? {}, key);

/** A model's folder: model.yaml, the files it names and every document of rules/*.yaml in the order of names. */
export function readModel(files: ProjectFiles, folder: string, namedAt?: Position): ModelFiles {
  const root = findProject(files, folder);
  const model = readOneYaml(files, locate(files, root, folder, 'model.yaml', namedAt));
  const csv = (document: Document | undefined, key: string): Csv | undefined => {
    const named = document && nameIn(files, root, folder, document, key);
    return named && readCsv(files, named.path, named.at);
  };
  const yaml = (key: string): Document | undefined => {
    const named = nameIn(files, root, folder, model, key);
    return named && readOneYaml(files, named.path, named.at);
  };
  const population = yaml('population');
  const networks = yaml('networks');
  const tieLists = readTieLists(files, root, folder, networks);
  const rulesFolder = files.resolve(folder, 'rules');
  const ruleFiles = files.entries(rulesFolder).filter(name => /\.ya?ml$/.test(name));
  return {
    folder: files.displayName(folder),
    model,
    rules: ruleFiles.flatMap(name => readYaml(files, locate(files, root, rulesFolder, name))),
    places: csv(model, 'places') ?? failUnnamed(model, 'places'),
    tables: csv(model, 'tables'),
    parameters: csv(model, 'parameters') ?? failUnnamed(model, 'parameters'),
    networks,
    ...(tieLists.length && { tieLists }),
    unnamed: PARTS.filter(key => !isNamed(model, key) && files.exists(files.resolve(folder, usualName(key)))),
    metrics: yaml('metrics'),
    levers: yaml('levers'),
    population,
    margins: csv(population, 'margins'),
    ...(population && isNamed(population, 'people') && { people: csv(population, 'people') }),
    ...(nameIn(files, root, folder, model, 'entrants') && { entrants: csv(model, 'entrants') }),
  };
}

/** Files of ties that networks.yaml names. */
function readTieLists(
  files: ProjectFiles,
  root: string,
  folder: string,
  document: Document | undefined,
): TieList[] {
  const given = (document?.value as { networks?: Record<string, unknown> } | null)?.networks ?? {};
  return Object.entries(given).flatMap(([network, made]) => {
    const name = (made as { ties?: unknown } | null)?.ties;
    if (typeof name !== 'string') return [];
    const named = locateNamed(files, root, folder, textOf(document!, 'networks', network, 'ties'));
    return [{ ...readCsv(files, named.path, named.at), network }];
  });
}

/** A study's folder: sources, waves, items, marginals and profile; flows, relations and events where it has them. */
function readStudy(files: ProjectFiles, folder: string, namedAt?: Position): StudyFiles {
  const root = findProject(files, folder);
  const needed = (name: string) =>
    readCsv(files, locate(files, root, folder, `${name}.csv`, namedAt), namedAt);
  const optional = Object.fromEntries(
    OPTIONAL.map(name => {
      const path = files.resolve(folder, `${name}.csv`);
      return [name, files.exists(path) ? readCsv(files, locate(files, root, folder, path)) : undefined];
    }),
  ) as Record<(typeof OPTIONAL)[number], Csv | undefined>;
  const yaml = (name: string) => {
    const path = files.resolve(folder, name);
    return files.exists(path) ? readOneYaml(files, locate(files, root, folder, path)) : undefined;
  };
  const [trackRecord, discrepancy] = [yaml(TRACK_RECORD), yaml(DISCREPANCY)];
  return {
    ...(trackRecord && { trackRecord }),
    ...(discrepancy && { discrepancy }),
    folder: files.displayName(folder),
    sources: needed('sources'),
    waves: needed('waves'),
    items: needed('items'),
    marginals: needed('marginals'),
    profile: needed('profile'),
    ...optional,
  };
}

/** Every file that these inputs were read from, sorted. */
export function inputFiles({ scenario, model, study, posterior, theories }: Inputs): string[] {
  const parts = [...Object.values(model), ...Object.values(study)].flat() as (
    | string
    | Csv
    | Document
    | undefined
  )[];
  const files = parts.flatMap(part => (typeof part === 'object' ? part.file : []));
  return [
    ...new Set([
      ...scenario.files,
      ...files,
      ...(posterior?.sources.keys() ?? []),
      ...(theories?.sources.keys() ?? []),
    ]),
  ].sort();
}

/** The file that a key of a document names; undefined when the key is absent or no text. */
function nameIn(files: ProjectFiles, root: string, folder: string, document: Document, key: string) {
  const name = (document.value as Record<string, unknown> | null)?.[key];
  return typeof name === 'string' ? locateNamed(files, root, folder, textOf(document, key)) : undefined;
}

function failUnnamed(model: Document, key: string): never {
  return throwDiagnostic({
    kind: 'shape',
    message: `\`${key}\` is missing`,
    at: valuePosition(model, []),
    expected: 'the name of a CSV file',
  });
}
