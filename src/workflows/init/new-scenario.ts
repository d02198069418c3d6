import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { didYouMean, throwDiagnostic } from '../../core/diagnostics.ts';
import { writePage } from '../../io/folder/page.ts';
import { findProject, listScenarios } from '../../io/project/project.ts';
import { displayName, posix } from '../../io/text/text.ts';
import { loadScenario } from '../run/load-inputs.ts';
import { scenarioTemplate } from './scenario-template.ts';

const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** Write scenarios/<name>.yaml, which extends another scenario and changes nothing yet; returns its path. */
export function newScenario(name: string, from: string): string {
  if (!NAME.test(name))
    throwDiagnostic({
      kind: 'value',
      message: `\`${name}\` can't be the name of a scenario`,
      expected: 'letters, digits, - and _, at most 64',
      hint: /\.ya?ml$/.test(name) ? 'the name goes without its ending' : undefined,
    });
  const root = findProject('.');
  const folder = join(root, 'scenarios');
  const taken = ['yaml', 'yml'].map(ending => join(folder, `${name}.${ending}`)).find(existsSync);
  if (taken) refuseTaken(taken);
  const base = findBase(root, folder, from);
  const path = join(folder, `${name}.yaml`);
  const schema = join(dirname(relative(folder, base)), 'scenario.schema.json');
  const names = { name, base: posix(relative(folder, base)), schema: posix(schema) };
  writePage(path, scenarioTemplate(names, loadScenario(base, { parameters: 'defaults' })));
  return displayName(path);
}

function refuseTaken(path: string): never {
  return throwDiagnostic({
    kind: 'conflict',
    message: `${displayName(path)} is there already and stays as it is`,
    hint: 'choose another name',
  });
}

/** A scenario by its name or its file. */
function findBase(root: string, folder: string, from: string): string {
  const paths = [from, join(folder, from), join(folder, `${from}.yaml`), join(folder, `${from}.yml`)];
  const found = paths.find(path => /\.ya?ml$/.test(path) && existsSync(path));
  if (found && !relative(root, resolve(found)).startsWith('..')) return resolve(found);
  const names = listScenarios(root);
  return throwDiagnostic({
    kind: 'missing',
    message: `there is no scenario \`${from}\``,
    expected: names.join(', '),
    hint: didYouMean(from, names),
  });
}
