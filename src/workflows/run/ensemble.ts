import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import type { Diagnostic } from '../../core/diagnostics.ts';
import {
  type BackendName,
  DEFAULT_BACKEND,
  drawIndex,
  type Frame,
  type Inputs,
  type RunOutline,
  type Task,
} from '../../engine/program/run-types.ts';
import type { Progress } from '../../execute/executor.ts';
import { estimateResources, refuseTooLarge, watchDisk } from '../../execute/limits.ts';
import { type CheckpointOptions, executeResumable, finishRuns } from '../../execute/resumable-runs.ts';
import { coursesIn, type KeptRun, keepRun, type Logs, openLogs } from '../../io/checkpoint/courses.ts';
import type { RunFailure } from '../../io/checkpoint/run-record.ts';
import type { Copy } from '../../io/folder/copies.ts';
import { checkFolder } from '../../io/folder/folder.ts';
import { type FurtherTable, writeOutputs } from '../../io/folder/outputs.ts';
import type { Reporter } from '../../io/folder/report.ts';
import type { CsvRows, TrajectoryRows } from '../../io/folder/tables.ts';
import { outputFolder } from '../../io/project/here.ts';
import type { Model } from '../../model/model.ts';
import { type Summary, summarize } from '../../observe/series/summary.ts';
import type { Population } from '../../population/population.ts';
import { instantiate, instantiateOnce, resolveScenario } from '../../simulate/resolve.ts';
import type { Study } from '../../survey/study.ts';
import { figuresTable } from './figures-table.ts';
import { compareFlows, type FlowLine } from './flow-lines.ts';
import { type LoadOverrides, loadInputs } from './load-inputs.ts';
import { type ProjectedFigure, projectFigures } from './projected.ts';
import { projectedTable } from './projected-table.ts';
import { type Design, designOf, runKeysOf } from './run-keys.ts';
import { stopwatch } from './stopwatch.ts';
import { compareSurvey, type SurveyLine } from './survey-lines.ts';
import { theoriesTable } from './theories-table.ts';
import { byTheory, partOf, refuseOtherFrame, theoryOwners } from './theory-runs.ts';

export interface EnsembleOptions extends LoadOverrides, CheckpointOptions {
  /** Runs that were done elsewhere, by id. */
  known?: ReadonlyMap<string, KeptRun>;
  backend?: BackendName;
  /** Worker threads, 0: none; by default one a processor. */
  threads?: number;
  /** Draws and seeds of runs on a posterior where none are asked for. */
  usual?: Design;
  /** Whose trajectories are written; `all` unless given. */
  trajectories?: TrajectoryRows;
  /** What the large tables have as CSV; `small` unless given. */
  csv?: CsvRows;
  /** Copies of the tables for spreadsheets. */
  copies?: readonly Copy[];
  /** Try even what seems to need more memory or disk than there is. */
  force?: boolean;
  /** The folder to be written; by default output/<scenario>. */
  folder?: string;
  onStep?: (text: string) => void;
  onProgress?: (progress: Progress) => void;
  signal?: AbortSignal;
  /** Writes the page of the folder; without it, none. */
  reporter?: Reporter;
  /** What else is made of the runs before the folder is written. */
  further?: (runs: Runs) => Promise<readonly FurtherTable[]>;
}

/** What the runs of a scenario gave, before anything is written. */
export type Runs = Omit<Ensemble, 'summary' | 'files' | 'seconds'> & { task: Task };

/** All runs of one scenario, and what they say together. */
export interface Ensemble {
  inputs: Inputs;
  model: Model;
  study: Study;
  frame: Frame;
  population: Population;
  /** Runs are draws of a posterior x seeds; undefined: replicates on the model's own values. */
  design: Design | undefined;
  /** Their long columns were in the log of runs, which goes when the folder is written. */
  results: readonly RunOutline[];
  /** Runs that are missing in the results. */
  failures: readonly RunFailure[];
  survey: readonly SurveyLine[];
  flows: readonly FlowLine[];
  /** Figures later than the fit, with what the model may be wrong about; none where its study doesn't declare that. */
  projected: readonly ProjectedFigure[];
  /** Bands of every week and series over the runs. */
  summary: Summary;
  /** Of the inputs and the people. */
  warnings: readonly Diagnostic[];
  folder: string;
  /** Names of the files in the folder. */
  files: readonly string[];
  threads: number;
  seconds: { people: number; runs: number; files: number };
}

