import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Inputs } from '../../engine/program/run-types.ts';
import type { Judgement } from '../../inference/judgement.ts';
import { fitHash } from '../../io/fit/fit-outputs.ts';
import { MANIFEST } from '../../io/folder/folder.ts';
import { readManifest } from '../../io/folder/manifest-read.ts';
import { hasRuns, leaveRuns } from '../../io/folder/runs-folder.ts';
import { engineIdentity } from '../../io/project/engine-identity.ts';
import { changedFiles } from '../run/is-up-to-date.ts';
import { type FitInputs, fitFolder, fitInputs } from './calibrate.ts';
import { type CalibrateOptions, planFit } from './fit-plan.ts';

/** A fit that is there already: its folder, and what was said of it. */
export interface FinishedFit {
  folder: string;
  runs: number;
  judgement: Judgement;
}

/**
 * The finished fit that `calibrate` with these options would only make again: of the same inputs and options, by this engine,
 * its files as they were written. Undefined where there is none.
 */
export function finishedFit(file: string, options: CalibrateOptions & FitInputs): FinishedFit | undefined {
  return finishedFitOf(fitInputs(file, options), options);
}

/** As `finishedFit`, for inputs that are already read. */
export function finishedFitOf(given: Inputs, options: CalibrateOptions): FinishedFit | undefined {
  const folder = fitFolder(given, options);
  if (!existsSync(join(folder, MANIFEST)) || hasRuns(folder)) return undefined;
  const { engine, asked, outputs } = readManifest(folder);
  const { inputs, method, budget, question } = planFit(given, options);
  const same =
    engine === engineIdentity() &&
    asked === fitHash(inputs, { method: method.name, budget, question }) &&
    changedFiles(folder, outputs).length === 0;
  if (!same) return undefined;
  // A process that was stopped at its very end may have left the place of its runs, with nothing in it.
  leaveRuns(folder);
  const { runs, judgement } = JSON.parse(readFileSync(join(folder, 'posterior.json'), 'utf8'));
  return { folder, runs, judgement };
}
