import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { firstDay, isoDay, parseDay, stepOf } from '../src/core/calendar.ts';
import type { Frame, RunResult } from '../src/engine/program/run-types.ts';
import { execute } from '../src/execute/execute.ts';
import type { Population } from '../src/population/population.ts';
import { instantiate } from '../src/simulate/resolve.ts';
import { adjust, loadInputs } from '../src/workflows/run/load-inputs.ts';
import { table } from './table.ts';

/** What pairing is worth: the variance of a difference between two scenarios, with shared draws and with independent ones. */
const HELP = `node bench/pairing.ts              second-mobilisation against baseline, by headline and quarter
node bench/pairing.ts --short      only whether both are in the same state the week before they differ; exit code 1 if not

--pairs N (40)   --scale N (340, persons per agent)   --all (every metric)`;

const { values: given } = parseArgs({
  options: {
    pairs: { type: 'string', default: '40' },
    scale: { type: 'string', default: '340' },
    all: { type: 'boolean', default: false },
    short: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const SCENARIOS = ['baseline', 'second-mobilisation'] as const;
/** The Monday on which the second mobilisation begins. */
const BEGINS = '2023-01-09';
/** Where pairing has to pay: at most this share of the variance. */
const PROMISE = { metric: 'return_share_of_left', date: '2023-06-26', share: 0.2 };

if (given.help) console.log(HELP);
else if (given.short) await short();
else await whole(Number(given.pairs), Number(given.scale));

/** Runs `from` .. `from + count - 1` of both scenarios on the same people; parameters fixed. */
async function both(
  counts: readonly [number, number],
  change: { personsPerAgent: number; weeks?: number },
): Promise<{ frame: Frame; agents: number; runs: RunResult[][]; headlines: readonly string[] }> {
  let people: Population | undefined;
  let frame: Frame | undefined;
  let headlines: string[] = [];
  const runs: RunResult[][] = [];
  for (const [k, name] of SCENARIOS.entries()) {
    const opened = loadInputs(`scenarios/${name}.yaml`, { parameters: 'defaults' });
    const inputs = adjust({ ...opened, scenario: { ...opened.scenario, groups: [] } }, change);
    const threads = availableParallelism();
    const made = instantiate(inputs, { backend: 'wasm', slots: threads, population: people });
    people = made.population;
    frame = made.frame;
    headlines = made.resolved.model.metrics.flatMap(metric => (metric.headline ? metric.name : []));
    const keys = Array.from({ length: counts[k] }, (_, i) => ({ scenario: name, replicate: i + 1 }));
    runs.push(await execute(made.task, keys, { threads }));
  }
  return { frame: frame!, agents: people!.agents, runs, headlines };
}

/** n pairs; and n runs of one scenario against n others of the other, with seeds of their own. */
async function whole(n: number, personsPerAgent: number): Promise<void> {
  const { frame, agents, runs, headlines } = await both([n, 2 * n], { personsPerAgent });
  const [base, other] = runs;
  const weeks = quarterEnds(frame);
  const share = (metric: string, week: number) => {
    const k = frame.series.findIndex(series => series.metric === metric && series.group === 'all');
    const value = (run: RunResult) => run.trajectories[week * frame.series.length + k];
    const a = base.map(value);
    const b = other.map(value);
    const paired = variance(a.map((x, i) => b[i] - x));
    const independent = variance(a.map((x, i) => b[n + i] - x));
    return { drawn: paired / independent, expected: paired / (variance(a) + variance(b.slice(n))) };
  };
  const metrics = given.all ? frame.series.map(({ metric }) => metric) : headlines;
  const rows = metrics.map(metric => [
    metric,
    ...weeks.map(week => {
      const { drawn, expected } = share(metric, week);
      return `${drawn.toFixed(2)} (${expected.toFixed(2)})`;
    }),
  ]);
  console.log(
    `${n} pairs against ${n} independent runs of each scenario, ${agents} agents; variance of the difference, paired over independent`,
  );
  console.log('(in brackets: over the sum of both variances, which is its expected value)\n');
  console.log(table(['metric', ...weeks.map(week => isoDay(firstDay(frame, week)))], rows));
  const { drawn, expected } = share(PROMISE.metric, stepOf(parseDay(PROMISE.date)!, frame));
  console.log(
    `\n${PROMISE.metric} on ${PROMISE.date}: ${drawn.toFixed(3)} (${expected.toFixed(3)}); promised: at most ${PROMISE.share}`,
  );
  if (!(drawn <= PROMISE.share)) process.exitCode = 1;
}

/** The last week of every quarter from the first difference on, and the last of all. */
function quarterEnds({ startDay, weeks }: Frame): number[] {
  const quarter = (week: number) => Math.floor((Number(isoDay(startDay + 7 * week + 3).slice(5, 7)) - 1) / 3);
  const first = stepOf(parseDay(BEGINS)!, { startDay });
  const all = Array.from({ length: weeks - first }, (_, k) => first + k);
  return all.filter(week => week === weeks - 1 || quarter(week) !== quarter(week + 1));
}

function variance(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}

async function short(): Promise<void> {
  const weeks = 46;
  const { frame, runs } = await both([2, 2], { personsPerAgent: 2000, weeks });
  const [base, other] = runs.map(all => all.map(run => run.stateHash).join(' '));
  const date = isoDay(firstDay(frame, weeks - 1));
  if (base !== other)
    throw new Error(`in the week of ${date} one is in states ${base}, the other in ${other}`);
  console.log(`pairing: the same states until ${date}: ${base}`);
}
