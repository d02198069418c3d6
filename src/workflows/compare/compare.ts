import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { type Diagnostic, joinWarnings } from '../../core/diagnostics.ts';
import {
  type BackendName,
  DEFAULT_BACKEND,
  type Frame,
  type RunResult,
} from '../../engine/program/run-types.ts';
import type { Progress } from '../../execute/executor.ts';
import { estimateResources, refuseTooLarge } from '../../execute/limits.ts';
import { type CheckpointOptions, executeResumable, finishRuns } from '../../execute/resumable-runs.ts';
import type { Copy } from '../../io/folder/copies.ts';
import { checkFolder } from '../../io/folder/folder.ts';
import type { Reporter } from '../../io/folder/report.ts';
import type { CsvRows } from '../../io/folder/tables.ts';
import { outputFolder } from '../../io/project/here.ts';
import type { Model } from '../../model/model.ts';
import { type PlaceCourse, placeCourse } from '../../observe/series/place-differences.ts';
import type { Population } from '../../population/population.ts';
import { instantiate, type ResolvedScenario, resolveScenario } from '../../simulate/resolve.ts';
import type { LoadOverrides } from '../run/load-inputs.ts';
import { populationKey } from '../run/population-parameters.ts';
import { type Design, designOf, runKeysOf } from '../run/run-keys.ts';
import { stopwatch } from '../run/stopwatch.ts';
import { byTheory, partOf, refuseOtherFrame } from '../run/theory-runs.ts';
import { writeComparison } from './compare-folder.ts';
import { compareInputs } from './compare-inputs.ts';
import { compareAll, weeksCompared } from './compare-rows.ts';
import type { Comparison, Side } from './comparison.ts';

export interface CompareOptions extends LoadOverrides, CheckpointOptions {
  /** Begin even what seems to need more memory or disk than there is. */
  force?: boolean;
  backend?: BackendName;
  /** Worker threads, 0: none; by default one a processor. */
  threads?: number;
  /** What the large tables have as CSV; `small` unless given. */
  csv?: CsvRows;
  /** Copies of the tables for spreadsheets. */
  copies?: readonly Copy[];
  /** A day of which is told besides the ends of months. */
  day?: number;
  folder?: string;
  onStep?: (text: string) => void;
  onProgress?: (progress: Progress) => void;
  signal?: AbortSignal;
  /** Writes the page of the folder; without it, none. */
  reporter?: Reporter;
}

export interface Compared {
  /** The scenario that the others are compared with first. */
  sides: readonly Side[];
  model: Model;
  design: Design | undefined;
  /** By scenario after the first. */
  comparisons: readonly Comparison[];
  agents: number;
  /** Of the inputs of all sides. */
  warnings: readonly Diagnostic[];
  folder: string;
  files: readonly string[];
  seconds: { people: number; runs: number; files: number };
}

/**
 * Run a scenario and others on the same draws of parameters and chance, and tell their differences pair by pair; writes a
 * folder of tables. Scenarios that make the same people share them.
 */
export async function compare(
  base: string,
  others: readonly string[],
  options: CompareOptions = {},
): Promise<Compared> {
  const { onStep, backend = DEFAULT_BACKEND, threads = availableParallelism() } = options;
  onStep?.(`reading ${[base, ...others].join(', ')}`);
  const clock = stopwatch();
  const all = compareInputs([base, ...others], options);
  const folder = options.folder ?? outputFolder('compare', all.map(({ name }) => name).join('-vs-'));
  checkFolder(folder);
  const weeks = weeksCompared(all[0].inputs.scenario, options.day);
  const design = designOf(all[0].inputs, options);
  const populations = new Map<string, Population>();
  let [people, runs] = [0, 0];
  let first: ResolvedScenario | undefined;
  const sides: Side[] = [];
  let warnings: readonly Diagnostic[] = [];
  for (const [k, { name, inputs }] of all.entries()) {
    const known = resolveScenario(inputs);
    const key = populationKey(inputs, known.model);
    if (!populations.has(key)) onStep?.(`making the people of ${name}`);
    const keys = runKeysOf(inputs, options).map(key => ({ ...key, scenario: name }));
    const slots = Math.max(1, Math.min(threads, keys.length));
    if (!options.force) refuseTooLarge(estimateResources(inputs, known, keys, slots), folder);
    const kept: { run: RunResult; places: PlaceCourse }[] = [];
    let frame: Frame | undefined;
    for (const part of byTheory(inputs, keys)) {
      const prepared = instantiate(part.inputs, {
        ...{ backend, slots, population: populations.get(key) },
        resolved: part.theory === undefined ? known : undefined,
      });
      const { task, resolved, population } = prepared;
      frame ??= prepared.frame;
      refuseOtherFrame(frame, prepared.frame, part.theory);
      warnings = joinWarnings(warnings, prepared.warnings);
      populations.set(key, population);
      first ??= resolved;
      const before = kept.length;
      // Making people keeps this thread busy: let a signal that came meanwhile be heard.
      await setImmediate();
      people += clock();
      const { results } = await executeResumable(
        task,
        part.keys,
        {
          ...{ ...options, folder, part: partOf(name, part.theory) },
          keep: result => ({
            run: courseOnly(result),
            places: placeCourse(result, prepared.frame.places.length),
          }),
        },
        {
          threads,
          signal: options.signal,
          onProgress: now => options.onProgress?.(overall(now, before, keys.length, k, all.length)),
        },
      );
      kept.push(...results);
      runs += clock();
    }
    kept.sort((a, b) => a.run.key.replicate - b.run.key.replicate);
    const places = kept.map(one => one.places);
    sides.push({ name, inputs, frame: frame!, results: kept.map(({ run }) => run), places });
  }
  const { model } = first!;
  const comparisons = compareAll(sides, model, weeks, design?.seeds);
  onStep?.('writing');
  const files = await finishRuns(
    folder,
    () =>
      writeComparison(folder, {
        ...{ sides, resolved: first!, design, weeks, day: options.day, comparisons, warnings },
        ...{ csv: options.csv, copies: options.copies, reporter: options.reporter },
        seconds: { people, runs },
      }),
    options.onNote,
  );
  const [{ agents }] = populations.values();
  const seconds = { people, runs, files: clock() };
  return { sides, model, design, comparisons, agents, warnings, folder, files, seconds };
}

/** Every scenario has as many runs. @param before runs of this one by earlier theories */
function overall(now: Progress, before: number, runs: number, done: number, sides: number): Progress {
  const weeks = now.weeks / now.runs;
  return {
    weeksDone: (done * runs + before) * weeks + now.weeksDone,
    weeks: sides * runs * weeks,
    runsDone: done * runs + before + now.runsDone,
    runs: sides * runs,
  };
}

/** What differences are made of, as a copy that holds no record; the rest of a result is large and not asked for. */
function courseOnly(result: RunResult): RunResult {
  const none = new Float64Array(0);
  return {
    ...result,
    trajectories: result.trajectories.slice(),
    flows: none,
    surveyValues: none,
    surveyRespondents: none,
    surveyAgents: none,
    figures: none,
    statistics: none,
  };
}
