import { readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import type { Inputs } from '../src/engine/program/run-types.ts';
import { instantiate } from '../src/simulate/resolve.ts';
import { openTask } from '../src/simulate/simulate.ts';
import { parseCsv } from '../src/text/csv.ts';
import { parseYaml } from '../src/text/yaml.ts';
import { peerInputs } from './peer-model.ts';
import { median, table } from './table.ts';

/** What a quota by place and entrants every week cost, beside the same model without them. */
const HELP = `node bench/quota.ts              a million agents, then a hundred thousand, one thread
node bench/quota.ts --short      a thousand agents: whether a quota that nobody reaches changes no state; exit code 1 if it does

--agents N (both sizes)   --rounds N (5): of each model, in turn   --weeks N (20)`;

const PLACES = 12;
/** Permits lapse in about half a year; a share of those without one asks in a week. */
const RULES = `
rule: lapse
who: has_permit
chance: 0.04
then:
  has_permit: false
---
rule: permit
who: not has_permit
chance: ASKING
QUOTA
then:
  has_permit: true
otherwise:
  refused: refused + 1`;

/** What is added to the benchmark model: who asks, how many a place serves in a week of all its people, how many come. */
interface Variant {
  what: string;
  asking: number;
  /** Share of people; undefined: everybody who asks is served. */
  most?: number;
  /** Share of people who enter in a week. */
  entrants?: number;
}

/** The first is what the others are compared with. */
const SELDOM: readonly Variant[] = [
  { what: '3 % ask', asking: 0.03 },
  { what: 'quota', asking: 0.03, most: 0.005 },
  { what: 'entrants', asking: 0.03, entrants: 0.001 },
  { what: 'quota and entrants', asking: 0.03, most: 0.005, entrants: 0.001 },
];
const ALL: readonly Variant[] = [
  { what: 'everybody asks', asking: 1 },
  { what: 'quota', asking: 1, most: 0.005 },
  { what: 'quota and entrants', asking: 1, most: 0.005, entrants: 0.001 },
];

function inputsOf({ asking, most, entrants }: Variant, agents: number, weeks: number): Inputs {
  const inputs = peerInputs(agents, weeks);
  const { model } = inputs;
  const read = (name: string) =>
    readFileSync(new URL(`../models/peer-step/${name}`, import.meta.url), 'utf8');
  const names = Array.from({ length: PLACES }, (_, k) => `place${k},Place ${k}\n`);
  const quota = most === undefined ? '' : `quota:\n  most: ${(most * agents) / PLACES}\n  by: place`;
  const rules = RULES.replace('ASKING', String(asking)).replace('QUOTA', quota);
  const text = read('model.yaml')
    .replace(
      'initial: origin }',
      'initial: pick(place) }\n  has_permit: { type: flag }\n  refused: { type: integer }',
    )
    .replace('plan: [', 'plan: [lapse, permit, ');
  const coming = names.map(
    (_, k) => `2022-01-01,,${((entrants ?? 0) * agents) / PLACES},week,place${k},A00,x`,
  );
  return {
    ...inputs,
    model: {
      ...model,
      model: parseYaml(entrants ? `${text}\nentrants: entrants.csv\n` : text, 'model.yaml')[0],
      places: parseCsv(`place,title\n${names.join('')}`, 'places.csv'),
      rules: [
        ...model.rules,
        ...parseYaml(most === undefined ? rules.split('\notherwise')[0] : rules, 'permit.yaml'),
      ],
      ...(entrants && {
        entrants: parseCsv(
          `from,to,persons,per,place,source_id,text\n${coming.join('\n')}\n`,
          'entrants.csv',
        ),
      }),
    },
  };
}

function open(variant: Variant, agents: number, weeks: number) {
  const { task } = instantiate(inputsOf(variant, agents, weeks), { backend: 'wasm', slots: 1 });
  const opened = openTask(task);
  return () => {
    const begun = process.cpuUsage();
    const result = opened.run({ scenario: 'quota', replicate: 1 }, 0)!;
    const { user, system } = process.cpuUsage(begun);
    return { ms: (user + system) / 1000 / weeks, hash: result.stateHash };
  };
}

/** Milliseconds of a week of each model, by turns: the median of what each costs over the first one in the same turn, and the least. */
function measure(variants: readonly Variant[], agents: number, weeks: number, rounds: number): string[][] {
  const runs = variants.map(variant => open(variant, agents, weeks));
  for (const run of runs) run();
  const times = Array.from({ length: rounds }, () => runs.map(run => run().ms));
  return variants.map(({ what }, k) => {
    const least = Math.min(...times.map(all => all[k]));
    const over = median(times.map(all => all[k] / all[0] - 1));
    const leastOver = least / Math.min(...times.map(all => all[0])) - 1;
    return [
      what,
      String(agents),
      least.toFixed(2),
      ...[over, leastOver].map(x => (k ? `${(100 * x).toFixed(0)} %` : '')),
    ];
  });
}

function short(): void {
  const [without, withQuota] = [undefined, 2].map(
    most => open({ what: '', asking: 0.5, most }, 1000, 10)().hash,
  );
  if (without !== withQuota)
    throw new Error(`states differ: ${without} without a quota, ${withQuota} with one`);
  console.log(`quota: nobody reaches it, and the state is the same: ${without}`);
}

function main(): void {
  const { values: given } = parseArgs({
    options: {
      agents: { type: 'string' },
      rounds: { type: 'string', default: '5' },
      weeks: { type: 'string', default: '20' },
      short: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (given.help) {
    console.log(HELP);
    return;
  }
  if (given.short) {
    short();
    return;
  }
  const sizes = given.agents ? [Number(given.agents)] : [1_000_000, 100_000];
  const rows = sizes.flatMap(agents =>
    [SELDOM, ALL].flatMap(variants => measure(variants, agents, Number(given.weeks), Number(given.rounds))),
  );
  console.log(table(['', 'agents', 'least ms a week', 'more, median', 'more, of the least'], rows));
  console.log(
    `\nProcessor time. Node ${process.version}, ${cpus()[0].model}, load of the machine ${loadavg()[0].toFixed(1)}.`,
  );
}

main();
