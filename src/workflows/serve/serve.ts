import { type Diagnostic, DiagnosticError, describe } from '../../core/diagnostics.ts';
import {
  type BackendName,
  DEFAULT_BACKEND,
  type Inputs,
  type RunResult,
} from '../../engine/program/run-types.ts';
import { unlessStopped } from '../../execute/stop.ts';
import { TaskRunner } from '../../execute/task-runner.ts';
import { type PointStudy, runsAt } from '../points/study.ts';
import { type Line, linesIn } from './lines.ts';
import { readyMessage } from './ready.ts';
import { idOf, readRequest } from './request.ts';

export interface ServeOptions {
  /** Runs at a time; at least 1. */
  threads: number;
  backend?: BackendName;
  signal?: AbortSignal;
  warnings?: readonly Diagnostic[];
}

/** Points that are read ahead, a thread: enough that none has to wait for the next line. */
const AHEAD = 4;

/**
 * Take points as JSON lines and answer each in a JSON line as soon as its runs are done, in any order. A line that is wrong gets an
 * error for an answer. Ends with the input, once all is answered.
 * @param write rejects when nobody reads any more, which ends this, too
 */
export async function serveRuns(
  study: PointStudy,
  input: AsyncIterable<Uint8Array>,
  write: (line: string) => Promise<void>,
  { threads, backend = DEFAULT_BACKEND, signal, warnings = [] }: ServeOptions,
): Promise<{ answered: number }> {
  const tasks = openTasks();
  const runner = new TaskRunner(threads, backend, async hash => tasks.inputsOf(hash));
  const pending = new Set<Promise<void>>();
  const ended = Promise.withResolvers<never>();
  ended.promise.catch(() => {}); // heard where the input is read
  let answered = 0;
  const say = async (message: object) => {
    await write(JSON.stringify(message));
    answered++;
  };

  async function answer(line: Line): Promise<void> {
    if ('wrong' in line)
      return say({ id: null, line: line.number, error: { kind: 'syntax', message: line.wrong } });
    try {
      const { id, point } = readRequest(line.text);
      const { inputs, keys } = runsAt(study, point);
      const hash = tasks.open(inputs);
      try {
        const outcomes = await Promise.all(keys.map(key => runner.do(hash, key)));
        const problems = outcomes.flatMap(outcome => ('failure' in outcome ? outcome.failure.problems : []));
        if (problems.length) throw new DiagnosticError(problems);
        const results = outcomes.flatMap(outcome => ('result' in outcome ? outcome.result : []));
        const single = point.replicates === undefined && keys.length === 1;
        const replicates = single ? {} : { replicates: keys.map(({ replicate }) => replicate) };
        await say({ id, ...replicates, outcomes: valuesOf(study, results, single) });
      } finally {
        tasks.close(hash);
      }
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      const [{ kind }] = error.problems;
      const message = error.problems.map(inWords).join('; ');
      await say({ id: idOf(line.text), line: line.number, error: { kind, message } });
    }
  }

  async function serve(): Promise<void> {
    await runner.begin(tasks.open(study.inputs));
    await write(JSON.stringify(readyMessage(study, threads, warnings)));
    for await (const line of linesIn(input)) {
      if ('text' in line && line.text.trim() === '') continue;
      const work = answer(line).catch(ended.reject);
      pending.add(work);
      work.then(() => pending.delete(work));
      while (pending.size >= AHEAD * threads) await Promise.race(pending);
    }
    await Promise.all(pending);
  }

  try {
    const work = serve();
    work.catch(() => {}); // of what ended it first, the rest is heard by nobody
    await unlessStopped(signal, Promise.race([work, ended.promise]));
  } catch (error) {
    if (!(error instanceof DiagnosticError && error.exitCode === 130)) throw error;
    const message = `points answered: ${answered}, not answered: ${pending.size}`;
    throw new DiagnosticError([{ kind: 'stopped', message }]);
  } finally {
    await runner.end({ waits: false });
  }
  return { answered };
}

/** Numbers by name, or lists of them in the order of the runs; null: nobody is in the base, or the run doesn't reach it. */
function valuesOf({ measures }: PointStudy, results: readonly RunResult[], single: boolean) {
  return Object.fromEntries(
    measures.map(measure => {
      const values = results
        .map(result => measure.of(result))
        .map(value => (Number.isFinite(value) ? value : null));
      return [measure.name, single ? values[0] : values];
    }),
  );
}

/** Diagnostics of a line have no place in a file. */
const inWords = (problem: Diagnostic) =>
  describe(problem.at?.file === '' ? { ...problem, at: undefined } : problem);

/** The inputs of points that are under way, by what sets them apart. */
function openTasks() {
  const tasks = new Map<string, { inputs: Inputs; points: number }>();
  return {
    open(inputs: Inputs): string {
      const { seed, events, parameters, personsPerAgent } = inputs.scenario;
      const hash = JSON.stringify([seed, personsPerAgent, parameters, events]);
      const known = tasks.get(hash);
      if (known) known.points++;
      else tasks.set(hash, { inputs, points: 1 });
      return hash;
    },
    close(hash: string): void {
      const task = tasks.get(hash)!;
      if (--task.points === 0) tasks.delete(hash);
    },
    inputsOf: (hash: string): Inputs => tasks.get(hash)!.inputs,
  };
}
