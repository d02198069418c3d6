import type { Position } from '../../core/diagnostics.ts';
import type { Inputs } from '../../engine/program/run-types.ts';
import type { ModelFiles } from '../../model/model.ts';
import * as project from '../../project/read-inputs.ts';
import type { ParametersFrom } from '../../scenario/scenario.ts';
import { projectFiles } from './library.ts';
import { findProject, projectOf } from './project.ts';

/** All that the runs of a scenario file on the disk read. */
export const readInputs = (scenarioPath: string, from?: ParametersFrom, theories?: string): Inputs =>
  project.readInputs(projectFiles(projectOf(scenarioPath)), scenarioPath, from, theories);

/** A model's folder on the disk. */
export const readModel = (folder: string, namedAt?: Position): ModelFiles =>
  project.readModel(projectFiles(findProject(folder)), folder, namedAt);
