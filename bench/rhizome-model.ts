import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { BackendName, Inputs } from '../src/engine/program/run-types.ts';
import { readInputs } from '../src/io/project/inputs.ts';
import { instantiate, instantiateOnce, resolveScenario } from '../src/simulate/resolve.ts';
import { openTask } from '../src/simulate/simulate.ts';
import { profile } from '../src/workflows/profile/profile.ts';
import { timeByRule } from '../src/workflows/profile/time-by-rule.ts';
import { readFigures } from './peers.ts';
import { table } from './table.ts';

/** What a week of an agent costs in the model that is used: by rule, and what observers and memory take. */
const HELP = `node bench/rhizome-model.ts             ns per agent-week of every rule of scenarios/baseline.yaml, then memory
node bench/rhizome-model.ts --once      one run and one line of figures: memory, seconds to the first week
node bench/rhizome-model.ts --short     only whether both backends end in the same state; exit code 1 if not

--agents N (100000)   --backend js|wasm (wasm)   --rounds N (3)   --degree N (as shipped): ties an agent has room for`;

const { values: given } = parseArgs({
  options: {
    agents: { type: 'string', default: '100000' },
    backend: { type: 'string', default: 'wasm' },
    rounds: { type: 'string', default: '3' },
    once: { type: 'boolean', default: false },
    degree: { type: 'string' },
    short: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
/** Every command begins with it. */
const LEAN = new URL('../workers/lean.mjs', import.meta.url).href;
const SCENARIO = fileURLToPath(new URL('../scenarios/baseline.yaml', import.meta.url));

if (given.help) console.log(HELP);
else if (given.short) short();
else if (given.once) once(given.backend as BackendName, Number(given.agents), given.degree);
else {
  measure(given.backend as BackendName, Number(given.agents), Number(given.rounds));
  memory([{ agents: 100_000 }, { agents: 1_000_000 }, { agents: 1_000_000, degree: 10 }]);
}

function measure(backend: BackendName, agents: number, rounds: number): void {
  const found = profile(inputsOf(agents), backend, rounds);
  const share = (ns: number) => `${((100 * ns) / found.whole).toFixed(1)} %`;
  console.log(
    `${found.agents} agents, ${found.weeks} weeks, ${backend}, Node ${process.version}, ${cpus()[0].model}, one thread\n`,
  );
  const rows = [...found.parts, { name: 'a whole run', ns: found.whole }];
  console.log(
    table(
      ['', 'ns per agent-week', 'share'],
      rows.map(({ name, ns }) => [name, ns.toFixed(1), share(ns)]),
    ),
  );
  console.log(
    `\nObservers: ${(100 * found.observersShare).toFixed(1)} % of a run; one that nobody observes takes ${found.unobserved.toFixed(1)} ns`,
  );
  const sum = found.rules.reduce((total, { ns }) => total + ns, 0);
  const rules = [...found.rules, { name: 'sum', ns: sum }].map(({ name, ns }) => [name, ns.toFixed(2)]);
  console.log(
    `\nRules alone; together they share loads, gathers and draws\n\n${table(['rule', 'ns per agent-week'], rules)}`,
  );
}

/** Sizes each in a process of its own, so that the peak of its memory is its own. */
function memory(sizes: readonly Record<string, number>[]): void {
  const rows = sizes.map(size => {
    const args = [
      '--import',
      LEAN,
      process.argv[1],
      '--once',
      ...Object.entries(size).flatMap(([name, value]) => [`--${name}`, String(value)]),
    ];
    const found = readFigures(execFileSync(process.execPath, args, { encoding: 'utf8' }));
    return ['agents', 'degree', 'bytes/agent', 'layout-MB', 'peak-MB', 'first-week-s'].map(
      name => found[name],
    );
  });
  const head = [
    'agents',
    'room for ties',
    'bytes per agent',
    'in all, MB',
    'process, peak MB',
    's to the first week',
  ];
  console.log(`\nOne run in a process of its own\n\n${table(head, rows)}`);
}

/** One run with all its observers, as a thread does it. */
function once(backend: BackendName, agents: number, degree: string | undefined): void {
  const inputs = inputsOf(agents);
  const { parameters } = inputs.scenario;
  const few = degree === undefined ? parameters : { ...parameters, ...degreesFor(inputs, Number(degree)) };
  // Of what was prepared only the task is kept, as in a thread.
  const { task, networks } = (({ task, resolved }) => ({ task, networks: resolved.model.networks }))(
    instantiateOnce({ ...inputs, scenario: { ...inputs.scenario, parameters: few } }, { backend, slots: 1 }),
  );
  let firstWeek = 0;
  openTask(task).run({ scenario: 'bench', replicate: 1 }, 0, {
    onWeek: week => {
      if (week === 0) firstWeek = performance.now() / 1000; // since the process began
    },
  });
  const { layout } = task;
  const figures = {
    agents: layout.agents,
    degree: networks.reduce((sum, network) => sum + network.degree, 0),
    'bytes/agent': (layout.bytes / layout.agents).toFixed(1),
    'layout-MB': (layout.bytes / 2 ** 20).toFixed(0),
    'peak-MB': (process.resourceUsage().maxRSS / 1024).toFixed(0),
    'first-week-s': firstWeek.toFixed(2),
    'whole-run-s': (performance.now() / 1000).toFixed(2),
  };
  const line = Object.entries(figures).map(([name, value]) => `${name}=${value}`);
  console.log(line.join(' '));
}

/** Two kin, and as many friends as are left when those who are met abroad have theirs. */
function degreesFor(inputs: Inputs, degree: number): Record<string, number> {
  const { networks } = resolveScenario(inputs).model;
  const chats = networks.find(({ name }) => name === 'chats')!.degree;
  return { kin_degree: 2, friends_degree: degree - 2 - chats };
}

/** The baseline with about this many agents: persons per agent are set accordingly. */
function inputsOf(agents: number): Inputs {
  const inputs = readInputs(SCENARIO, 'defaults');
  const few = { ...inputs, scenario: { ...inputs.scenario, personsPerAgent: 1000 } };
  const persons = instantiate(few, { backend: 'js', slots: 1 }).population.agents * 1000;
  return { ...inputs, scenario: { ...inputs.scenario, personsPerAgent: persons / agents } };
}

/** Both backends bare, and a whole run: neither the backend nor an observer may change a bit. */
function short(): void {
  const hashes = (['js', 'wasm'] as const).flatMap(backend => {
    const rhizome = timeByRule(inputsOf(5_000), backend);
    rhizome.begin();
    rhizome.live(0, rhizome.weeks);
    const bare = rhizome.hash();
    return [bare, rhizome.doRun()];
  });
  if (new Set(hashes).size > 1)
    throw new Error(`states differ: js, js run, wasm, wasm run: ${hashes.join(', ')}`);
  console.log(`rhizome-model: js = wasm, bare and observed: state ${hashes[0]}`);
}
