import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { OURS } from './peer-contest.ts';
import { C_SCALAR } from './peers.ts';
import { median } from './table.ts';

/** What contests have found, by commit and machine: `bench/history.json`, oldest first. Ratios only mean something on one processor. */

const ROOT = resolve(import.meta.dirname, '..');
const FILE = join(ROOT, 'bench/history.json');

/** A run of `npm run bench`. */
export interface Entry {
  commit: string;
  /** ISO date. */
  day: string;
  machine: string;
  node: string;
  /** Of the machine in the minute before, in processors that work: above 1 others were at work, and the ratios are worth less. */
  load: number;
  /** Our time over that of each C program, median of rounds; by agents, then by program. */
  ratios: Record<string, Record<string, number>>;
}

type Times = ReadonlyMap<string, readonly number[]>;

/** A ratio that is worse by more than this is a loss; rounds further apart than this say nothing. */
const FIFTH = 1.2;

/** Generation of the processor, where the system says it: one name may stand for several, with other caches and vectors. */
function generation(): string {
  try {
    const info = readFileSync('/proc/cpuinfo', 'utf8');
    const [family, model] = ['cpu family', 'model'].map(
      key => new RegExp(`^${key}\\s*: (\\d+)$`, 'm').exec(info)?.[1],
    );
    return family && model ? ` ${family}.${model}` : '';
  } catch {
    return '';
  }
}

export const MACHINE = `${cpus()[0].model}${generation()}, ${process.arch}`;

/** Our times over another's, round by round; undefined where it didn't take part. */
export const ratiosOver = (times: Times, other: string): number[] | undefined =>
  times.get(other)?.map((theirs, round) => times.get(OURS)![round] / theirs);

/** @param contests times by the number of agents */
export function entryOf(contests: ReadonlyMap<number, Times>): Entry {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();
  const commit = git('rev-parse', '--short=7', 'HEAD');
  const ratios = [...contests].map(([agents, times]) => {
    const peers = [...times.keys()].filter(name => name.startsWith('C '));
    return [agents, Object.fromEntries(peers.map(name => [name, rounded(median(ratiosOver(times, name)!))]))];
  });
  return {
    commit: git('status', '--porcelain', '--', 'src') ? `${commit}+` : commit,
    day: new Date().toISOString().slice(0, 10),
    machine: MACHINE,
    node: process.version,
    load: rounded(loadavg()[0]),
    ratios: Object.fromEntries(ratios),
  };
}

const rounded = (value: number) => Number(value.toFixed(3));

export const readHistory = (file: string = FILE): Entry[] => JSON.parse(readFileSync(file, 'utf8'));

/** One of the same commit and machine takes the place of the earlier one; sizes that it doesn't have stay. */
export function append(entry: Entry, file: string = FILE): void {
  const history = readHistory(file);
  const same = history.find(({ commit, machine }) => commit === entry.commit && machine === entry.machine);
  const whole = { ...entry, ratios: { ...same?.ratios, ...entry.ratios } };
  const others = history.filter(one => one !== same);
  writeFileSync(file, `${JSON.stringify([...others, whole], null, 1)}\n`);
}

/** The last ratio to the scalar C program that is known of a machine. */
export const lastKnown = (history: readonly Entry[], machine: string, agents: number): number | undefined =>
  history.findLast(one => one.machine === machine && one.ratios[agents]?.[C_SCALAR] !== undefined)?.ratios[
    agents
  ][C_SCALAR];

export type Verdict = 'kept' | 'lost' | 'noisy' | 'unknown';

/**
 * Whether a ratio has grown by more than a fifth. The best of the rounds counts, and where rounds disagree by more than a fifth
 * nothing is said against it: noise can't make a loss.
 * @param ratios round by round; undefined: the other program isn't there
 * @param before undefined: nothing is known of this machine
 * @param busy whether others were at work: then there is no loss
 */
export function judge(
  ratios: readonly number[] | undefined,
  before: number | undefined,
  busy = false,
): Verdict {
  if (!ratios || before === undefined) return 'unknown';
  const best = Math.min(...ratios);
  if (best <= before * FIFTH) return 'kept';
  return busy || Math.max(...ratios) > best * FIFTH ? 'noisy' : 'lost';
}
