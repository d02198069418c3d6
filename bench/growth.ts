import { cpus, loadavg } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { putPagePart } from '../scripts/page-part.ts';
import type { Inputs } from '../src/engine/program/run-types.ts';
import { readInputs } from '../src/io/project/inputs.ts';
import { instantiate } from '../src/simulate/resolve.ts';
import { openTask } from '../src/simulate/simulate.ts';
import { chart, type Point, writeChart } from './chart.ts';
import { peerInputs } from './peer-model.ts';
import { table } from './table.ts';

/** Whether cost grows in proportion: nanoseconds per agent and week of whole runs, on one thread, as one number grows. */
const HELP = `node bench/growth.ts             agents, replicates, weeks, places: some minutes
node bench/growth.ts --page      the same, drawn and put into docs/explanation/bench.md
node bench/growth.ts --short     small sizes

--rounds N (3): the least counts`;

/** One number that grows, and the cost per agent and week at each of its values. */
export interface Growth {
  what: string;
  costs: readonly { size: number; ns: number }[];
}

/** Values that are tried, and how large the rest is meanwhile. */
export interface Sizes {
  agents: readonly number[];
  replicates: readonly number[];
  weeks: readonly number[];
  places: readonly number[];
  /** Agents while something else grows. */
  fixed: number;
  /** Agent-weeks that are timed at once, at least. */
  work: number;
}

const WHOLE: Sizes = {
  agents: [10_000, 100_000, 1_000_000, 10_000_000],
  replicates: [1, 2, 4, 8, 16, 32, 64],
  weeks: [10, 50, 100, 200, 500],
  places: [2, 10, 50, 100, 200],
  fixed: 20_000,
  work: 1e6,
};
export const SHORT: Sizes = {
  agents: [1_000, 4_000],
  replicates: [1, 2],
  weeks: [10, 20],
  places: [2, 12],
  fixed: 1_000,
  work: 2e4,
};

const PROVINCES = resolve(import.meta.dirname, '../examples/scenarios/provinces.yaml');
export function measureGrowth(sizes: Sizes, rounds: number): Growth[] {
  const { fixed, work } = sizes;
  const grow = (what: string, all: readonly number[], time: (size: number) => number): Growth => ({
    what,
    costs: all.map(size => ({ size, ns: time(size) })),
  });
  const weeksFor = (agents: number) => Math.max(4, Math.min(100, Math.round(2e7 / agents)));
  return [
    grow('agents', sizes.agents, agents =>
      timeRuns(peerInputs(agents, weeksFor(agents)), 1, { rounds, work }),
    ),
    grow('replicates', sizes.replicates, runs => timeRuns(peerInputs(fixed, 50), runs, { rounds, work })),
    grow('weeks', sizes.weeks, weeks => timeRuns(peerInputs(fixed, weeks), 1, { rounds, work })),
    grow('places', sizes.places, places => timeRuns(provinces(places, fixed), 1, { rounds, work })),
  ];
}

/** The example of two hundred provinces with the first of them only: each agent weighs the six nearest, where there are six. */
function provinces(places: number, agents: number): Inputs {
  const { scenario, model, study } = readInputs(PROVINCES);
  const parameters = { ...scenario.parameters, persons: agents };
  const few = { ...model.places, rows: model.places.rows.slice(0, places) };
  const shape = { ...(model.model.value as object), nearest: { near: Math.min(6, places - 1) } };
  const weeks = 50;
  return {
    scenario: { ...scenario, parameters, weeks, untilDay: scenario.startDay + 7 * weeks - 1 },
    model: { ...model, places: few, model: { ...model.model, value: shape } },
    study,
  };
}

/** Nanoseconds per agent and week of so many runs one after the other, the least of some rounds; making people isn't part of it. */
function timeRuns(
  inputs: Inputs,
  replicates: number,
  { rounds, work: least }: { rounds: number; work: number },
): number {
  const { task } = instantiate(inputs, { backend: 'wasm', slots: 1 });
  const open = openTask(task);
  const { weeks } = inputs.scenario;
  const work = task.layout.starting * weeks * replicates;
  // A short one is repeated, and the first, which compiles, doesn't count.
  const repeats = Math.max(1, Math.ceil(least / work));
  const once = () => {
    const begun = performance.now();
    for (let k = 0; k < repeats; k++)
      for (let replicate = 1; replicate <= replicates; replicate++)
        open.run({ scenario: 'growth', replicate }, 0);
    return ((performance.now() - begun) * 1e6) / (work * repeats);
  };
  open.run({ scenario: 'growth', replicate: 1 }, 0);
  return Math.min(...Array.from({ length: rounds }, once));
}

/** Each number's costs in a row, with how the dearest compares with the cheapest. */
export function growthTable(growths: readonly Growth[]): string {
  const rows = growths.map(({ what, costs }) => {
    const all = costs.map(({ ns }) => ns);
    const cells = costs.map(({ size, ns }) => `${size}: ${ns.toFixed(1)}`).join(', ');
    return [what, cells, (Math.max(...all) / Math.min(...all)).toFixed(2)];
  });
  return table(['what grows', 'ns per agent-week', 'most over least'], rows);
}

/** Cost per agent and week over that at each number's first value. */
export const growthPoints = (growths: readonly Growth[]): Point[] =>
  growths.flatMap(({ what, costs }) =>
    costs.map(({ size, ns }) => ({ line: what, x: size, y: ns / costs[0].ns })),
  );

function main(): void {
  const { values: given } = parseArgs({
    options: {
      rounds: { type: 'string', default: '3' },
      short: { type: 'boolean', default: false },
      page: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (given.help) {
    console.log(HELP);
    return;
  }
  const growths = measureGrowth(given.short ? SHORT : WHOLE, Number(given.rounds));
  const machine = `Node ${process.version}, ${cpus()[0].model}, load of the machine ${loadavg()[0].toFixed(1)}`;
  const found = `${growthTable(growths)}\n\n${machine}.`;
  console.log(found);
  if (!given.page) return;
  const axes = { x: 'size', y: 'cost per agent and week, over the first', log: true };
  writeChart('bench-growth', chart(growthPoints(growths), axes));
  const picture = '![Cost per agent and week as each number grows](../pictures/bench-growth.svg)';
  putPagePart('docs/explanation/bench.md', 'bench-growth', `${found}\n\n${picture}`);
}

if (process.argv[1] === import.meta.filename) main();
