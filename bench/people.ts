import { parseArgs } from 'node:util';
import { personsOf } from '../src/population/populate.ts';
import { instantiate, resolveScenario } from '../src/simulate/resolve.ts';
import { loadInputs } from '../src/workflows/run/load-inputs.ts';
import { runKeysOf } from '../src/workflows/run/run-keys.ts';
import { fitAnswers } from './fit-answers.ts';
import { table } from './table.ts';

/**
 * People are made once for a seed, and all runs share them. How much of what comes out depends on which people were made? Seeds
 * and replicates on default parameters, taken apart by analysis of variance (one way, random effects).
 */
const { values: given } = parseArgs({
  options: {
    seeds: { type: 'string', default: '24' },
    replicates: { type: 'string', default: '6' },
    agents: { type: 'string', default: '10000' }, // as many as a fit has
  },
});
const FILE = 'scenarios/baseline.yaml';

/** One world: other people, and what its runs say by name. */
type World = Map<string, number[]>;

const plain = loadInputs(FILE, { parameters: 'defaults' });
const known = resolveScenario(plain);
const persons = personsOf(known.model, plain.model.population);
const headlines = known.model.metrics.filter(({ headline }) => headline).map(({ name }) => name);
const standardErrors = new Map<string, number>();

async function worldOf(seed: string): Promise<World> {
  const inputs = loadInputs(FILE, {
    parameters: 'defaults',
    seed,
    replicates: Number(given.replicates),
    personsPerAgent: persons / Number(given.agents),
  });
  const prepared = instantiate(inputs, { backend: 'wasm', slots: 2 });
  const { frame } = prepared;
  const { targets, results, said } = await fitAnswers(prepared, runKeysOf(inputs));
  for (const { id, variance } of targets) standardErrors.set(id, Math.sqrt(variance));
  const last = (frame.weeks - 1) * frame.series.length;
  const at = (metric: string) => frame.series.findIndex(one => one.metric === metric && one.group === 'all');
  return new Map([
    ...headlines.map(name => [name, results.map(run => run.trajectories[last + at(name)])] as const),
    ...targets.map(({ id }, k) => [id, said.map(run => run[k].value)] as const),
  ]);
}

const worlds: World[] = [];
for (let k = 1; k <= Number(given.seeds); k++) worlds.push(await worldOf(`people ${k}`));

const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
const variance = (values: readonly number[]) => {
  const centre = mean(values);
  return values.reduce((sum, x) => sum + (x - centre) ** 2, 0) / (values.length - 1);
};

/** Standard deviations of what chance does in a run and of what it did when people were made; estimates below 0 are 0. */
function partsOf(name: string): { chance: number; people: number } {
  const runs = worlds.map(world => world.get(name)!);
  const within = mean(runs.map(variance));
  const between = variance(runs.map(mean)) - within / Number(given.replicates);
  return { chance: Math.sqrt(within), people: Math.sqrt(Math.max(0, between)) };
}

console.log(
  `${given.seeds} peoples of ${given.agents} agents, ${given.replicates} runs each, default parameters\n`,
);
console.log(
  table(
    ['outcome at the end', 'sd of chance', 'sd of people', 'variance: people / chance'],
    headlines.map(name => {
      const { chance, people } = partsOf(name);
      return [name, chance.toPrecision(3), people.toPrecision(2), (people ** 2 / chance ** 2).toFixed(2)];
    }),
  ),
);
const shares = [...standardErrors].map(([id, error]) => ({ id, error, ...partsOf(id) }));
const addedTo = ({ people, error }: (typeof shares)[number]) => (people / error) ** 2;
shares.sort((a, b) => addedTo(b) - addedTo(a));
console.log(`\nFigures of the fit: variance of people over that of the figure\n`);
console.log(
  table(
    ['figure', 'standard error', 'sd of people', 'ratio of variances'],
    shares
      .slice(0, 8)
      .map(one => [one.id, one.error.toPrecision(3), one.people.toPrecision(2), addedTo(one).toFixed(3)]),
  ),
);
console.log(
  `\nmean over ${shares.length} figures: ${mean(shares.map(addedTo)).toFixed(3)}; seeds are few: such an estimate is known to about a third`,
);
