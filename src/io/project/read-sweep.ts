import type { Document } from '../../core/located-document.ts';
import * as project from '../../project/read-sweep.ts';
import type { Sweep } from '../../scenario/sweep.ts';
import { projectFiles } from './library.ts';
import { projectOf } from './project.ts';

/** A sweep file on the disk, and the path of the scenario that it varies. */
export const openSweep = (path: string): { sweep: Sweep; document: Document; scenario: string } =>
  project.openSweep(projectFiles(projectOf(path)), path);
