import { readFileSync } from 'node:fs';
import { calibrate } from '../../src/cli/calibrate.ts';
import { follow } from '../../src/cli/follow.ts';
import { run } from '../../src/cli/run.ts';
import { sensitivity } from '../../src/cli/sensitivity.ts';
import { textAt } from '../../src/core/diagnostics.ts';
import type { Inputs } from '../../src/engine/program/run-types.ts';
import { readInputs } from '../../src/io/project/inputs.ts';
import { openSweep } from '../../src/io/project/read-sweep.ts';
import type { Context } from '../../src/language/context.ts';
import { createGraph } from '../../src/language/graph.ts';
import { compileAny } from '../../src/language/lower.ts';
import { parseFormula } from '../../src/observe/patterns/formula.ts';
import { personsOf } from '../../src/population/populate.ts';
import { instantiate, resolveScenario } from '../../src/simulate/resolve.ts';
import { openTask } from '../../src/simulate/simulate.ts';
import { askFor } from '../../src/workflows/run/outcomes.ts';
import { chooseFactors, type FactorChoice } from '../../src/workflows/sensitivity/factors.ts';
import { checkLevers } from '../../src/workflows/sweep/sweep-check.ts';
import { pointsOf, setLevers } from '../../src/workflows/sweep/sweep-points.ts';
import { writePosterior } from '../support/posterior.ts';
import { attempt, type Outcome } from './attempt.ts';
import { type Chance, chanceOf } from './chance.ts';
import { mutate } from './mutate.ts';
import { project, village, type World } from './world.ts';

/** Trials of one kind; each is the same whenever it is made, whatever was tried before. */
export interface Campaign {
  world: World;
  trial(number: number): Outcome;
}

const withChance = (campaign: string, number: number, trial: (chance: Chance) => Outcome) =>
  trial(chanceOf(campaign, number));

/** Any file of a project is spoilt and one of its scenarios understood. */
function files(
  name: string,
  world: World,
  scenarios: readonly string[],
  then: (inputs: Inputs) => void,
): Campaign {
  const own = world.files.filter(file => !file.startsWith('scenarios'));
  const trial = (number: number) =>
    withChance(name, number, chance => {
      const scenario = chance.pick(scenarios);
      const file = chance.whole(4) ? chance.pick(own) : scenario;
      return world.mutated(file, chance, () =>
        attempt(`${name} ${number} (${file})`, () => then(readInputs(world.path(scenario), 'defaults'))),
      );
    });
  return { world, trial };
}

/** The small world; what is understood is run, too, with a few agents and for some weeks. */
function villageFiles(): Campaign {
  return files('village files', village(), ['scenarios/plain.yaml'], inputs => {
    const { model, frame } = resolveScenario(inputs);
    const persons = personsOf(model, inputs.model.population);
    if (frame.weeks > 60 || persons < 40) return;
    const scenario = { ...inputs.scenario, personsPerAgent: persons / 40, replicates: 1 };
    const { task } = instantiate({ ...inputs, scenario }, { backend: 'js', slots: 1 });
    openTask(task).run({ scenario: inputs.scenario.name, replicate: 1 }, 0);
  });
}

const germanyFiles = (): Campaign =>
  files(
    'germany files',
    project('refuge', 'ukrainians-in-germany-2022', /germany/),
    ['scenarios/germany-2022.yaml'],
    resolveScenario,
  );

function baselineFiles(): Campaign {
  const world = project('rhizome', 'outrush-2022', /^scenarios.[a-z-]+\.yaml$/);
  const scenarios = world.files.filter(file => file.startsWith('scenarios') && !file.includes('germany'));
  return files('baseline files', world, scenarios, resolveScenario);
}

/** Expressions as they stand in the rules, metrics and tables of the real model, against its names. */
function expressions(): Campaign {
  const world = project('rhizome', 'outrush-2022', /baseline/);
  const inputs = readInputs(world.path('scenarios/baseline.yaml'));
  const { scope, plan, metrics } = resolveScenario(inputs).model;
  const relations = inputs.study.relations!.rows.flatMap(({ cells }) => cells.operator || []);
  const operators = inputs.study.items.rows.flatMap(({ cells }) => cells.operator || []);
  const rules = plan.flatMap(({ equations }) => equations.map(({ text }) => text.text));
  const texts = [...rules, ...metrics.map(({ expression }) => expression), ...operators, ...relations];
  const trial = (number: number) =>
    withChance('expressions', number, chance => {
      const text = mutate(chance.pick(texts), 'expression', chance).toString();
      const source = textAt(text, 'rules/some.yaml', 3, 5);
      const graph = createGraph();
      const streams: string[] = [];
      const draws: Context['draws'] = {
        prefix: 'some',
        named: new Map(),
        choice: chance.whole(2) ? { stream: 'some/set/it' } : undefined,
        week: graph.week(),
        stream: name => streams.push(name) - 1,
      };
      return attempt(`expression ${number} (${JSON.stringify(text.slice(0, 300))})`, () => {
        if (chance.whole(4) === 0) parseFormula(source);
        else
          compileAny({
            graph,
            scope,
            text: source,
            lets: new Map(),
            whose: 'own',
            observing: chance.whole(2) > 0,
            draws: chance.whole(2) ? draws : undefined,
          });
      });
    });
  return { world, trial };
}

