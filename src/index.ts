/**
 * Rhizome in any JavaScript: Node, a page, a worker. Nothing here touches a disk, a clock or a network; files come as texts,
 * results leave as typed arrays. The same inputs and seed give the same bits everywhere.
 *
 * `rhizome-sim/node` reads folders, runs in threads and writes results.
 *
 * @example
 * const project = readProject(files); // texts by path
 * const scenario = resolveScenario(project, 'baseline', { personsPerAgent: 1000 });
 * const task = createTask(scenario);
 * for (const run of simulateAll(task)) console.log(run.run, run.series.abroad.at(-1));
 * @module
 */
export { bandsOf, type Columns, columnsOf, type SeriesBand } from './api/columns.ts';
export { type CompareOptions, compareRuns, type Difference, type SeriesDifference } from './api/compare.ts';
export { type Fit, type FitOptions, type FitStep, fit } from './api/fit.ts';
export { type Project, readProject } from './api/project.ts';
export type { Run, SurveyShares } from './api/run.ts';
export {
  type InlineScenario,
  type ResolvedScenario,
  resolveScenario,
  type ScenarioSettings,
  type SeriesInfo,
} from './api/scenario.ts';
export {
  createTask,
  type SimulateOptions,
  simulate,
  simulateAll,
  type Task,
  type TaskOptions,
} from './api/task.ts';
export {
  type Diagnostic,
  DiagnosticError,
  type DiagnosticKind,
  describe as describeDiagnostic,
  type Position,
} from './core/diagnostics.ts';
