import type { Frame, RunResult } from '../../src/engine/program/run-types.ts';
import { columnBytes, columnValues } from '../../src/engine/state/columns.ts';
import type { Model } from '../../src/model/model.ts';
import type { Ties } from '../../src/population/population.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { instantiate } from '../../src/simulate/resolve.ts';
import { openTask } from '../../src/simulate/simulate.ts';
import { small } from './scenario.ts';

/** Values of a column by agent, in storage order; labels and flags are codes. */
export type Values = Float32Array | Uint16Array | Uint8Array;

/** A short run of a shipped scenario with changes, every agent's state kept for every week. */
export interface World {
  result: RunResult;
  frame: Frame;
  model: Model;
  weeks: number;
  agents: number;
  /** Columns at the end of `week`. */
  at(week: number): Record<string, Values>;
  /** Fixed ties of a network, by storage order. */
  ties(network: string): Ties;
  /** Value of a parameter in this run. */
  parameter(name: string): number;
  /** An entry of a table by codes, as the rules see it. */
  table(name: string, ...codes: number[]): number;
  /** Code of a label of a one-of column, or of a place. */
  code(column: string, label: string): number;
}

export interface Change {
  /** Of the shipped scenarios; the baseline when it isn't said. */
  name?: string;
  /** Parameters that differ from the file's; ranges of the file are not enforced here. */
  parameters?: Record<string, number>;
  /** Mechanisms taken out. */
  without?: string[];
  /** Chosen variants. */
  choose?: Record<string, string>;
  /** What happens instead of history. */
  events?: Scenario['events'];
  weeks?: number;
  personsPerAgent?: number;
}

/** Runs on the fast backend only: that both give the same bits is for other tests. */
export function live({
  name = 'baseline',
  parameters = {},
  without = [],
  choose = {},
  events,
  ...size
}: Change = {}): World {
  const scenario = { parameters, withoutMechanisms: without, choose, ...(events && { events }) };
  const inputs = small(name, { scenario, ...size });
  const { task, frame, resolved, population } = instantiate(inputs, { backend: 'wasm', slots: 1 });
  const { model, declared } = resolved;
  const states: Record<string, Values>[] = [];
  const onWeek = (week: number) => {
    const columns = model.columns.slice(0, declared).map((column, k) => {
      const bytes = columnBytes(task.memory, task.layout, 0, k, week);
      // A copy of its own, not shared with the run that goes on.
      return [column.name, columnValues(task.layout.columns[k], new Uint8Array(bytes))] as const;
    });
    states.push(Object.fromEntries(columns));
  };
  const result = openTask(task).run({ scenario: 'test', replicate: 0 }, 0, { onWeek })!;
  const column = (name: string) => model.columns.find(c => c.name === name)!;
  return {
    result,
    frame,
    model,
    weeks: frame.weeks,
    agents: result.agents,
    at: week => states[week],
    ties: network => population.ties.get(network)!,
    parameter: name => model.parameters.find(p => p.name === name)!.value,
    table(name, ...codes) {
      const { index, values } = model.tables.find(t => t.name === name)!;
      const at = codes.reduce((sum, code, k) => {
        const { kind, ...type } = index[k];
        return kind === 'label' && 'labels' in type ? sum * type.labels.length + code : Number.NaN;
      }, 0);
      return values![at];
    },
    code(name, label) {
      const { type } = column(name);
      const found = type.kind === 'label' ? type.labels.indexOf(label) : -1;
      if (found < 0) throw new Error(`${name} has no label ${label}`);
      return found;
    },
  };
}

/** Events of history of some kinds only, all others never were. */
export function onlyEvents(...kinds: string[]): Scenario['events'] {
  return small('baseline').scenario.events.filter(event => kinds.includes(event.kind));
}

/** An event of size 1 everywhere, in weeks [from, to) of the run. */
export function eventIn(kind: string, from: number, to: number): Scenario['events'][number] {
  const { scenario } = small('baseline');
  const day = (week: number) => scenario.startDay + 7 * week;
  return {
    ...scenario.events[0],
    id: `test_${kind}`,
    kind,
    fromDay: day(from),
    toDay: day(to) - 1,
    size: 1,
    halfLifeWeeks: undefined,
    leadWeeks: 0,
    places: [],
  };
}

/** Calls `look` for every agent and week from the second on, with the state before and after. */
export function eachWeek(
  world: World,
  look: (before: Record<string, Values>, after: Record<string, Values>, i: number, week: number) => void,
): void {
  for (let week = 1; week < world.weeks; week++)
    for (let i = 0; i < world.agents; i++) look(world.at(week - 1), world.at(week), i, week);
}
