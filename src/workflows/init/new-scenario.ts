import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { didYouMean, throwDiagnostic } from '../../core/diagnostics.ts';
import { writePage } from '../../io/folder/page.ts';
import { PACKAGE_ROOT } from '../../io/package-root.ts';
import { findProject, listScenarios } from '../../io/project/project.ts';
import { displayName, posix } from '../../io/text/text.ts';
import { SHIPPED } from '../../project/shipped.ts';
import { loadScenario } from '../run/load-inputs.ts';
import { scenarioTemplate } from './scenario-template.ts';

const SCHEMA = 'scenario.schema.json';

const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/**
 * Write scenarios/<name>.yaml, which extends another scenario and changes nothing yet; returns its path.
 * @param from a scenario of the project by name or file, or a shipped one (`rhizome:baseline`)
 * @param typed commands as they are typed here
 */
export function newScenario(name: string, from: string | undefined, typed = (text: string) => text): string {
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
  const base = findBase(root, folder, from ?? usualBase(root));
  const path = join(folder, `${name}.yaml`);
  const beside = isShipped(base) ? '' : join(dirname(base), SCHEMA);
  const schema = existsSync(beside) ? beside : join(PACKAGE_ROOT, 'scenarios', SCHEMA);
  const names = {
    name,
    base: isShipped(base) ? base : posix(relative(folder, base)),
    schema: posix(relative(folder, schema)),
  };
  writePage(path, typed(scenarioTemplate(names, loadScenario(base, { parameters: 'defaults' }))));
  return displayName(path);
}

function refuseTaken(path: string): never {
  return throwDiagnostic({
    kind: 'conflict',
    message: `${displayName(path)} is there already and stays as it is`,
    hint: 'choose another name',
  });
}

const isShipped = (base: string) => base.startsWith(SHIPPED);

/** In a project without any scenario the shipped baseline is meant. */
const usualBase = (root: string) => (listScenarios(root).length ? 'baseline' : `${SHIPPED}baseline`);

/** A scenario by its name or its file; a shipped one by its name. */
function findBase(root: string, folder: string, from: string): string {
  if (isShipped(from)) return from;
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
