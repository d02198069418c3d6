import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Document, textOf } from '../../core/located-document.ts';
import { readSweep, type Sweep } from '../../scenario/sweep.ts';
import { failMissingScenario } from '../text/text.ts';
import { readOneYaml } from '../text/yaml.ts';
import { findProject, locateNamed, refuseLinkOut } from './project.ts';

/** A sweep file, and the path of the scenario that it varies. */
export function openSweep(path: string): { sweep: Sweep; document: Document; scenario: string } {
  if (!existsSync(path)) failMissingScenario(path);
  const root = findProject(dirname(resolve(path)));
  refuseLinkOut(root, path);
  const document = readOneYaml(path);
  const sweep = readSweep(document);
  return {
    sweep,
    document,
    scenario: locateNamed(root, dirname(resolve(path)), textOf(document, 'scenario')).path,
  };
}
