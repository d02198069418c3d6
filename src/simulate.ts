import { isoDay, weekOf } from './calendar.ts';
import { javascript } from './compile/javascript.ts';
import type { Backend, Failure } from './compile/machine.ts';
import { layOut } from './layout/layout.ts';
import { buildModel } from './model/build.ts';
import type { Model } from './model/model.ts';
import { interview } from './observe/interview.ts';
import { type MetricPlan, planFlows, planMetrics } from './observe/metrics.ts';
import { planWaves, type WavePlan } from './observe/waves.ts';
import { populate } from './population/populate.ts';
import type { Population } from './population/population.ts';
import { fail, ProblemError } from './problem.ts';
import { seedKey } from './random/streams.ts';
import type { BackendName, Frame, Inputs, RunKey, RunResult, SurveyRow, Task } from './run.ts';
import { validateScenario } from './scenario/validate.ts';
import { parseStudy } from './survey/parse.ts';
import type { Respondents } from './survey/sample.ts';
import type { Study } from './survey/study.ts';
import { bufferOf, createMemory, fillCommon, fillSlot, populationColumn } from './world/memory.ts';
import { fieldsOf, writeRun, writeWeek } from './world/prepare.ts';
import { hashState } from './world/snapshot.ts';

/**
 * The story of Rhizome: a scenario and its model and study are understood, people are made, and week after week the plan
 * runs over them while observers look on.
 */

/** A scenario with everything it names, checked and typed. */
export interface Understood {
  model: Model;
  study: Study;
  metrics: MetricPlan;
  waves: readonly WavePlan[];
  frame: Frame;
}

const BACKENDS: Record<BackendName, Backend> = { js: javascript, wasm: javascript };

/** Check and type all inputs against each other. Throws a ProblemError with everything that is wrong. */
export function understand({ scenario, model: files, study: tables }: Inputs): Understood {
  const { choose, withoutMechanisms: without, parameters } = scenario;
  const model = buildModel(files, { choose, without, parameters });
  const problems = validateScenario(scenario, model, files);
  if (problems.length) throw new ProblemError(problems);
  const study = parseStudy(tables);
  const weeks = weekOf(scenario.untilDay, model.startDay) + 1;
  const metrics = planMetrics(model, scenario.groups);
  const waves = planWaves(model, study, weeks);
  const rows = waves.flatMap(wave => wave.rows.map(({ row }) => row));
  const survey = rows.flatMap((row): SurveyRow[] => [
    { ...row, mode: 'drawn' },
    { ...row, mode: 'expected' },
  ]);
  const frame = {
    weeks,
    startDay: model.startDay,
    places: model.places.labels,
    series: metrics.series,
    survey,
  };
  return { model, study, metrics, waves, frame };
}

export interface Prepared {
  understood: Understood;
  frame: Frame;
  population: Population;
  /** What threads are given. */
  task: Task;
}

/** Make the people, once for all runs, and lay them out in one shared memory with room for `slots` runs at a time. */
export function prepare(inputs: Inputs, options: { backend: BackendName; slots: number }): Prepared {
  const understood = understand(inputs);
  const { model } = understood;
  const population = populate(model, inputs);
  const ties = model.networks.map(({ name }) => population.ties.get(name)!.neighbours.length);
  const layout = layOut(model, population.agents, ties, options.slots);
  const memory = createMemory(layout);
  fillCommon(memory, layout, model, population);
  const written = model.columns.flatMap(({ fromPopulation }, k) =>
    fromPopulation && !layout.columns[k].common ? [[k, populationColumn(model, k, population)] as const] : [],
  );
  const task: Task = { inputs, backend: options.backend, layout, memory, startColumns: new Map(written) };
  return { understood, frame: understood.frame, population, task };
}

export type Runner = (key: RunKey, slot: number, onWeek?: (week: number) => void) => RunResult;

