import type { Project, Run } from './door.ts';
import {
  DiagnosticError,
  describe,
  type Inputs,
  type Instance,
  identityOf,
  instantiate,
  openTask,
  type Population,
  placeCourse,
  type RunKey,
  type Runner,
  resolveScenario,
  validateScenario,
} from './door.ts';
import type { Answer, Course, Request, Stop } from './messages.ts';
import { movesSince } from './moves.ts';
import { openQuestions } from './questions.ts';

/** Compiled models that are kept: questions that differ by events alone share one. */
const KEPT = 2;
/** Questions that are known to be in order. */
const KEPT_QUESTIONS = 100;

/** Nobody waits for the run any longer. */
class Stopped extends Error {}

interface Compiled {
  prepared: Instance;
  runner: Runner;
}

/** The life of a worker: answers one request after the other. Holds the project once it is opened. */
export function createEngine(): (request: Request) => Answer {
  let people: { identity: string; population: Population } | undefined;
  const compiled = new Map<string, Compiled>();
  const checked = new Map<string, string[]>();
  let stop: Stop | undefined;
  const onWeek = () => {
    if (stop && Atomics.load(stop, 0)) throw new Stopped();
  };
  let inputsOf: (question: string) => Inputs = () => {
    throw new Error('no project is open');
  };

  /** All that a scenario's runs share with those of every scenario that differs by its events alone, sizes that answer and
   * events for some aside. */
  function compiledFor(given: Inputs): Compiled {
    const { events } = given.scenario;
    const name = identityOf({ ...given.scenario, events: events.filter(({ answer, who }) => answer ?? who) });
    const known = compiled.get(name);
    if (known) return known;
    const resolved = resolveScenario(given);
    const { seed, choose, parameters, personsPerAgent } = given.scenario;
    const identity = JSON.stringify([seed, choose, parameters, personsPerAgent]);
    const population = people?.identity === identity ? people.population : undefined;
    const prepared = instantiate(given, { backend: 'wasm', slots: 1, resolved, population });
    people = { identity, population: prepared.population };
    const made = { prepared, runner: openTask(prepared.task, resolved) };
    if (compiled.size >= KEPT) compiled.delete(compiled.keys().next().value!);
    compiled.set(name, made);
    return made;
  }

  function open(given: Pick<Project, 'files' | 'presets'>): void {
    inputsOf = openQuestions(given);
    checked.clear();
    compiledFor(inputsOf(given.presets[0]));
  }

  /** What of the question a reader should know. Throws what is wrong with it. */
  function resolve(question: string): string[] {
    const known = checked.get(question);
    if (known) return known;
    const given = inputsOf(question);
    const { prepared } = compiledFor(given);
    const { problems, warnings } = validateScenario(given.scenario, prepared.resolved.model, given.model);
    if (problems.length) throw new DiagnosticError(problems);
    const own = [...(given.scenario.warnings ?? []), ...warnings];
    const [file] = given.scenario.files;
    const found = own.filter(({ at }) => at?.file === file).map(({ message }) => message);
    if (checked.size >= KEPT_QUESTIONS) checked.clear();
    checked.set(question, found);
    return found;
  }

  function run(question: string, { replicate, draw, parameters = {} }: Run): Course {
    resolve(question);
    const given = inputsOf(question);
    const { runner, prepared } = compiledFor(given);
    const own = Object.entries(parameters).filter(
      ([name]) => !Object.hasOwn(given.scenario.parameters, name),
    );
    const key: RunKey = {
      scenario: given.scenario.name,
      replicate,
      draw,
      parameters: Object.fromEntries(own),
    };
    const result = runner.run(key, 0, { scenario: given.scenario, onWeek })!;
    const { stateHash } = result;
    const { frame, resolved } = prepared;
    // The sizes of events come last; they are no outcomes that questions share.
    const [all, shared] = [frame.series.length, resolved.metrics.series.length];
    const trajectories =
      all === shared
        ? result.trajectories
        : Float64Array.from({ length: frame.weeks * shared }, (_, k) => {
            const week = Math.floor(k / shared);
            return result.trajectories[week * all + k - week * shared];
          });
    const places = frame.places.length;
    const moves = movesSince(result.flows, frame.weeks, places);
    const survey = result.surveyValues.slice();
    return { replicate, draw, trajectories, stateHash, moves, survey, ...placeCourse(result, places) };
  }

  return request => {
    const question = request.kind === 'open' ? '' : request.question;
    try {
      if (request.kind === 'open') {
        stop = request.stop;
        open(request.project);
        return { kind: 'opened' };
      }
      if (request.kind === 'resolve') return { kind: 'resolved', question, warnings: resolve(question) };
      return { kind: 'ran', question, course: run(question, request.run) };
    } catch (error) {
      if (error instanceof Stopped) return { kind: 'stopped', question };
      if (error instanceof DiagnosticError)
        return { kind: 'refused', question, problems: error.problems.map(describe) };
      return { kind: 'fault', message: error instanceof Error ? error.message : String(error) };
    }
  };
}
