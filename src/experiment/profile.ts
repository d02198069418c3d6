import type { BackendName, Inputs } from '../run.ts';
import { type Dissected, dissect } from './dissect.ts';

/** Where the time of a run goes; nanoseconds per agent and week. */
export interface Profile {
  agents: number;
  weeks: number;
  bytesPerAgent: number;
  /** Of one whole run, in the order in which they happen; medians, so that their sum is `whole` but for noise. */
  parts: readonly { name: string; ns: number }[];
  whole: number;
  /** Each rule as a program of its own; together they share loads, gathers and draws, so the plan costs less. */
  rules: readonly { name: string; ns: number }[];
  tallies: readonly { name: string; ns: number }[];
}

/** Rules are timed alone every so many weeks: what they cost hangs on how many agents they concern. */
const SAMPLED_EVERY_WEEKS = 24;
const TRIES = 4;

/** Take the time of one run of a scenario and of its parts, `rounds` times; medians. */
export function profile(inputs: Inputs, backend: BackendName, rounds = 3): Profile {
  const run = dissect(inputs, backend);
  const { agents, weeks, layout } = run;
  const perAgentWeek = (ms: number) => (ms * 1e6) / (agents * weeks);
  // Whole and parts in turn: what slows the machine for a while slows all of a round.
  const times = Array.from({ length: rounds }, () => {
    const whole = timeOf(run.doRun);
    const begin = timeOf(run.begin);
    const { rulesMs: rules, tiesMs: ties } = run.live(0, weeks);
    const hash = timeOf(run.hash);
    return { whole, begin, rules, ties, hash, observers: whole - begin - rules - ties - hash };
  });
  const medianOf = (part: keyof (typeof times)[number]) => perAgentWeek(median(times.map(one => one[part])));
  const alone = timeAlone(run);
  return {
    agents,
    weeks,
    bytesPerAgent: layout.bytes / agents,
    whole: medianOf('whole'),
    parts: [
      { name: 'first state', ns: medianOf('begin') },
      { name: 'rules of the plan', ns: medianOf('rules') },
      { name: 'ties that change', ns: medianOf('ties') },
      { name: 'observers', ns: medianOf('observers') },
      { name: 'hash of the last state', ns: medianOf('hash') },
    ],
    ...alone,
  };
}

function timeAlone(run: Dissected): Pick<Profile, 'rules' | 'tallies'> {
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

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
