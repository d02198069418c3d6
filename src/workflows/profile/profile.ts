import { median } from '../../core/math/statistics.ts';
import type { BackendName, Inputs } from '../../engine/program/run-types.ts';
import { RUN_PARTS, type RunPart } from '../../simulate/simulate.ts';
import { type TimeByRule, timeByRule } from './time-by-rule.ts';

/** Where the time of a run goes; nanoseconds per agent and week. */
export interface Profile {
  agents: number;
  weeks: number;
  bytesPerAgent: number;
  /** Of whole runs, taken while they go on; medians, so that their sum is `whole` but for noise. */
  parts: readonly { name: string; ns: number }[];
  whole: number;
  /** What observers take of `whole`: the median of their shares in each run. */
  observersShare: number;
  /** The first state and the weeks of a run that nobody observes. */
  unobserved: number;
  /** Each rule as a program of its own; together they share loads, gathers and draws, so the plan costs less. */
  rules: readonly { name: string; ns: number }[];
  tallies: readonly { name: string; ns: number }[];
}

/** Rules are timed alone once in this many weeks: what they cost depends on how many agents they concern. */
const SAMPLED_EVERY_WEEKS = 24;
const TRIES = 4;

/** Take the time of one run of a scenario and of its parts, `rounds` times; medians. */
export function profile(inputs: Inputs, backend: BackendName, rounds = 3): Profile {
  const run = timeByRule(inputs, backend);
  const { agents, weeks, layout } = run;
  const perAgentWeek = (ms: number) => (ms * 1e6) / (agents * weeks);
  const rounded = Array.from({ length: rounds }, () => {
    const [whole, parts] = timeParts(run);
    const unobserved = timeOf(() => {
      run.begin();
      run.live(0, weeks);
    });
    return { whole, parts, unobserved };
  });
  const medianOf = (time: (round: (typeof rounded)[number]) => number) => median(rounded.map(time));
  const alone = timeAlone(run);
  return {
    agents,
    weeks,
    bytesPerAgent: layout.bytes / agents,
    whole: perAgentWeek(medianOf(({ whole }) => whole)),
    parts: PARTS.map(([name, ...own]) => ({
      name,
      ns: perAgentWeek(medianOf(({ parts }) => sumOf(parts, own))),
    })),
    observersShare: medianOf(({ whole, parts }) => sumOf(parts, OBSERVERS) / whole),
    unobserved: perAgentWeek(medianOf(({ unobserved }) => unobserved)),
    ...alone,
  };
}

/** Names of a run's parts, in the order in which they happen, and what each is made of. */
const PARTS: readonly (readonly [name: string, ...RunPart[]])[] = [
  ['first state', 'beginning'],
  ['rules of the plan', 'rules'],
  ['observers: weekly counts', 'tallies'],
  ['observers: waves, moves, figures', 'asking', 'report'],
  ['ties that change', 'ties'],
  ['hash of the last state', 'hash'],
];
const OBSERVERS: readonly RunPart[] = ['tallies', 'asking', 'report'];

type Times = Record<RunPart, number>;

const sumOf = (times: Times, parts: readonly RunPart[]) => parts.reduce((sum, part) => sum + times[part], 0);

/** Milliseconds of a whole run and of its parts. */
function timeParts(run: TimeByRule): [whole: number, parts: Times] {
  const times = Object.fromEntries(RUN_PARTS.map(part => [part, 0])) as Times;
  const begun = performance.now();
  let last = begun;
  run.doRun(part => {
    const now = performance.now();
    times[part] += now - last;
    last = now;
  });
  return [performance.now() - begun, times];
}

function timeAlone(run: TimeByRule): Pick<Profile, 'rules' | 'tallies'> {
  const rules = run.rules.map(({ id, machine }) => ({ name: id, machine, times: [] as number[] }));
  const tallies = run.tallies.map(tally => ({ ...tally, times: [] as number[] }));
  const least = (work: () => void) =>
    (Math.min(...Array.from({ length: TRIES }, () => timeOf(work))) * 1e6) / run.agents;
  run.begin();
  for (let week = 0; week < run.weeks; week += SAMPLED_EVERY_WEEKS) {
    const saved = run.save();
    for (const { machine, times } of rules) {
      times.push(least(() => run.alone(machine, week)));
      run.restore(saved);
    }
    for (const { count, times } of tallies) times.push(least(() => count(week)));
    run.live(week, Math.min(week + SAMPLED_EVERY_WEEKS, run.weeks));
  }
  const means = (timed: readonly { name: string; times: number[] }[]) =>
    timed.map(({ name, times }) => ({ name, ns: times.reduce((sum, ns) => sum + ns, 0) / times.length }));
  return { rules: means(rules), tallies: means(tallies) };
}

function timeOf(work: () => unknown): number {
  const begun = performance.now();
  work();
  return performance.now() - begun;
}
