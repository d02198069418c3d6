import { basename, join, relative, resolve } from 'node:path';
import { didYouMean, throwDiagnostic } from '../../core/diagnostics.ts';
import { PACKAGE_ROOT, packageVersion } from '../../io/package-root.ts';
import { projectFiles } from '../../io/project/library.ts';
import { findProject, listScenarios } from '../../io/project/project.ts';
import { posix } from '../../io/text/text.ts';
import { type ProjectFiles, parentOf, readOneYaml } from '../../project/project-files.ts';
import { inputFiles } from '../../project/read-inputs.ts';
import { readTexts } from '../../project/read-texts.ts';
import { SHIPPED } from '../../project/shipped.ts';
import { loadInputs } from '../run/load-inputs.ts';
import { designOf, runKeysOf } from '../run/run-keys.ts';
import { catalogueOf } from './catalogue.ts';
import type { Project } from './page-project.ts';

/** One page of the explorer: the scenarios that extend one file, which is their baseline. */
export interface ExplorerPage {
  /** Name of the baseline's file, without ending. */
  name: string;
  title: string;
  /** Whether its places are countries, so that a map can show them. */
  hasCountries: boolean;
  project: Omit<Project, 'others'>;
}

/** What a scenario may not say if it shares a page with its baseline: pairs of runs need the same weeks, people and outcomes. */
const SHARED = ['model', 'study', 'until', 'replicates', 'persons_per_agent', 'seed', 'groups', 'parameters'];

interface ScenarioFile {
  name: string;
  /** As `loadInputs` takes it. */
  path: string;
  /** As the page has it; what a file extends is a name beside it. */
  key: string;
  value: Record<string, unknown>;
  parent: ScenarioFile | undefined;
}

/**
 * The pages of these scenarios of the project that `from` belongs to, or of all; a project without scenarios has the shipped ones.
 * @param onNote hears of each that has no place on a page
 */
export function explorerPages(
  named: readonly string[],
  onNote: (text: string) => void,
  from = '.',
): ExplorerPage[] {
  const here = findProject(from);
  const root = listScenarios(here).length ? here : PACKAGE_ROOT;
  const files = projectFiles(root);
  const read = reader(files, root);
  const all = listScenarios(root).map(name => read(join(root, 'scenarios', fileCalled(files, root, name))));
  const asked = named.length ? named.map(word => scenarioCalled(word, all, read)) : all;
  const groups = Map.groupBy(asked, rootOf);
  // What is named first comes first; else the page with the most to choose from.
  const order = [...groups].toSorted(([, a], [, b]) => (named.length ? 0 : b.length - a.length));
  const pages = order.map(([baseline, members]) => {
    const presets = members.filter(one => one !== baseline && isFit(one, baseline, onNote));
    return pageOf(files, root, baseline, [...new Set(presets)], all);
  });
  return pages.map(page => withTitles(page, pages));
}

const fileCalled = (files: ProjectFiles, root: string, name: string) =>
  files.exists(join(root, 'scenarios', `${name}.yaml`)) ? `${name}.yaml` : `${name}.yml`;

/** A page with the titles of the others, which it links to, in the languages that they have them in. */
function withTitles(page: ExplorerPage, pages: readonly ExplorerPage[]): ExplorerPage {
  const texts = { ...page.project.catalogue.texts };
  for (const { title, project } of pages)
    for (const [language, known] of Object.entries(project.catalogue.texts))
      if (known[title]) texts[language] = { ...texts[language], [title]: known[title] };
  return { ...page, project: { ...page.project, catalogue: { ...page.project.catalogue, texts } } };
}
/** Reads scenario files with those they extend, each once. */
function reader(files: ProjectFiles, root: string): (path: string) => ScenarioFile {
  const known = new Map<string, ScenarioFile>();
  return function read(path): ScenarioFile {
    const found = known.get(path);
    if (found) return found;
    const value = readOneYaml(files, path).value as Record<string, unknown>;
    const isShipped = path.startsWith(SHIPPED);
    const one: ScenarioFile = {
      ...{ name: basename(path).replace(/^rhizome:|\.ya?ml$/g, ''), path, value, parent: undefined },
      key: isShipped ? `scenarios/${path}` : posix(relative(root, path)),
    };
    known.set(path, one);
    if (typeof value.extends === 'string') {
      const beside = isShipped ? `${SHIPPED}${value.extends}` : join(root, 'scenarios', value.extends);
      one.parent = read(value.extends.startsWith(SHIPPED) ? value.extends : beside);
    }
    return one;
  };
}

