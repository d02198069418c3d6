/**
 * Rhizome in Node: projects in folders, runs in threads, results as named columns or as folders of tables. Everything throws one
 * class of errors, `DiagnosticError`, with diagnostics that name file, line and column.
 *
 * @example
 * const project = loadProject('.');
 * const { columns } = await runScenario(project, 'baseline', { draws: 100, seeds: 1 });
 * const { date, run, abroad } = columns(['abroad']);
 * @module
 */
export { type CalibrateOptions, type Calibration, calibrate } from './api/node/calibrate.ts';
export { type Comparison, compare } from './api/node/compare.ts';
export { loadProject, readTexts } from './api/node/load-project.ts';
export {
  type RunScenarioOptions,
  runScenario,
  type ScenarioRuns,
  streamRuns,
} from './api/node/run-scenario.ts';
export type { ExecutionOptions } from './api/node/stream.ts';
export { type Sweep, type SweepOptions, sweep } from './api/node/sweep.ts';
export { type WriteFolderOptions, type WrittenFolder, writeFolder } from './api/node/write-folder.ts';
export * from './index.ts';
