import { parseArgs } from 'node:util';
import { putPagePart } from '../scripts/page-part.ts';
import { openDraws } from '../src/core/random/sequential-draws.ts';
import type { RunKey, Task } from '../src/engine/program/run-types.ts';
import { execute } from '../src/execute/execute.ts';
import { absorb, startHistoryMatching } from '../src/inference/history-matching/history-matching.ts';
import {
  coordinatesOf,
  type InferenceProblem,
  type Outcome,
  thetaAt,
} from '../src/inference/problem/problem.ts';
import { type FitTarget, varianceAt } from '../src/inference/problem/target.ts';
import { drawsOfPosterior, summarise } from '../src/inference/sampler/summary.ts';
import { readInputs } from '../src/io/project/inputs.ts';
import { instantiate } from '../src/simulate/resolve.ts';
import { type FitPlan, planFit } from '../src/workflows/calibrate/fit-plan.ts';
import { logDensityAt, logPriorDensityAt } from '../test/support/density.ts';
import { table } from './table.ts';

/**
 * Twin experiment: worlds whose parameters are known, drawn from the prior, are asked the study's questions, with the error
 * that the study's figures have; a fit to these answers must find the parameters again, and know how well.
 */
const HELP = `node bench/twin.ts          20 truths of the shipped model; about half an hour on two cores

--truths N (20)   --agents N (4000)   --budget N (900)   --checks N (60)   --threads N (2)   --seed TEXT (twin)
--page: the table goes into docs/explanation/fit.md`;

