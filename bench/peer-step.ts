import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import type { BackendName } from '../src/engine/program/run-types.ts';
import { standings } from './contest.ts';
import { GUARD, guard } from './guard.ts';
import { append, entryOf } from './history.ts';
import { writeHistoryPage } from './history-page.ts';
import { holdPeerContest, type PeerContest } from './peer-contest.ts';
import { openPeerModel } from './peer-model.ts';
import { C_SCALAR, NUMPY } from './peers.ts';
import { hashState } from './state.ts';
import { median } from './table.ts';

/** The yardstick: what a week of an agent costs in the benchmark model (models/peer-step). */
const HELP = `node bench/peer-step.ts                      beside C and NumPy, in turn, at 20 000, 100 000 and 1 000 000 agents
node bench/peer-step.ts --record             the same, written into bench/history.json and onto its page
node bench/peer-step.ts --short              whether all end in the same state, and whether the ratio to C is kept; exit code 1 if not
node bench/peer-step.ts --backend wasm       one line of figures, first of all ns/agent-step

--agents N (100000)   --steps N (156)   --backend js|wasm   --threads N (1)   --repeats N (3)   --rounds N (5)`;

const { values: given } = parseArgs({
  options: {
    agents: { type: 'string' },
    steps: { type: 'string' },
    backend: { type: 'string' },
    threads: { type: 'string', default: '1' },
    repeats: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '5' },
    record: { type: 'boolean', default: false },
    short: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (given.help) console.log(HELP);
else if (given.short) short();
else if (given.backend === undefined) compare();
else if (given.backend === 'wasm' || given.backend === 'js') console.log(await line(given.backend));
else throw new Error(`--backend is js or wasm, not ${given.backend}`);

/** Median over a few runs from the initial state, as `name=value` pairs. */
async function line(backend: BackendName): Promise<string> {
  const agents = Number(given.agents ?? 100_000);
  const steps = Number(given.steps ?? 156);
  const model = openPeerModel(agents, { weeks: steps });
  const machine = model.compile(backend);
  model.begin(machine);
  model.run(machine, 1);
  const firstWeek = performance.now() / 1000; // since the process began
  const threads = Number(given.threads);
  const times: number[] = [];
  for (let repeat = 0; repeat < Number(given.repeats); repeat++) {
    if (threads > 1) times.push(...(await model.execute(threads, 1)));
    else {
      model.begin(machine);
      times.push(model.run(machine, steps));
    }
  }
  const figures = {
    'ns/agent-step': median(times).toFixed(2),
    min: Math.min(...times).toFixed(2),
    hash: hashState(model.state(steps)),
    agents,
    steps,
    backend,
    threads,
    node: process.version,
    'bytes/agent': model.bytesPerAgent.toFixed(1),
    'first-week-s': firstWeek.toFixed(2),
    'peak-MB': Math.round(process.resourceUsage().maxRSS / 1024),
  };
  return Object.entries(figures)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}

function compare(): void {
  console.log(`Node ${process.version}, ${cpus()[0].model}, one thread, ns per agent and step\n`);
  const sizes = given.agents ? [Number(given.agents)] : [GUARD.agents, 100_000, 1_000_000];
  const contests = new Map<number, PeerContest['times']>();
  for (const agents of sizes) {
    const steps = Number(given.steps ?? stepsFor(agents));
    const { times, hash, skipped } = holdPeerContest(agents, steps, Number(given.rounds));
    console.log(`${agents} agents, ${steps} steps, ${given.rounds} rounds; final state ${hash}\n`);
    console.log(standings(times, [C_SCALAR, NUMPY]));
    console.log(['', ...skipped, ''].join('\n'));
    contests.set(agents, times);
  }
  if (!given.record) return;
  append(entryOf(contests));
  writeHistoryPage();
}

function stepsFor(agents: number): number {
  if (agents === GUARD.agents) return GUARD.steps;
  return agents < 500_000 ? 156 : 40;
}

function short(): void {
  const { contest, verdict, text } = guard();
  const { times, hash, skipped } = contest;
  console.log([`peer-step: ${[...times.keys()].join(', ')}: state ${hash}`, text, ...skipped].join('\n'));
  if (verdict === 'lost') process.exitCode = 1;
}
