import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { throwDiagnostic } from '../../core/diagnostics.ts';
import type { Inputs } from '../../engine/program/run-types.ts';
import type { Judgement } from '../../inference/judgement.ts';
import { posteriorName } from '../../project/posterior-name.ts';
import { makeFolders } from '../folder/disk.ts';
import { engineIdentity } from '../project/engine-identity.ts';
import { posteriorFiles } from '../project/posterior.ts';
import { putPosterior } from '../project/posterior-pair.ts';
import { projectOf } from '../project/project.ts';
import { codeOf, displayName } from '../text/text.ts';

/** A finished fit: the folder it was written to, and what is said of it. */
export interface Written {
  folder: string;
  judgement: Judgement;
}

/** Throws a Problem `conflict` where a fit has faults. */
export function refuseFaults({ folder, judgement }: Written): void {
  if (judgement.faults.length === 0) return;
  throwDiagnostic({
    kind: 'conflict',
    message: 'the fit is not adopted',
    found: judgement.faults.join('; '),
    hint: `look at ${displayName(join(folder, 'ppc.csv'))} and change the model, the priors or the budget, or take the fit as it is with --resume --adopt-anyway`,
  });
}

/**
 * Put the draws of a finished fit beside their model, where scenarios find them; returns the table's path. Whatever stops this,
 * the former table and note are there, or both new ones. Problem of kind `failed`: they can't be written.
 */
export function adoptPosterior(
  { folder, inputs: { scenario, model } }: { folder: string; inputs: Pick<Inputs, 'scenario' | 'model'> },
  scenarioFile: string,
): string {
  const root = projectOf(scenarioFile);
  const files = posteriorFiles(
    join(root, 'models', basename(scenario.model)),
    posteriorName(basename(scenario.study), model, scenario),
  );
  const own = (name: string) => readFileSync(join(folder, name), 'utf8');
  try {
    makeFolders(dirname(files.table));
    const note = JSON.parse(own('posterior.json'));
    putPosterior(files, own('posterior.csv'), { engine: engineIdentity(), ...note });
  } catch (error) {
    throwDiagnostic({
      kind: 'failed',
      message: `writing ${displayName(files.table)} failed`,
      found: codeOf(error),
    });
  }
  return displayName(files.table);
}
