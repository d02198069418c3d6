import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { type Diagnostic, joinWarnings } from '../../core/diagnostics.ts';
import { type Document, valuePosition } from '../../core/located-document.ts';
import type { Inputs, RunKey } from '../../engine/program/run-types.ts';
import { checkFolder } from '../../io/folder/folder.ts';
import { SWEEP_KEY_FIGURES } from '../../io/folder/key-figures.ts';
import { outputFolder } from '../../io/project/here.ts';
import { openSweep } from '../../io/project/read-sweep.ts';
import type { Model } from '../../model/model.ts';
import type { Sweep } from '../../scenario/sweep.ts';
import { resolveScenario } from '../../simulate/resolve.ts';
import type { Study } from '../../survey/study.ts';
import type { ManyRunsOptions } from '../run/design-runs.ts';
import { adjust, type LoadOverrides, loadInputs } from '../run/load-inputs.ts';
import { askFor, type Outcome, valuesOf } from '../run/outcomes.ts';
import { type Keep, type PointsOptions, runAtPoints } from '../run/point-runs.ts';
import { type Design, designOf, runKeysOf } from '../run/run-keys.ts';
import { refuseSet, settingName } from '../run/settings.ts';
import { stopwatch } from '../run/stopwatch.ts';
import { writeStudyFolder } from '../run/study-folder.ts';
import { theoriesTable } from '../run/theories-table.ts';
import { checkLevers } from './sweep-check.ts';
import { type Point, type PointInputs, pointsOf, setLevers } from './sweep-points.ts';
import { sweepKeyFigures, sweepTables } from './sweep-rows.ts';
import type { SweepRun } from './swept.ts';

/** Runs at a point where the file says nothing: on a posterior, and without one. */
const USUAL: Design = { draws: 10, seeds: 1 };
const USUAL_SEEDS = 4;

export interface SweepOptions
  extends Pick<LoadOverrides, 'seed' | 'parameters' | 'theories' | 'set' | 'weeks' | 'personsPerAgent'>,
    ManyRunsOptions {}

export interface SweepResult {
  sweep: Sweep;
  inputs: Inputs;
  model: Model;
  study: Study;
  design: Design | undefined;
  points: readonly Point[];
  outcomes: readonly Outcome[];
  runs: readonly SweepRun[];
  agents: number;
  /** Of the inputs at all points. */
  warnings: readonly Diagnostic[];
  folder: string;
  files: readonly string[];
  seconds: { runs: number; files: number };
}

/** Run a scenario at every point of a sweep file, with the same draws and seeds at each; writes a folder of tables. */
export async function runSweep(file: string, options: SweepOptions = {}): Promise<SweepResult> {
  const { onStep, threads = availableParallelism() } = options;
  onStep?.(`reading ${file}`);
  const clock = stopwatch();
  const { sweep, document, scenario: path } = openSweep(file);
  const { seed, parameters, theories, set, weeks, personsPerAgent = sweep.personsPerAgent } = options;
  const read = loadInputs(path, { seed, parameters, theories, set, weeks, personsPerAgent });
  const { inputs, resolved, outcomes } = askFor(withSeeds(read, sweep), sweep.outcomes);
  checkLevers(inputs.scenario, resolved.model, sweep.levers);
  refuseSet(inputs, sweep.levers.map(settingName));
  const name = basename(file).replace(/\.ya?ml$/, '');
  const folder = options.folder ?? outputFolder('sweep', name);
  checkFolder(folder);
  const points = pointsOf(sweep, inputs.scenario.seed);
  const atPoints = points.map(point => setLevers(inputs, resolved.model, sweep.levers, point));
  const { runs, agents, people } = await runAll(atPoints, sweep, outcomes, { ...options, threads, folder });
  const whole = resolveScenario(read);
  const warnings = joinWarnings(unusedPoints(sweep, document), whole.warnings, people);
  const design = designOf(inputs, sweep, USUAL);
  const took = { runs: clock() };

  onStep?.('writing');
  const { sources, assumes } = read.scenario;
  const hashes = [
    ...(sources ?? []),
    ...(document.sha256 ? [[document.file, document.sha256] as const] : []),
  ];
  const asked = { ...inputs.scenario, name, title: sweep.title, assumes, sources: new Map(hashes) };
  const swept = { sweep, points, outcomes, runs };
  const tables = sweepTables(swept);
  const files = await writeStudyFolder(
    folder,
    {
      ...{ ...options, read, scenario: asked, inputs, agents, warnings, seconds: took },
      // Runs look at no flows, but some were tested by them.
      resolved: { model: resolved.model, study: whole.study },
    },
    async to => {
      const resolution = { personsPerAgent: inputs.scenario.personsPerAgent, agents };
      await to.table(SWEEP_KEY_FIGURES, sweepKeyFigures(swept, resolved.model.places, resolution));
      for (const { table, rows } of [...tables, ...theoriesTable(read, design)]) await to.table(table, rows);
    },
  );
  return {
    sweep,
    inputs,
    model: resolved.model,
    study: whole.study,
    design,
    points,
    outcomes,
    runs,
    agents,
    warnings,
    folder,
    files,
    seconds: { ...took, files: clock() },
  };
}

/** A grid has as many points as its levers have values, where each says them all. */
function unusedPoints({ design, points, levers }: Sweep, document: Document): Diagnostic[] {
  if (design !== 'grid' || points === undefined || levers.some(({ values }) => 'low' in values)) return [];
  return [
    {
      kind: 'conflict',
      message: '`points` has no effect: every lever of the grid has `values`',
      at: valuePosition(document, ['points']),
    },
  ];
}

/** Without a posterior, a point's runs are replicates. */
function withSeeds(inputs: Inputs, { draws, seeds = USUAL_SEEDS }: Sweep): Inputs {
  return inputs.posterior ? inputs : adjust(inputs, { draws, replicates: seeds });
}

/** The runs of all points, with the same draws and seeds at each. */
async function runAll(
  atPoints: readonly PointInputs[],
  { draws, seeds }: Sweep,
  outcomes: readonly Outcome[],
  options: PointsOptions,
): Promise<{ runs: SweepRun[]; agents: number; people: readonly Diagnostic[] }> {
  const asked = atPoints[0].inputs.posterior ? { draws, seeds } : {};
  const points = atPoints.map(({ inputs, parameters }, k) => ({
    inputs,
    label: String(k + 1),
    keys: runKeysOf(inputs, asked, USUAL).map(
      (key): RunKey => ({ ...key, parameters: { ...key.parameters, ...parameters } }),
    ),
  }));
  const { values, agents, warnings } = await runAtPoints(points, keepOutcomes(outcomes), options);
  const runs = points.flatMap(({ keys }, point) =>
    keys.map(({ replicate, draw, theory }, k) => ({
      ...{ point, replicate, draw, values: [...values[point][k]!] },
      ...(theory !== undefined && { theory }),
    })),
  );
  return { runs, agents, people: warnings };
}

const keepOutcomes = (outcomes: readonly Outcome[]): Keep => ({
  name: JSON.stringify(outcomes),
  of: (frame, result) => valuesOf(outcomes, frame, result),
});
