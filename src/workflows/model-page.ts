import { join } from 'node:path';
import { didYouMean, throwDiagnostic } from '../core/diagnostics.ts';
import type { Inputs } from '../engine/program/run-types.ts';
import { readInputs, readModel } from '../io/project/inputs.ts';
import { projectFiles } from '../io/project/library.ts';
import { listModels, projectOf } from '../io/project/project.ts';
import type { ModelFiles } from '../model/model.ts';
import { locate, refuseLinkOut } from '../project/locate.ts';

/** The files from which a model's page is written, and the page's place. */
export interface Pages {
  files: ModelFiles;
  /** The inputs of the scenario whose model this is; undefined for another model, which then has no study. */
  inputs: Inputs | undefined;
  /** The model's prose, and the page made from it. */
  prose: string;
  page: string;
}

/** Find a model by name, or that of a scenario; the scenario's own model has the page docs/model.md. */
export function openPages(scenarioFile: string, name?: string): Pages {
  const inputs = readInputs(scenarioFile, 'defaults');
  const root = projectOf(scenarioFile);
  const project = projectFiles(root);
  const usual = inputs.scenario.model.split('/').at(-1)!;
  const names = listModels(root);
  if (name !== undefined && !names.includes(name))
    throwDiagnostic({
      kind: 'unknown',
      message: `there is no model \`${name}\``,
      expected: names.join(', '),
      hint: didYouMean(name, names),
    });
  const other = name !== undefined && name !== usual ? name : undefined;
  const folder = join(root, 'models', other ?? usual);
  refuseLinkOut(project, root, join(folder, 'odd.md'));
  return {
    files: other ? readModel(locate(project, root, join(root, 'models'), other)) : inputs.model,
    inputs: other ? undefined : inputs,
    prose: join(folder, 'odd.md'),
    page: join(root, 'docs', other ? `${other}.md` : 'model.md'),
  };
}