function rootOf(one: ScenarioFile): ScenarioFile {
  const seen = new Set<ScenarioFile>();
  let at = one;
  for (; at.parent && !seen.has(at); at = at.parent) seen.add(at);
  return at;
}

function isFit(one: ScenarioFile, root: ScenarioFile, onNote: (text: string) => void): boolean {
  for (let at: ScenarioFile = one; at !== root; at = at.parent!) {
    const key = SHARED.find(name => at.value[name] !== undefined);
    if (key === undefined) continue;
    onNote(`${one.name} is left out: it says \`${key}\`, and its pairs with ${root.name} need the same one`);
    return false;
  }
  return true;
}

function pageOf(
  files: ProjectFiles,
  root: string,
  baseline: ScenarioFile,
  presets: readonly ScenarioFile[],
  all: readonly ScenarioFile[],
): ExplorerPage {
  const inputs = loadInputs(baseline.path);
  const texts = new Map<string, string>();
  const add = (key: string, path: string) => texts.set(key, files.readText(path, textKind(path)).text);
  for (const file of inputFiles(inputs)) {
    const isShipped = file.startsWith(SHIPPED);
    const key = isShipped ? file.slice(SHIPPED.length) : posix(relative(root, resolve(file)));
    if (!/\/posteriors\/|^scenarios\//.test(key)) add(key, isShipped ? file : resolve(file));
  }
  const read = [...inputFiles(inputs), ...presets.map(({ path }) => path)].map(path =>
    path.startsWith(SHIPPED) ? path : resolve(path),
  );
  const folders = [...new Set(read.map(path => parentOf(files, path)))];
  const withParents = (one: ScenarioFile): ScenarioFile[] => [
    one,
    ...(one.parent ? withParents(one.parent) : []),
  ];
  for (const one of [baseline, ...presets, ...all].flatMap(withParents)) add(one.key, one.path);
  const project = {
    files: Object.fromEntries(texts),
    presets: [baseline, ...presets].map(({ key }) => key),
  };
  const runs = runKeysOf(inputs).map(({ replicate, draw, parameters }) => ({ replicate, draw, parameters }));
  return {
    name: baseline.name,
    title: String((inputs.model.model.value as { title?: string }).title ?? baseline.value.title),
    hasCountries: inputs.model.places.rows.filter(({ cells }) => cells.iso?.trim()).length > 1,
    project: {
      ...project,
      catalogue: catalogueOf(project, inputs, readTexts(files, folders)),
      runs,
      seeds: designOf(inputs)?.seeds,
      version: packageVersion(),
    },
  };
}

const textKind = (path: string) => (path.endsWith('.csv') ? 'csv' : 'yaml');

/** A scenario by its name or its file. */
function scenarioCalled(
  word: string,
  all: readonly ScenarioFile[],
  read: (path: string) => ScenarioFile,
): ScenarioFile {
  if (word.startsWith(SHIPPED)) return read(word);
  const found = all.find(({ name, path }) => name === word || resolve(word) === path);
  if (found) return found;
  const names = all.map(({ name }) => name);
  return throwDiagnostic({
    kind: 'missing',
    message: `there is no scenario \`${word}\` in the project's folder scenarios/`,
    expected: names.join(', '),
    hint: didYouMean(basename(word).replace(/\.ya?ml$/, ''), names),
  });
}