/** Compile a task's program; the runner returned then does one run after the other. Durations are for the caller to fill in. */
export function openTask(task: Task): Runner {
  const { inputs, layout, memory } = task;
  const { model, metrics, waves, frame } = understand(inputs);
  const flows = planFlows(model);
  const tallies = [...metrics.tallies, flows];
  const program = { model, layout, tallies, extracts: waves.map(wave => wave.extract) };
  const machine = BACKENDS[task.backend](program, memory);
  const fields = fieldsOf(model, inputs.scenario, frame.weeks);
  const { seed, personsPerAgent } = inputs.scenario;
  const { agents } = layout;
  const ids = new Uint32Array(bufferOf(memory), layout.ids, agents);
  const check = (failure: Failure | undefined) => failure && reportFailure(model, failure);

  return (key, slot, onWeek) => {
    const result = emptyResult(key, agents, frame);
    const sums = tallies.map(({ values, cells }) => new Float64Array(values.length * cells));
    const previous = new Map<string, Respondents>();
    fillSlot(memory, layout, slot, task.startColumns);
    writeRun(memory, layout, slot, model, seed, key.replicate);
    writeWeek(memory, layout, slot, fields, 0);
    check(machine.initialise(slot, 0, agents));
    for (let week = 0; week < frame.weeks; week++) {
      writeWeek(memory, layout, slot, fields, week);
      check(machine.step(slot, week, 0, agents));
      tallies.forEach((_, k) => {
        check(machine.tally(slot, k, week, 0, agents, sums[k].fill(0)));
      });
      const width = frame.series.length;
      metrics.read(sums, personsPerAgent, result.trajectories.subarray(week * width, (week + 1) * width));
      const moved = sums[tallies.length - 1];
      result.flows.set(
        moved.map(count => count * personsPerAgent),
        week * moved.length,
      );
      waves.forEach((plan, k) => {
        if (plan.week !== week) return;
        const outputs = plan.extract.outputs.map(() => new Float32Array(agents));
        check(machine.extract(slot, k, week, 0, agents, outputs));
        const before = waves[k - 1] && previous.get(waves[k - 1].wave.id);
        const field = {
          plan,
          outputs,
          ids,
          seed: seedKey(seed),
          replicate: key.replicate,
          week,
          previous: before,
        };
        const found = interview(field);
        previous.set(plan.wave.id, found.respondents);
        const first = 2 * waves.slice(0, k).reduce((rows, wave) => rows + wave.rows.length, 0);
        plan.rows.forEach((_, r) => {
          result.surveyValues.set([found.drawn[r], found.expected[r]], first + 2 * r);
          result.surveyRespondents[first + 2 * r] = found.answered[r];
        });
      });
      onWeek?.(week);
    }
    return { ...result, stateHash: hashState(memory, layout, slot, frame.weeks - 1) };
  };
}

function emptyResult(key: RunKey, agents: number, { weeks, series, places, survey }: Frame): RunResult {
  return {
    key,
    agents,
    weeks,
    trajectories: new Float64Array(weeks * series.length),
    flows: new Float64Array(weeks * places.length * places.length),
    surveyValues: new Float64Array(survey.length).fill(Number.NaN),
    surveyRespondents: new Float64Array(survey.length).fill(Number.NaN),
    stateHash: '',
    wallSeconds: 0,
  };
}

/** A run that broke names the rule, the column, the agent, the week and the value. */
function reportFailure(model: Model, { where, column, agent, week, found }: Failure): never {
  const rule = [...model.plan, ...model.initial].find(({ id }) => id === where);
  const write = rule?.branches.flatMap(b => b.writes).find(w => model.columns[w.column].name === column);
  return fail({
    kind: 'failed',
    message: `\`${where}\` gave \`${column}\` of agent ${agent} an impossible value in the week of ${isoDay(model.startDay + 7 * week)}`,
    at: write?.at ?? rule?.at,
    found: String(found),
    expected: 'a finite number; an integer from 0 to 65535',
  });
}
