import { putPagePart } from '../scripts/page-part.ts';
import { openDraws } from '../src/core/random/sequential-draws.ts';
import { absorb, startHistoryMatching } from '../src/inference/history-matching/history-matching.ts';
import { coordinatesOf, thetaAt } from '../src/inference/problem/problem.ts';
import { drawsOfPosterior, summarise } from '../src/inference/sampler/summary.ts';
import { readInputs } from '../src/io/project/inputs.ts';
import { instantiate } from '../src/simulate/resolve.ts';
import { planFit } from '../src/workflows/calibrate/fit-plan.ts';
import { logDensityAt, logPriorDensityAt } from '../test/support/density.ts';
import { table } from './table.ts';
import { openTwinWorlds, twinOptions } from './twin-world.ts';

/**
 * Twin experiment: worlds whose parameters are known, drawn from the prior, are asked the study's questions, with the error
 * that the study's figures have; a fit to these answers must find the parameters again, and know how well.
 */
const HELP = `node bench/twin.ts          20 truths of the shipped model; about half an hour on two cores

--truths N (20)   --agents N (4000)   --budget N (900)   --checks N (60)   --threads N (2)   --seed TEXT (twin)
--page: the table goes into docs/explanation/fit.md`;

const given = twinOptions(HELP, { truths: '20', agents: '4000', budget: '900' });

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

const world = openTwinWorlds(plan, task, threads, worlds);
const settings = { budget: Number(given.budget), checks: Number(given.checks), mostChecks: 1, ...SAMPLER };

const started = performance.now();
const seen = FREE.map(() => ({ covered: 0, error: 0, density: 0, prior: 0, shrinkage: 0 }));
for (let number = 0; number < count; number++) {
  const truth = thetaAt(
    coordinates,
    FREE.map((_, j) => worlds.uniform(number, j)),
  );
  const question = { ...plan.question, targets: await world.printedBy(truth, number) };
  const fitted = await world.fit(startHistoryMatching(question, settings), absorb, number);
  const draws = drawsOfPosterior(question, fitted.posterior!);
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
${FREE.length} free parameters, ${plan.question.targets.length} targets, ${count} truths, ${given.agents} agents, budget ${given.budget}: ${world.runs()} runs, ${Math.round((performance.now() - started) / 1000)} s
90 % intervals cover ${(100 * covered).toFixed(1)} % (wanted: 80 to 98)
learnable parameters with more density at the truth than the prior and an error below half a prior sd: ${good.length} of ${LEARNABLE.length} (wanted: 5)`);
if (given.page)
  putPagePart(
    'docs/explanation/fit.md',
    'twin',
    `${results}\n\n\\* named learnable beforehand: each has an item of its own. 90 % intervals cover ${(100 * covered).toFixed(1)} % of ${count * FREE.length} cases.`,
  );
