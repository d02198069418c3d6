import { putPagePart } from '../scripts/page-part.ts';
import { openDraws } from '../src/core/random/sequential-draws.ts';
import { absorb as absorbEnsemble, startEnsemble } from '../src/inference/ensemble/ensemble.ts';
import { METHODS } from '../src/inference/fit.ts';
import type { FitResult } from '../src/inference/fit-result.ts';
import { absorb, startHistoryMatching } from '../src/inference/history-matching/history-matching.ts';
import { coordinatesOf, type InferenceProblem, thetaAt } from '../src/inference/problem/problem.ts';
import { readInputs } from '../src/io/project/inputs.ts';
import { instantiate } from '../src/simulate/resolve.ts';
import { planFit } from '../src/workflows/calibrate/fit-plan.ts';
import { table } from './table.ts';
import { openTwinWorlds, twinOptions } from './twin-world.ts';

/**
 * Twin experiment with everything free: in a true world every parameter that isn't a definition has a draw from its prior. The fit
 * finds out itself which of them its figures tell, and must cover those as often as it claims.
 */
const HELP = `node bench/twin-many.ts     4 truths of the shipped model, all parameters; 8 minutes of processor time, 20 with --method waves

--truths N (4)   --agents N (2000)   --budget N (2400)   --checks N (60)   --threads N (2)   --seed TEXT (twin)   --method ensemble|waves
--page: the result goes into docs/explanation/fit.md`;

const given = twinOptions(HELP, { truths: '4', agents: '2000', budget: '2400' }, ['ensemble', 'waves']);

const plan = planFit(readInputs('scenarios/baseline.yaml', 'defaults'), {
  agents: Number(given.agents),
  seed: given.seed,
});
const { parameters } = plan.question;
const threads = Number(given.threads);
const { task } = instantiate(plan.inputs, { backend: 'wasm', slots: Math.max(1, threads) });
const draws = openDraws(given.seed, 'twin/worlds');
const world = openTwinWorlds(plan, task, threads, draws);
const coordinates = coordinatesOf(plan.question);

/** By how much the figures told of them. */
const groups = [
  { name: 'all that were fitted', from: Number.NEGATIVE_INFINITY },
  { name: 'of which a tenth of the prior variance went, or more', from: 0.1 },
  { name: 'of which half went', from: 0.5 },
].map(group => ({ ...group, covered: 0, of: 0 }));
const fittedCounts: number[] = [];
for (let number = 0; number < Number(given.truths); number++) {
  const truth = thetaAt(
    coordinates,
    parameters.map((_, j) => draws.uniform(number, j)),
  );
  const question = { ...plan.question, targets: await world.printedBy(truth, number) };
  const result = await fitTo(question, number);
  const found = result.parameters;
  fittedCounts.push(found.length);
  found.forEach(({ name, q05, q95, shrinkage }) => {
    const value = truth[parameters.findIndex(one => one.name === name)];
    for (const group of groups.filter(({ from }) => shrinkage >= from)) {
      group.of++;
      group.covered += Number(value >= q05 && value <= q95);
    }
  });
  const told = groups.map(({ covered, of }) => `${covered}/${of}`).join(' ');
  const { user, system } = process.cpuUsage();
  const { predictive, rounds } = result;
  const last = rounds[rounds.length - 1];
  console.error(
    `truth ${number + 1}: ${found.length} fitted; covered so far ${told}; k-hat ${last.kHat.toFixed(2)}, worth ${last.worth.toFixed(2)}; draws off by ${meanSquare(predictive).toFixed(2)} squared errors; ${Math.round((user + system) / 1e6)} s of processor time`,
  );
}

/** A fit by the method that was asked for. */
async function fitTo(question: InferenceProblem, number: number): Promise<FitResult> {
  const budget = Number(given.budget);
  if (given.method !== 'waves') {
    const state = await world.fit(startEnsemble(question, { budget }), absorbEnsemble, number);
    return METHODS.ensemble.result(state);
  }
  const settings = { budget, checks: Number(given.checks), mostChecks: 1, particles: 600, repeats: 2 };
  const state = await world.fit(startHistoryMatching(question, settings), absorb, number);
  return METHODS.waves.result(state);
}

/** Mean over figures of how far draws' runs are from them: squared, in standard errors of the figure. About 1 and less when the draws reach them. */
function meanSquare(rows: FitResult['predictive']): number {
  const points = rows.flatMap(({ observed, ...row }) =>
    observed === undefined ? [] : [{ observed, ...row }],
  );
  const squares = points.map(({ observed, mean, q05, q95, se }) => {
    const sd = (q95 - q05) / 3.29;
    return ((mean - observed) ** 2 + sd ** 2) / se ** 2;
  });
  return squares.reduce((a, b) => a + b, 0) / points.length;
}

/** Counts that 19 of 20 such experiments would give if every interval held its truth with a probability of 0.9, were they independent. */
function range(of: number): string {
  const ends = [0.025, 0.975].map(wanted => {
    // ln P(so many of `of`), from none on: 0.1 to the power of some hundreds is no number of 64 bits.
    let logMass = of * Math.log(0.1);
    let [sum, many] = [Math.exp(logMass), 0];
    for (; sum < wanted; many++) {
      logMass += Math.log((9 * (of - many)) / (many + 1));
      sum += Math.exp(logMass);
    }
    return ((100 * many) / of).toFixed(0);
  });
  return ends.join(' to ');
}

const results = table(
  ['parameters', 'cases', 'covered by 90 % intervals', 'chance allows'],
  groups
    .filter(({ of }) => of > 0)
    .map(({ name, covered, of }) => [
      name,
      String(of),
      `${((100 * covered) / of).toFixed(1)} %`,
      `${range(of)} %`,
    ]),
);
const free = parameters.filter(({ priorOnly }) => !priorOnly).length;
const text = `${given.truths} truths in which ${parameters.length} parameters vary, ${free} of which may be fitted; ${fittedCounts.join(', ')} were. ${plan.question.targets.length} figures, ${world.runs()} runs of ${given.agents} agents.

${results}`;
console.log(text);
if (given.page) putPagePart('docs/explanation/fit.md', 'twin-many', text);