function sweeps(): Campaign {
  const world = project('rhizome', 'outrush-2022', /./);
  const file = 'scenarios/sweeps/second-mobilisation.yaml';
  const inputs = readInputs(world.path('scenarios/second-mobilisation.yaml'));
  const { model } = resolveScenario(inputs);
  const trial = (number: number) =>
    withChance('sweeps', number, chance =>
      world.mutated(file, chance, () =>
        attempt(`sweep ${number}`, () => {
          const { sweep } = openSweep(world.path(file));
          checkLevers(inputs.scenario, model, sweep.levers);
          const points = pointsOf(sweep, inputs.scenario.seed);
          const { inputs: set } = setLevers(inputs, model, sweep.levers, points[0]);
          // Understanding the real model takes long: mostly the outcomes' names are enough.
          if (number % 50 === 0) askFor(set, sweep.outcomes);
        }),
      ),
    );
  return { world, trial };
}

function posteriors(): Campaign {
  const world = village();
  const { table, note } = writePosterior(world.folder);
  const shipped = [table, note].map(
    file => [file.slice(world.folder.length + 1), readFileSync(file, 'utf8')] as const,
  );
  const trial = (number: number) =>
    withChance('posteriors', number, chance => {
      const [file, text] = chance.pick(shipped);
      world.write(file, mutate(text, file.endsWith('.csv') ? 'csv' : 'yaml', chance));
      try {
        return attempt(`posterior ${number} (${file})`, () => readInputs(world.path('scenarios/plain.yaml')));
      } finally {
        world.write(file, text);
      }
    });
  return { world, trial };
}

/** Texts of the command line's options, and what becomes of those that are taken. */
function options(): Campaign {
  const world = village();
  const inputs = readInputs(world.path('scenarios/plain.yaml'));
  const { model } = resolveScenario(inputs);
  const given: Record<string, readonly string[]> = {
    range: ['rate=0..1', 'rate=0.01..0.5,pull=-1e-3..2'],
    parameters: ['rate,pull', 'rate', 'posterior', 'defaults'],
    outcomes: ['gone', 'gone@2001-03-05,courage_mean', 'gone:where=town@2001-02-05'],
  };
  const usual = ['1', '8', '0.5', 'town', '2001-03-05', 'wasm'];
  const commands = { sensitivity, run, calibrate, follow };
  const trial = (number: number) =>
    withChance('options', number, chance => {
      const called = chance.pick([
        'sensitivity',
        'sensitivity',
        'sensitivity',
        'run',
        'calibrate',
        'follow',
      ] as const);
      const command = commands[called];
      const name = chance.pick(Object.keys(command.options));
      const text = mutate(chance.pick(given[name] ?? usual), 'expression', chance).toString();
      return attempt(`option ${number} (${called} --${name} ${JSON.stringify(text.slice(0, 200))})`, () => {
        const value = command.options[name].read?.(text, name);
        if (command !== sensitivity || value === undefined) return;
        if (name === 'range') chooseFactors(inputs, model, { ranges: value as FactorChoice['ranges'] });
        if (name === 'parameters') chooseFactors(inputs, model, { names: value as string[] });
        if (name === 'outcomes') askFor(inputs, value as string[]);
      });
    });
  return { world, trial };
}

export const CAMPAIGNS = {
  villageFiles,
  germanyFiles,
  baselineFiles,
  expressions,
  sweeps,
  posteriors,
  options,
};

/** Make some trials; returns how many inputs were taken. No file may have come or gone by then. */
export function tryAll({ world, trial }: Campaign, first: number, trials: number): number {
  try {
    const before = world.listing();
    let taken = 0;
    for (let number = first; number < first + trials; number++) if (!trial(number).problems) taken++;
    const left = world.listing();
    if (left.join() !== before.join()) throw new Error(`there were ${before}, and now ${left}`);
    return taken;
  } finally {
    world.remove();
  }
}
