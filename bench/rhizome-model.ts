import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { dissect } from '../src/experiment/dissect.ts';
import { profile } from '../src/experiment/profile.ts';
import { readInputs } from '../src/files/inputs.ts';
import type { BackendName, Inputs } from '../src/run.ts';
import { prepare } from '../src/understand.ts';
import { table } from './table.ts';

/** What a week of an agent costs in the model that is used: by rule, and what observers and memory take. */
const HELP = `node bench/rhizome-model.ts             ns per agent-week of every rule of scenarios/baseline.yaml
node bench/rhizome-model.ts --short     only whether both backends end in the same state; exit code 1 if not

--agents N (100000)   --backend js|wasm (wasm)   --rounds N (3)`;

const { values: given } = parseArgs({
  options: {
    agents: { type: 'string', default: '100000' },
    backend: { type: 'string', default: 'wasm' },
    rounds: { type: 'string', default: '3' },
    short: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const SCENARIO = fileURLToPath(new URL('../scenarios/baseline.yaml', import.meta.url));

if (given.help) console.log(HELP);
else if (given.short) short();
else measure(given.backend as BackendName, Number(given.agents), Number(given.rounds));

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
  const sum = found.rules.reduce((total, { ns }) => total + ns, 0);
  const rules = [...found.rules, { name: 'sum', ns: sum }].map(({ name, ns }) => [name, ns.toFixed(2)]);
  console.log(
    `\nRules alone; together they share loads, gathers and draws\n\n${table(['rule', 'ns per agent-week'], rules)}`,
  );
  const peak = process.resourceUsage().maxRSS / 1024;
  console.log(
    `\n${found.bytesPerAgent.toFixed(1)} bytes per agent; the process at most ${peak.toFixed(0)} MB`,
  );
}

/** The baseline with about so many agents: persons per agent are set accordingly. */
function inputsOf(agents: number): Inputs {
  const inputs = readInputs(SCENARIO, 'defaults');
  const few = { ...inputs, scenario: { ...inputs.scenario, personsPerAgent: 1000 } };
  const persons = prepare(few, { backend: 'js', slots: 1 }).population.agents * 1000;
  return { ...inputs, scenario: { ...inputs.scenario, personsPerAgent: persons / agents } };
}

/** Both backends bare, and a whole run: neither the backend nor an observer may change a bit. */
function short(): void {
  const hashes = (['js', 'wasm'] as const).flatMap(backend => {
    const rhizome = dissect(inputsOf(5_000), backend);
    rhizome.begin();
    rhizome.live(0, rhizome.weeks);
    const bare = rhizome.hash();
    return [bare, rhizome.doRun()];
  });
  if (new Set(hashes).size > 1)
    throw new Error(`states differ: js, js run, wasm, wasm run: ${hashes.join(', ')}`);
  console.log(`rhizome-model: js = wasm, bare and observed: state ${hashes[0]}`);
}
