import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openPeerModel } from './peer-model.ts';
import { readFigures } from './peers.ts';
import { median, spread, table } from './table.ts';

/** How time and memory grow with agents, threads and replicates, on the benchmark model. */
const HELP = `node bench/scaling.ts              sizes to 10 million agents, then one and two threads
node bench/scaling.ts --short      only whether one and two threads end in the same state; exit code 1 if not

--largest N (10000000)   --rounds N (3)`;

const { values: given } = parseArgs({
  options: {
    largest: { type: 'string', default: '10000000' },
    rounds: { type: 'string', default: '3' },
    short: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const PEER_STEP = fileURLToPath(new URL('./peer-step.ts', import.meta.url));
const rounds = Number(given.rounds);
/** So many that what a thread does in its first run only, such as compiling, doesn't show in the median. */
const REPLICATES = 6;

if (given.help) console.log(HELP);
else if (given.short) await short();
else {
  console.log(`Node ${process.version}, ${cpus()[0].model}, wasm\n`);
  sizes([10_000, 100_000, 1_000_000, 10_000_000].filter(agents => agents <= Number(given.largest)));
  rules([100_000, 1_000_000]);
  for (const agents of [100_000, 1_000_000]) await threads(agents);
}

/** Each size in a process of its own, so that the peak of its memory is its own. */
function sizes(all: readonly number[]): void {
  const rows = all.map(agents => {
    const figures = inProcess({ agents, steps: stepsFor(agents), backend: 'wasm', repeats: 3 });
    return [
      String(agents),
      ...['ns/agent-step', 'bytes/agent', 'peak-MB', 'first-week-s'].map(name => figures[name]),
    ];
  });
  console.log(
    table(['agents', 'ns per agent-step', 'bytes per agent', 'peak MB', 's to the first week'], rows),
    '\n',
  );
}

/** What grows with the size is the gathering of neighbours' values from beyond the cache: the rule `trust` alone does it. */
function rules(sizes: readonly [number, number]): void {
  const ids = ['trust', 'move', 'learn', 'job', 'distress'];
  const times = sizes.map(agents => {
    const model = openPeerModel(agents);
    const plans = [...ids.map(id => [id]), ids];
    return plans.map(plan => {
      const machine = model.compile('wasm', plan);
      return Math.min(
        ...Array.from({ length: rounds + 1 }, () => {
          model.begin(machine);
          return model.run(machine, Math.ceil(stepsFor(agents) / 4));
        }),
      );
    });
  });
  const rows = [...ids, 'the plan'].map((name, k) => {
    const [small, large] = times.map(all => all[k]);
    return [name, small.toFixed(1), large.toFixed(1), (large / small).toFixed(2)];
  });
  console.log(table(['rule alone', ...sizes.map(agents => `ns at ${agents}`), 'ratio'], rows), '\n');
}

/** Two threads in one run, and replicates side by side, each against one thread; efficiency 1 is twice as fast. */
async function threads(agents: number): Promise<void> {
  const model = openPeerModel(agents, { weeks: stepsFor(agents), slots: 2 });
  const rows: string[][] = [];
  for (const [name, replicates] of [
    ['one run', 1],
    [`${REPLICATES} replicates`, REPLICATES],
  ] as const) {
    const [one, two]: number[][] = [[], []];
    for (let round = 0; round < rounds; round++) {
      one.push(median(await model.execute(1, replicates)));
      two.push(median(await model.execute(2, replicates)));
    }
    // Two threads in one run should halve its time; replicates side by side should each take no longer than alone.
    const best = replicates === 1 ? 2 : 1;
    const efficiency = spread(one.map((ns, round) => ns / (best * two[round])));
    rows.push([name, spread(one, 1), spread(two, 1), efficiency]);
  }
  const head = [`${agents} agents, ns per agent-step of a run`, 'one thread', 'two threads', 'efficiency'];
  console.log(table(head, rows), '\n');
}

async function short(): Promise<void> {
  const agents = 120_000;
  const hashes = [1, 2].map(
    threads => inProcess({ agents, steps: 5, backend: 'wasm', repeats: 1, threads }).hash,
  );
  if (hashes[0] !== hashes[1]) throw new Error(`one thread ends in state ${hashes[0]}, two in ${hashes[1]}`);
  console.log(`scaling: 1 thread = 2 threads: state ${hashes[0]}`);
}

function inProcess(options: Record<string, string | number>): Record<string, string> {
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  return readFigures(execFileSync(process.execPath, [PEER_STEP, ...args], { encoding: 'utf8' }));
}

/** Steps that make about 40 million agent-steps: a second or so. */
function stepsFor(agents: number): number {
  return Math.max(4, Math.min(400, Math.round(4e7 / agents)));
}
