import { expect } from 'vitest';
import type { BackendName, Frame, Inputs, RunResult } from '../../src/engine/program/run-types.ts';
import { columnBytes } from '../../src/engine/state/columns.ts';
import { fieldsOf } from '../../src/engine/state/run-setup.ts';
import { readInputs } from '../../src/io/project/inputs.ts';
import { buildModel } from '../../src/model/build.ts';
import type { ModelFiles } from '../../src/model/model.ts';
import { isPlace } from '../../src/observe/series/metrics.ts';
import type { Population } from '../../src/population/population.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { instantiate } from '../../src/simulate/resolve.ts';
import { openTask, type RunPart } from '../../src/simulate/simulate.ts';
import { parseYaml } from '../../src/text/yaml.ts';

const read = new Map<string, Inputs>();

/** A shipped scenario as its files say: read once, since nothing changes what was read. */
export function shipped(name: string): Inputs {
  const inputs = read.get(name) ?? readInputs(`scenarios/${name}.yaml`);
  read.set(name, inputs);
  return inputs;
}

/** A shipped scenario on few agents and weeks, with changes. */
export function small(
  name: string,
  change: {
    scenario?: Partial<Scenario>;
    model?: (files: ModelFiles) => ModelFiles;
    weeks?: number;
    personsPerAgent?: number;
  } = {},
): Inputs {
  const inputs = shipped(name);
  const { weeks = 40, personsPerAgent = 2000 } = change;
  const scenario = {
    ...inputs.scenario,
    personsPerAgent,
    untilDay: inputs.scenario.startDay + 7 * weeks - 1,
    ...change.scenario,
  };
  return { ...inputs, scenario, model: change.model ? change.model(inputs.model) : inputs.model };
}

export interface SmallRun {
  result: RunResult;
  frame: Frame;
  /** Every column's bytes after each week, in storage order: `states[week][column name]`. */
  states: Record<string, Uint8Array>[];
  /** The places of all before the first week. */
  begun: Uint8Array;
}

/** One run with both backends, which must agree in every bit; with `watch`, the state of every agent is kept for every week. */
export function runSmall(inputs: Inputs, { replicate = 0, watch = false } = {}): SmallRun {
  const reference = runWith(inputs, replicate, watch, 'js');
  const fast = runWith(inputs, replicate, watch, 'wasm', reference.population);
  expect(fast.result).toEqual(reference.result);
  reference.states.forEach((columns, week) => {
    for (const [name, bytes] of Object.entries(columns))
      if (Buffer.compare(bytes, fast.states[week][name]))
        throw new Error(`backends differ: ${name}, week ${week}`);
  });
  return reference;
}

function runWith(
  inputs: Inputs,
  replicate: number,
  watch: boolean,
  backend: BackendName,
  people?: Population,
): SmallRun & { population: Population } {
  const { task, frame, resolved, population } = instantiate(inputs, {
    backend,
    slots: 1,
    population: people,
  });
  const states: Record<string, Uint8Array>[] = [];
  const names = resolved.model.columns.slice(0, resolved.declared).map(column => column.name);
  const onWeek = (week: number) => {
    if (!watch) return;
    const bytes = names.map((_, k) => columnBytes(task.memory, task.layout, 0, k, week).slice());
    states.push(Object.fromEntries(names.map((name, k) => [name, bytes[k]])));
  };
  const placeColumn = resolved.model.columns.findIndex(isPlace);
  let begun = new Uint8Array(0);
  const onPhase = (part: RunPart) => {
    if (part === 'beginning') begun = columnBytes(task.memory, task.layout, 0, placeColumn, -1).slice();
  };
  const result = openTask(task).run({ scenario: inputs.scenario.name, replicate }, 0, { onWeek, onPhase })!;
  return { result, frame, states, begun, population };
}

/** A model's files with another rule document at the end of its plan, or another metric. */
export function withRule(files: ModelFiles, text: string): ModelFiles {
  const [rule] = parseYaml(text, 'rules/another.yaml');
  const { rule: id } = rule.value as { rule: string };
  const value = files.model.value as { plan: string[] };
  const positions = new Map(files.model.positions);
  return {
    ...files,
    rules: [...files.rules, rule],
    model: { ...files.model, positions, value: { ...value, plan: [...value.plan, id] } },
  };
}

/** The first week in which an event, or a rule, acts otherwise in one scenario than in the other: nothing may differ before. */
export function firstDifference(one: Inputs, other: Inputs): number {
  const chosen = [one, other].map(({ scenario }) => JSON.stringify(scenario.choose));
  if (chosen[0] !== chosen[1]) return 0;
  const [a, b] = [one, other].map(inputs => {
    const { weeks } = inputs.scenario;
    // A size that answers may be anything from its event's first day on; an event for some has a field of its own.
    const events = inputs.scenario.events.map(event => ({ ...event, answer: undefined, who: undefined }));
    const { scalars, tables } = fieldsOf(buildModel(inputs.model), { ...inputs.scenario, events }, weeks);
    return [...scalars, ...tables].map(({ values }) => ({ values, width: values.length / weeks }));
  });
  return Math.min(
    ...a.map(({ values, width }, k) => {
      const at = values.findIndex((value, i) => value !== b[k].values[i]);
      return at < 0 ? Number.POSITIVE_INFINITY : Math.floor(at / width);
    }),
  );
}