/** Run a scenario file: its people once, its runs side by side, its output folder as the last step. */
export async function runEnsemble(file: string, options: EnsembleOptions = {}): Promise<Ensemble> {
  options.onStep?.(`reading ${file}`);
  return runInputs(loadInputs(file, { ...options, outputs: true }), options);
}

/** As `runEnsemble`, for inputs that are already read. */
export async function runInputs(inputs: Inputs, options: EnsembleOptions = {}): Promise<Ensemble> {
  const logs = openLogs();
  try {
    return await runWith(logs, inputs, options);
  } finally {
    logs.close();
  }
}

async function runWith(logs: Logs, inputs: Inputs, options: EnsembleOptions): Promise<Ensemble> {
  const { onStep, onProgress, signal, backend = DEFAULT_BACKEND } = options;
  const clock = stopwatch();
  const { scenario } = inputs;
  const folder = options.folder ?? outputFolder(scenario.name);
  checkFolder(folder);
  const threads = options.threads ?? availableParallelism();
  const keys = runKeysOf(inputs, options, options.usual);
  const design = designOf(inputs, options, options.usual);
  onStep?.(`making the people of ${scenario.name}`);
  const resolved = resolveScenario(inputs);
  const slots = Math.max(1, Math.min(threads, keys.length));
  const need = estimateResources(inputs, resolved, keys, slots, {
    trajectories: options.trajectories,
    csv: options.csv,
    held: 'outlines',
  });
  if (!options.force) refuseTooLarge(need, folder);
  const parts = byTheory(inputs, keys);
  const alone = parts.length === 1;
  // Theories share the people, which are then held beside the memory of the runs.
  const make = alone ? instantiateOnce : instantiate;
  const made = make(parts[0].inputs, {
    ...{ backend, slots },
    resolved: parts[0].theory === undefined ? resolved : undefined,
  });
  const { task, frame, population, warnings } = made;
  const people = clock();
  // Making people keeps this thread busy: let a signal that came meanwhile be heard.
  await setImmediate();

  const watch = options.force ? undefined : watchDisk(need, folder);
  const keeping = { ...options, folder, watch, keep: keepRun, onLog: logs.hold };
  const found: { results: KeptRun[]; failures: RunFailure[] } = { results: [], failures: [] };
  for (const [k, part] of parts.entries()) {
    const own = k === 0 ? made : instantiate(part.inputs, { backend, slots, population });
    refuseOtherFrame(frame, own.frame, part.theory);
    const before = found.results.length + found.failures.length;
    const { results, failures } = await executeResumable(
      own.task,
      part.keys,
      { ...keeping, part: partOf(scenario.name, part.theory) },
      {
        threads,
        signal,
        onProgress: now =>
          onProgress?.({
            weeksDone: now.weeksDone + before * frame.weeks,
            weeks: keys.length * frame.weeks,
            runsDone: now.runsDone + before,
            runs: keys.length,
          }),
      },
    );
    found.results.push(...results);
    found.failures.push(...failures);
  }
  const kept = found.results.sort((a, b) => a.run.key.replicate - b.run.key.replicate);
  const { failures } = found;
  const results = kept.map(({ run }) => run);
  const { model, study } = resolved;
  const survey = compareSurvey(frame, results, study);
  const flows = compareFlows(results, study);
  const owners = design ? results.map(({ key }) => drawIndex(key, design.seeds)) : [];
  const theories = theoryOwners(
    inputs,
    results.map(({ key }) => key),
  );
  const projected = projectFigures(inputs, resolved, results, owners, theories);
  const told = { design, results, failures, survey, flows, projected };
  const done = { inputs, model, study, frame, population, ...told, warnings, threads, folder };
  const further = [
    ...figuresTable(flows, frame.startDay),
    ...projectedTable(scenario, projected, theories !== undefined),
    ...theoriesTable(inputs, design),
    ...((await options.further?.({ ...done, task })) ?? []),
  ];
  const runs = clock();

  onStep?.('writing');
  const write = async () => {
    const courses = coursesIn(
      logs,
      kept.map(({ place }) => place),
    );
    try {
      const summary = summarize(frame, results, courses, design?.seeds, undefined, theories);
      const { trajectories, csv, copies, reporter } = options;
      const seconds = { people, runs };
      const files = await writeOutputs(folder, {
        ...done,
        courses,
        summary,
        further,
        trajectories,
        csv,
        copies,
        reporter,
        seconds,
      });
      return { summary, files };
    } finally {
      // Before they are removed: some file systems keep what is open.
      logs.close();
    }
  };
  const { summary, files } = await finishRuns(folder, write, options.onNote);
  return { ...done, summary, files, seconds: { people, runs, files: clock() } };
}
