import { setImmediate } from 'node:timers/promises';
import type { Task } from '../../engine/program/run-types.ts';
import type { Executor } from '../../execute/executor.ts';
import type { Point } from '../../inference/emulator/noise.ts';
import type { FitState } from '../../inference/fit.ts';
import { misfitOf } from '../../inference/problem/prior-predictive-check.ts';
import type { FitLog, FitRun } from '../../io/checkpoint/fit-log.ts';
import { fitKeyOf } from './fit-key.ts';
import type { CalibrateOptions, FitPlan, FitSeconds } from './fit-plan.ts';
import { PILOT_RUNS, refuseHopeless, refuseUnreachable } from './fit-reach.ts';

/** A fit on its way. */
export interface Fitting extends Pick<CalibrateOptions, 'signal' | 'onStep' | 'onProgress'> {
  plan: FitPlan;
  task: Task;
  log: FitLog;
  /** All runs of the rounds so far, in the order in which they were asked for. */
  outcomes: FitRun[];
  executor: Executor;
  threads: number;
  seconds: FitSeconds;
}

/** Make the runs that the state asks for, those that the log has not, and learn from all of them. */
export async function doRound(fitting: Fitting, state: FitState, round: number): Promise<FitState> {
  const { plan, task, log, outcomes, executor, threads, signal, onStep, onProgress, seconds } = fitting;
  const { question, targets, method, budget, inputs } = plan;
  const wanted = state.pending.flatMap(({ id, round: proposed, theta, replicates }) =>
    Array.from({ length: replicates }, (_, replicate) => ({
      proposal: id,
      replicate,
      round: proposed,
      theta,
    })),
  );
  const missing = wanted.filter(run => !log.find(run));
  const ready = outcomes.length + wanted.length - missing.length;
  const misfitPerTarget = ({ status, summaries }: FitRun) =>
    status === 'ok'
      ? misfitOf(question.targets, [summaries]) / question.targets.length
      : Number.POSITIVE_INFINITY;
  const least = (runs: readonly (FitRun | undefined)[]) =>
    runs.reduce((so, run) => (run ? Math.min(so, misfitPerTarget(run)) : so), Number.POSITIVE_INFINITY);
  let bestMisfit = least([...outcomes, ...wanted.map(run => log.find(run))]);
  let arrived = 0;
  const report = () => {
    const runs = Math.max(method.runs(budget), ready + missing.length);
    onProgress?.({ round, runsDone: ready + arrived, runs, bestMisfit });
  };
  const note = (run: FitRun) => {
    bestMisfit = Math.min(bestMisfit, misfitPerTarget(log.add(run)));
    arrived++;
    report();
  };
  const started = performance.now();
  report();
  const make = async (runs: readonly (typeof missing)[number][]) => {
    if (runs.length === 0) return;
    await executor(
      task,
      runs.map(run => fitKeyOf(inputs, question, run)),
      {
        threads,
        signal,
        onResult(index, result) {
          const summaries = targets.summaries(result);
          note({ ...runs[index], status: 'ok', summaries, seconds: result.wallSeconds });
        },
        onFailure(index, problems) {
          const error = problems
            .map(({ message, found }) => (found ? `${message}: ${found}` : message))
            .join('; ');
          note({ ...runs[index], status: 'failed', summaries: [], error, seconds: 0 });
        },
      },
    );
  };
  if (round === 0) {
    const pilot = wanted.filter(({ replicate }) => replicate === 0).slice(0, PILOT_RUNS);
    await make(missing.filter(run => pilot.includes(run)));
    dropping(log, () => refuseHopeless(targets, pointsOf(pilot.map(run => log.find(run)!))));
  }
  await make(missing.filter(run => !log.find(run)));
  const absorbing = performance.now();
  seconds.runs += (absorbing - started) / 1000;
  onStep?.(`reading ${ready + arrived} runs`);
  // Let a progress line be seen before the mathematics keeps this thread busy.
  await setImmediate();
  const made = wanted.map(run => log.find(run)!);
  outcomes.push(...made);
  const next = dropping(log, () => {
    if (round === 0) refuseUnreachable(targets, pointsOf(made));
    return method.absorb(state, made);
  });
  seconds.inference += (performance.now() - absorbing) / 1000;
  return next;
}

/** The runs that succeeded, by proposal. */
function pointsOf(runs: readonly FitRun[]): Point[] {
  const points = new Map<number, FitRun['summaries'][]>();
  for (const { proposal, status, summaries } of runs)
    if (status === 'ok') points.set(proposal, [...(points.get(proposal) ?? []), summaries]);
  return [...points].map(([id, made]) => ({ id, round: 0, u: [], runs: made }));
}

/** What can't be fitted can't be fitted on the same runs again: they are not kept. */
function dropping<T>(log: FitLog, judge: () => T): T {
  try {
    return judge();
  } catch (error) {
    log.drop();
    throw error;
  }
}
