import type { PosteriorFiles } from '../../project/posterior-pair.ts';
import * as project from '../../project/read-posterior.ts';
import { disk } from './disk.ts';

/** Where a project on the disk keeps the posterior of a model on a study. */
export const posteriorFiles = (modelFolder: string, name: string): PosteriorFiles =>
  project.posteriorFiles(disk, modelFolder, name);
