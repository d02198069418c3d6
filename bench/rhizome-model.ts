import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { BackendName } from '../src/run.ts';
import { openRhizome, type Rhizome } from './rhizome-run.ts';
import { median, table } from './table.ts';

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
/** Rules are timed alone every so many weeks: what they cost hangs on how many have left. */
const SAMPLED_EVERY_WEEKS = 24;

if (given.help) console.log(HELP);
else if (given.short) short();
else measure(given.backend as BackendName, Number(given.agents), Number(given.rounds));

function measure(backend: BackendName, agents: number, rounds: number): void {
  const rhizome = openRhizome(SCENARIO, agents, backend);
  const { weeks } = rhizome;
  const perAgentWeek = (ms: number) => (ms * 1e6) / (rhizome.agents * weeks);
  const wholes = Array.from({ length: rounds }, () => perAgentWeek(timeOf(rhizome.doRun)));
  const lives = Array.from({ length: rounds }, () => {
    rhizome.begin();
    return rhizome.live(0, weeks);
  });
  const begin = perAgentWeek(median(Array.from({ length: rounds }, () => timeOf(rhizome.begin))));
  const hash = perAgentWeek(timeOf(rhizome.hash));
  const whole = median(wholes);
  const plan = perAgentWeek(median(lives.map(({ rulesMs }) => rulesMs)));
  const ties = perAgentWeek(median(lives.map(({ tiesMs }) => tiesMs)));
  const observers = whole - plan - ties - begin - hash;

  console.log(
    `${rhizome.agents} agents, ${weeks} weeks, ${backend}, Node ${process.version}, ${cpus()[0].model}, one thread\n`,
  );
  const share = (ns: number) => `${((100 * ns) / whole).toFixed(1)} %`;
  const parts = [
    ['rules of the plan', plan],
    ['ties that change', ties],
    ['observers', observers],
    ['first state', begin],
    ['hash of the last state', hash],
    ['a whole run', whole],
  ] as const;
  console.log(
    table(
      ['', 'ns per agent-week', 'share'],
      parts.map(([name, ns]) => [name, ns.toFixed(1), share(ns)]),
    ),
  );

  const rules = timeRules(rhizome);
  const sum = rules.reduce((total, { ns }) => total + ns, 0);
  const rows = [
    ...rules.map(({ id, ns }) => [id, ns.toFixed(2)]),
    ['sum', sum.toFixed(2)],
    ['the plan', plan.toFixed(2)],
  ];
  console.log(
    `\nRules alone; together they share loads, gathers and draws\n\n${table(['rule', 'ns per agent-week'], rows)}`,
  );
  const { layout } = rhizome;
  const degrees = layout.networks.map(({ ties }) => (ties / layout.agents).toFixed(1)).join(' + ');
  const peak = process.resourceUsage().maxRSS / 1024;
  console.log(
    `\n${(layout.bytes / layout.agents).toFixed(1)} bytes per agent with ${degrees} ties; the process at most ${peak.toFixed(0)} MB`,
  );
}

/** Each rule as a program of its own, timed on states of the run. */
function timeRules(rhizome: Rhizome): { id: string; ns: number }[] {
  const rules = rhizome.rules.map(({ id, machine }) => ({ id, machine, times: [] as number[] }));
  rhizome.begin();
  for (let week = 0; week < rhizome.weeks; week += SAMPLED_EVERY_WEEKS) {
    const saved = rhizome.save();
    for (const { machine, times } of rules) {
      const tries = Array.from({ length: 4 }, () => timeOf(() => rhizome.alone(machine, week)));
      times.push((Math.min(...tries) * 1e6) / rhizome.agents);
      rhizome.restore(saved);
    }
    rhizome.live(week, Math.min(week + SAMPLED_EVERY_WEEKS, rhizome.weeks));
  }
  return rules.map(({ id, times }) => ({ id, ns: times.reduce((sum, ns) => sum + ns, 0) / times.length }));
}

function timeOf(work: () => unknown): number {
  const begun = performance.now();
  work();
  return performance.now() - begun;
}

/** Both backends bare, and a whole run: neither the backend nor an observer may change a bit. */
function short(): void {
  const hashes = (['js', 'wasm'] as const).flatMap(backend => {
    const rhizome = openRhizome(SCENARIO, 5_000, backend);
    rhizome.begin();
    rhizome.live(0, rhizome.weeks);
    const bare = rhizome.hash();
    return [bare, rhizome.doRun()];
  });
  if (new Set(hashes).size > 1)
    throw new Error(`states differ: js, js run, wasm, wasm run: ${hashes.join(', ')}`);
  console.log(`rhizome-model: js = wasm, bare and observed: state ${hashes[0]}`);
}
