import { parseArgs } from 'node:util';
import type { Draws } from '../src/core/random/sequential-draws.ts';
import type { RunKey, Task } from '../src/engine/program/run-types.ts';
import { execute } from '../src/execute/execute.ts';
import type { Outcome, Proposal } from '../src/inference/problem/problem.ts';
import { type FitTarget, varianceAt } from '../src/inference/problem/target.ts';
import type { FitPlan } from '../src/workflows/calibrate/fit-plan.ts';

/** Runs that together represent a true world, which has no chance of its own at the size of millions. */
const TRUE_RUNS = 10;

/** What a twin experiment is told on its command line, with its own usual sizes; `--help` ends it. */
export function twinOptions(
  help: string,
  usual: Record<'truths' | 'agents' | 'budget', string>,
  methods = ['waves'],
) {
  const { values } = parseArgs({
    options: {
      truths: { type: 'string', default: usual.truths },
      agents: { type: 'string', default: usual.agents },
      budget: { type: 'string', default: usual.budget },
      checks: { type: 'string', default: '60' },
      threads: { type: 'string', default: '2' },
      seed: { type: 'string', default: 'twin' },
      page: { type: 'boolean', default: false },
      method: { type: 'string', default: methods[0] },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(help);
    process.exit();
  }
  if (!methods.includes(values.method))
    throw new Error(`--method is ${methods.join(' or ')}, not ${values.method}`);
  return values;
}

/** A fit by any method, as far as it has come. */
interface Running {
  stage: string;
  rounds: readonly unknown[];
  pending: readonly Proposal[];
}

/** Worlds of a known truth, and fits to what surveys of them print. */
export interface TwinWorlds {
  /** A world as the study would have printed it: each figure with an error of the variance that the fit reckons with. */
  printedBy(truth: readonly number[], number: number): Promise<FitTarget[]>;
  /** A fit to the figures of world `number`; the first round is the same for all and made once. */
  fit<State extends Running>(
    begun: State,
    absorb: (state: State, outcomes: readonly Outcome[]) => State,
    number: number,
  ): Promise<State>;
  /** Runs so far. */
  runs(): number;
}

export function openTwinWorlds(
  { inputs: { scenario }, question: { parameters, targets: asked }, targets }: FitPlan,
  task: Task,
  threads: number,
  worlds: Draws,
): TwinWorlds {
  let made = 0;
  let shared: Outcome[] | undefined;

  /** Do runs at points, by number of the point and replicate. */
  async function simulate(
    runs: readonly { proposal: number; replicate: number; theta: readonly number[]; chance: number }[],
  ): Promise<Outcome[]> {
    const keys = runs.map(
      ({ theta, chance }): RunKey => ({
        scenario: scenario.name,
        replicate: chance,
        parameters: Object.fromEntries(parameters.map(({ name }, j) => [name, theta[j]])),
      }),
    );
    const results = await execute(task, keys, { threads });
    made += runs.length;
    return runs.map(({ proposal, replicate }, i) => ({
      proposal,
      replicate,
      status: 'ok' as const,
      summaries: targets.summaries(results[i]),
    }));
  }

  return {
    async printedBy(truth, number) {
      const runs = Array.from({ length: TRUE_RUNS }, (_, replicate) => ({
        proposal: 0,
        replicate,
        theta: truth,
        chance: 1e9 + number * TRUE_RUNS + replicate,
      }));
      const outcomes = await simulate(runs);
      return asked.map((target, k) => {
        const values = outcomes.map(({ summaries }) => summaries[k]).filter(({ size }) => size > 0);
        const size = values.reduce((sum, one) => sum + one.size, 0);
        const value = values.reduce((sum, one) => sum + one.size * one.value, 0) / size;
        const error = worlds.normal(number, 1000 + k);
        if (target.kind !== 'proportion') return countOf(target, value, error);
        const variance = varianceAt(target, value);
        const observed = Math.min(1, Math.max(0, value + Math.sqrt(variance) * error));
        return {
          ...target,
          observed,
          low: undefined,
          high: undefined,
          variance: varianceAt(target, observed),
        };
      });
    },
    async fit(begun, absorb, number) {
      let state = begun;
      while (state.stage !== 'done') {
        const first = state.rounds.length === 0;
        const wanted = state.pending.flatMap(({ id, theta, replicates }) =>
          Array.from({ length: replicates }, (_, replicate) => ({
            proposal: id,
            replicate,
            theta,
            chance: (first ? 0 : (number + 1) * 1e6) + id * 16 + replicate + 1,
          })),
        );
        const outcomes: Outcome[] = (first && shared) || (await simulate(wanted));
        if (first) shared = outcomes;
        state = absorb(state, outcomes);
      }
      return state;
    },
    runs: () => made,
  };
}

/** Persons, printed with the relative error that the study's own figure has. */
function countOf(target: FitTarget, value: number, error: number): FitTarget {
  const printed = Math.abs(target.observed ?? target.high ?? target.low ?? 1);
  const sd = (Math.sqrt(target.variance) / printed) * Math.max(Math.abs(value), 1000);
  const observed = target.kind === 'count' ? Math.max(0, value + sd * error) : value + sd * error;
  return { ...target, observed, low: undefined, high: undefined, variance: sd * sd };
}
