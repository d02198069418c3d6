import type { RunKey, RunResult, Task } from '../../engine/program/run-types.ts';
import { morrisEffects } from '../../inference/sensitivity/morris.ts';
import { averaged, DUMMY } from '../../inference/sensitivity/noise-share.ts';
import { sobolIndices } from '../../inference/sensitivity/sobol-indices.ts';
import type { ResolvedScenario } from '../../simulate/resolve.ts';
import { type PointsLog, type PointsOptions, runPoints } from '../run/design-runs.ts';
import { type Outcome, valuesOf } from '../run/outcomes.ts';
import type { Factor } from './factors.ts';
import { type Design, replicatesOf } from './sensitivity-design.ts';

/** How one parameter moves one outcome; NaN where the method has no such index. */
export interface Effect {
  parameter: string;
  mu: number;
  muStar: number;
  muStarConf: number;
  sigma: number;
  s1: number;
  s1Conf: number;
  st: number;
  stConf: number;
  s1Raw: number;
  stRaw: number;
  /** mu* or ST, by which parameters are ordered, and its half width. */
  size: number;
  sizeConf: number;
  /** Whether the size lies beyond the dummy's, both intervals counted. */
  toldFromChance: boolean;
  note: string;
}

export interface OutcomeEffects {
  outcome: Outcome;
  noiseShare: number;
  /** Points at which a run had nobody in the outcome's base: then there are no effects. */
  missing: number;
  /** The largest first; the dummy is among them. */
  effects: Effect[];
}

/** One run as far as it is kept. */
export interface PointRun {
  point: number;
  replicate: number;
  /** By outcome. */
  values: number[];
}

/** Run each point of a design with each of its seeds, in the order of points. */
export async function runDesign(
  task: Task,
  { frame }: ResolvedScenario,
  design: Design,
  factors: readonly Factor[],
  outcomes: readonly Outcome[],
  log: PointsLog,
  { seeds, ...options }: PointsOptions & { seeds: number },
): Promise<PointRun[]> {
  const runs = design.points.flatMap((point, index) => {
    const parameters = parametersAt(factors, point.u);
    return replicatesOf(point, seeds).map(replicate => ({ point: index, replicate, parameters }));
  });
  const scenario = task.inputs.scenario.name;
  const keys = runs.map(({ replicate, parameters }): RunKey => ({ scenario, replicate, parameters }));
  const keep = {
    name: JSON.stringify(outcomes),
    of: (result: RunResult) => valuesOf(outcomes, frame, result),
  };
  const { values } = await runPoints(task, frame, keys, keep, log, options);
  return runs.map(({ point, replicate }, k) => ({ point, replicate, values: [...values[k]!] }));
}

/** Where the ends of a prior are infinite, the levels at 0 and 1 become its 1 % and 99 % quantiles. */
const WITHIN = [0.01, 0.99] as const;

export function parametersAt(factors: readonly Factor[], u: readonly number[]): Record<string, number> {
  const value = ({ coordinate }: Factor, at: number) => {
    const plain = coordinate.value(at);
    return Number.isFinite(plain) ? plain : coordinate.value(Math.min(Math.max(at, WITHIN[0]), WITHIN[1]));
  };
  return Object.fromEntries(factors.map((factor, k) => [factor.parameter.name, value(factor, u[k])]));
}

/** Indices of every outcome on the means over seeds. */
export function effectsOf(
  design: Design,
  outcomes: readonly Outcome[],
  runs: readonly PointRun[],
  seed: string,
): OutcomeEffects[] {
  const byPoint = design.points.map(() => [] as PointRun[]);
  for (const run of runs) byPoint[run.point].push(run);
  return outcomes.map((outcome, k) => {
    const values = byPoint.map(own => own.map(run => run.values[k]));
    const { means } = averaged(values);
    const missing = means.filter(mean => !Number.isFinite(mean)).length;
    const own = values.filter((_, i) => !design.points[i].otherSeeds);
    const { noiseShare } = averaged(own);
    return { outcome, noiseShare, missing, effects: missing ? [] : judged(indices(design, means, seed)) };
  });
}

type Index = Omit<Effect, 'toldFromChance'>;

const NONE = {
  ...{ mu: Number.NaN, muStar: Number.NaN, muStarConf: Number.NaN, sigma: Number.NaN },
  ...{ s1: Number.NaN, s1Conf: Number.NaN, st: Number.NaN, stConf: Number.NaN },
  ...{ s1Raw: Number.NaN, stRaw: Number.NaN },
};

function indices({ plan }: Design, means: readonly number[], seed: string): Index[] {
  if (plan.type === 'morris')
    return morrisEffects(plan, means, seed).map(({ name, ...row }) => ({
      ...NONE,
      ...row,
      parameter: name,
      size: row.muStar,
      sizeConf: row.muStarConf,
      note: '',
    }));
  return sobolIndices(plan, means, seed).map(({ name, s1Zero, stZero, ...row }) => ({
    ...NONE,
    ...row,
    parameter: name,
    size: row.stRaw,
    sizeConf: row.stConf,
    note: [s1Zero ? 'S1' : '', stZero ? 'ST' : '']
      .filter(Boolean)
      .map(index => `${index} not distinguishable from 0`)
      .join('; '),
  }));
}

function judged(found: readonly Index[]): Effect[] {
  const dummy = found.find(({ parameter }) => parameter === DUMMY)!;
  const floor = dummy.size + dummy.sizeConf;
  return found
    .map(one => ({ ...one, toldFromChance: one !== dummy && one.size - one.sizeConf > floor }))
    .sort((a, b) => b.size - a.size || (a.parameter < b.parameter ? -1 : 1));
}