const { values: given } = parseArgs({
  options: {
    truths: { type: 'string', default: '20' },
    agents: { type: 'string', default: '4000' },
    budget: { type: 'string', default: '900' },
    checks: { type: 'string', default: '60' },
    threads: { type: 'string', default: '2' },
    seed: { type: 'string', default: 'twin' },
    page: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (given.help) {
  console.log(HELP);
  process.exit();
}

/** Free parameters: those that the shares of the two waves can tell something of. Flows are left out, and theirs with them. */
const FREE = [
  ...['stay_base', 'visit_base', 'stay_cut_3m', 'stay_cut_12m', 'depressed_cut', 'distress_ukraine'],
  ...['stayers_start', 'stayers_level', 'daily_cut', 'life_better_cut', 'life_worse_cut', 'life_adaptation'],
  ...['change_unlikely_cut', 'learn_rate', 'host_politics_cut', 'people_level', 'state_level', 'fear_base'],
];
/** Named before any truth was fitted: each has an item of its own. */
const LEARNABLE = [
  ...['depressed_cut', 'stayers_level', 'daily_cut', 'life_better_cut', 'life_worse_cut'],
  ...['change_unlikely_cut', 'people_level', 'fear_base'],
];
/** Runs that together represent a true world, which has no chance of its own at the size of millions. */
const TRUE_RUNS = 10;
const SAMPLER = { particles: 600, repeats: 2 };

const inputs = readInputs('scenarios/baseline.yaml', 'defaults');
const plan = planFit(
  { ...inputs, study: { ...inputs.study, flows: undefined } },
  { parameters: FREE, agents: Number(given.agents), seed: given.seed },
);
const threads = Number(given.threads);
const { task } = instantiate(plan.inputs, { backend: 'wasm', slots: Math.max(1, threads) });
const coordinates = coordinatesOf(plan.question);
const worlds = openDraws(given.seed, 'twin/worlds');
const count = Number(given.truths);

/** Do runs at points, by number of the point and replicate. */
async function simulate(
  { inputs: { scenario }, question, targets }: FitPlan,
  on: Task,
  runs: readonly { proposal: number; replicate: number; theta: readonly number[]; chance: number }[],
): Promise<Outcome[]> {
  const keys = runs.map(
    ({ theta, chance }): RunKey => ({
      scenario: scenario.name,
      replicate: chance,
      parameters: Object.fromEntries(question.parameters.map(({ name }, j) => [name, theta[j]])),
    }),
  );
  const results = await execute(on, keys, { threads });
  return runs.map(({ proposal, replicate }, i) => ({
    proposal,
    replicate,
    status: 'ok' as const,
    summaries: targets.summaries(results[i]),
  }));
}

/** A world as the study would have printed it: each share with an error of the variance that the fit reckons with. */
async function printedBy(truth: readonly number[], number: number): Promise<FitTarget[]> {
  const runs = Array.from({ length: TRUE_RUNS }, (_, replicate) => ({
    proposal: 0,
    replicate,
    theta: truth,
    chance: 1e9 + number * TRUE_RUNS + replicate,
  }));
  const outcomes = await simulate(plan, task, runs);
  return plan.question.targets.map((target, k) => {
    const values = outcomes.map(({ summaries }) => summaries[k]).filter(({ size }) => size > 0);
    const size = values.reduce((sum, one) => sum + one.size, 0);
    const share = values.reduce((sum, one) => sum + one.size * one.value, 0) / size;
    const variance = varianceAt(target, share);
    const observed = Math.min(1, Math.max(0, share + Math.sqrt(variance) * worlds.normal(number, 100 + k)));
    return { ...target, observed, low: undefined, high: undefined, variance: varianceAt(target, observed) };
  });
}

let shared: Outcome[] | undefined;
let runs = 0;

async function fitTruth(question: InferenceProblem, number: number) {
  let state = startHistoryMatching(question, {
    budget: Number(given.budget),
    checks: Number(given.checks),
    mostChecks: 1,
    ...SAMPLER,
  });
  while (state.stage !== 'done') {
    const wanted = state.pending.flatMap(({ id, theta, replicates }) =>
      Array.from({ length: replicates }, (_, replicate) => ({
        proposal: id,
        replicate,
        theta,
        chance: (state.rounds.length === 0 ? 0 : (number + 1) * 1e6) + id * 16 + replicate + 1,
      })),
    );
    const first = state.rounds.length === 0;
    const outcomes: Outcome[] = (first && shared) || (await simulate(plan, task, wanted));
    if (!(first && shared)) runs += wanted.length;
    if (first) shared = outcomes;
    state = absorb(state, outcomes);
  }
  return drawsOfPosterior(question, state.posterior!);
}

const started = performance.now();
const seen = FREE.map(() => ({ covered: 0, error: 0, density: 0, prior: 0, shrinkage: 0 }));
for (let number = 0; number < count; number++) {
  const truth = thetaAt(
    coordinates,
    FREE.map((_, j) => worlds.uniform(number, j)),
  );
  const question = { ...plan.question, targets: await printedBy(truth, number) };
  const draws = await fitTruth(question, number);
  summarise(question, draws).forEach((one, j) => {
    seen[j].covered += Number(truth[j] >= one.q05 && truth[j] <= one.q95);
    seen[j].error += Math.abs(one.mean - truth[j]) / one.priorSd;
    seen[j].shrinkage += one.shrinkage;
    seen[j].density += logDensityAt(question, draws, j, truth[j]);
    seen[j].prior += logPriorDensityAt(question, j, truth[j]);
  });
  process.stderr.write(
    `truth ${number + 1} of ${count}: ${Math.round((performance.now() - started) / 1000)} s\n`,
  );
}

const covered = seen.reduce((sum, one) => sum + one.covered, 0) / (count * FREE.length);
const good = FREE.filter((name, j) => {
  const { error, density, prior } = seen[j];
  return LEARNABLE.includes(name) && density > prior && error / count < 0.5;
});
const results = table(
  ['parameter', 'covered by 90 %', 'error in prior sd', 'shrinkage', 'ln posterior / prior at the truth'],
  FREE.map((name, j) => {
    const { covered: many, error, shrinkage, density, prior } = seen[j];
    return [
      LEARNABLE.includes(name) ? `${name} *` : name,
      `${many} of ${count}`,
      (error / count).toFixed(2),
      (shrinkage / count).toFixed(2),
      ((density - prior) / count).toFixed(2),
    ];
  }),
);
console.log(results);
console.log(`
* named learnable beforehand
${FREE.length} free parameters, ${plan.question.targets.length} targets, ${count} truths, ${given.agents} agents, budget ${given.budget}: ${runs} runs, ${Math.round((performance.now() - started) / 1000)} s
90 % intervals cover ${(100 * covered).toFixed(1)} % (wanted: 80 to 98)
learnable parameters with more density at the truth than the prior and an error below half a prior sd: ${good.length} of ${LEARNABLE.length} (wanted: 5)`);
if (given.page)
  putPagePart(
    'docs/explanation/fit.md',
    'twin',
    `${results}\n\n\\* named learnable beforehand: each has an item of its own. 90 % intervals cover ${(100 * covered).toFixed(1)} % of ${count * FREE.length} cases.`,
  );
