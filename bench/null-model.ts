import { parseArgs } from 'node:util';
import { putPagePart } from '../scripts/page-part.ts';
import type { Inputs } from '../src/engine/program/run-types.ts';
import { distanceTo, type FitTarget } from '../src/inference/problem/target.ts';
import { instantiate } from '../src/simulate/resolve.ts';
import { fitTargets } from '../src/workflows/calibrate/fit-targets.ts';
import { adjust, loadInputs } from '../src/workflows/run/load-inputs.ts';
import { runKeysOf } from '../src/workflows/run/run-keys.ts';
import { withoutNetworks } from '../src/workflows/run/without-networks.ts';
import { fitAnswers } from './fit-answers.ts';
import { median, table } from './table.ts';

/**
 * Does what the model knows of ties, contact and events pay? The shipped posterior on the model as it is, and on a null
 * model: nobody knows anybody, contact with home stays as it began, nothing happens after March 2022. z as everywhere:
 * (median simulated - printed) / se.
 * With --page the sums go into docs/explanation/fit.md.
 */
const { values: given } = parseArgs({
  options: {
    draws: { type: 'string', default: '20' },
    scale: { type: 'string', default: '340' },
    page: { type: 'boolean', default: false },
  },
});
const LAST_EVENT = '2022-03-31';
const CONTACT = 'contact';
const DAY = 86_400_000;

const inputs = loadInputs('scenarios/baseline.yaml', {
  parameters: 'posterior',
  personsPerAgent: Number(given.scale),
});
const keys = runKeysOf(inputs, { draws: Number(given.draws), seeds: 1 });
const whole = instantiate(inputs, { backend: 'wasm', slots: 2 });
const { weeks } = fitTargets(whole.resolved, inputs.model, inputs.scenario.personsPerAgent);

async function zOf(prepared: typeof whole): Promise<{ targets: readonly FitTarget[]; z: number[] }> {
  const { targets, said } = await fitAnswers(prepared, keys);
  return {
    targets,
    z: targets.map(
      (target, k) => distanceTo(target, median(said.map(run => run[k].value))) / Math.sqrt(target.variance),
    ),
  };
}

const short = adjust(inputs, { weeks });
const lastDay = Date.parse(LAST_EVENT) / DAY;
const quiet: Inputs = {
  ...short,
  scenario: {
    ...short.scenario,
    events: short.scenario.events.filter(({ fromDay }) => fromDay <= lastDay),
    withoutMechanisms: [...short.scenario.withoutMechanisms, CONTACT],
  },
};
const model = instantiate(short, { backend: 'wasm', slots: 2 });
const alone = withoutNetworks({ inputs: quiet, population: model.population }, model.resolved.model)!;
const none = instantiate(alone.inputs, { backend: 'wasm', slots: 2, population: alone.population });
const [full, nothing] = [await zOf(model), await zOf(none)];
const squares = (z: readonly number[]) => z.reduce((sum, value) => sum + value * value, 0);
const sign = (value: number) => (value > 0 ? '+' : '') + value.toFixed(1);
console.log(
  table(
    ['target', 'model z', 'null model z'],
    full.targets.map(({ id }, k) => [id, sign(full.z[k]), sign(nothing.z[k])]),
  ),
);
const sums = `model ${squares(full.z).toFixed(1)}, null model ${squares(nothing.z).toFixed(1)}`;
console.log(
  `\nsum of squared z over ${full.targets.length} targets: ${sums} (${keys.length} draws of the posterior each)`,
);
if (given.page)
  putPagePart(
    'docs/explanation/fit.md',
    'null-model',
    `Sum of squared z over ${full.targets.length} targets: ${sums}.`,
  );
