import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { readInputs } from '../src/io/project/inputs.ts';
import { fileHash } from '../src/io/text/chunked-read.ts';
import { ended, makeProject, start } from '../test/cli/process.ts';
import { tablesOf } from '../test/cli/tables.ts';

/**
 * A power cut loses no results: on an ext4 of its own, whose memory is thrown away at some moment (EXT4_IOC_SHUTDOWN without a
 * flush), either the former results are whole afterwards or the new ones, the new ones if the command had ended, and `--resume`
 * ends with the bytes of an undisturbed command and nothing else. Needs root and loop devices.
 * `node bench/power-cut.ts [moments]`, by default 12 of each command.
 */

const SHUTDOWN =
  'import fcntl,os,struct,sys; fcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY), 0x8004587d, struct.pack("I", 2))';
const FIT = [
  'scenarios/plain.yaml',
  '--method',
  'abc-smc',
  '--budget',
  '1000',
  '--agents',
  '200',
  '--threads',
  '2',
];

/** Commands, and where their results go. */
export const COMMANDS: Record<string, { words: string[]; folder: string }> = {
  run: { words: ['run', 'scenarios/plain.yaml', '--replicates', '20'], folder: 'output/plain' },
  compare: {
    words: ['compare', 'scenarios/plain.yaml', 'scenarios/wet.yaml', '--replicates', '10'],
    folder: 'output/compare/plain-vs-wet',
  },
  calibrate: { words: ['calibrate', ...FIT], folder: 'output/calibrate/plain' },
  'calibrate --adopt': { words: ['calibrate', ...FIT, '--adopt-anyway'], folder: 'output/calibrate/plain' },
};

export interface Cut {
  /** Seconds after the start, and after the end, if it had ended. */
  at: number;
  after?: number;
  /** Whose results stood there afterwards. */
  found: 'former' | 'new';
  wrong: string[];
}

/** An ext4 in a file, mounted so that nothing is written before it must be. */
class Disk {
  private readonly home = mkdtempSync(join(tmpdir(), 'rhizome-power-'));
  readonly path = join(this.home, 'disk');

  constructor() {
    mkdirSync(this.path);
    must('truncate', '-s', '256M', join(this.home, 'image'));
    must('mkfs.ext4', '-q', '-F', join(this.home, 'image'));
    this.mount();
  }

  private mount(): void {
    must('mount', '-o', 'loop,noauto_da_alloc,commit=300', join(this.home, 'image'), this.path);
  }

  /** Whatever is not on the disk is lost. */
  cut(): void {
    must('python3', '-c', SHUTDOWN, this.path);
  }

  async restart(): Promise<void> {
    await this.unmount();
    this.mount();
  }

  private async unmount(): Promise<void> {
    for (let k = 0; spawnSync('umount', [this.path]).status !== 0; k++) {
      if (k > 50) throw new Error(`${this.path} is busy`);
      await wait(100);
    }
  }

  async remove(): Promise<void> {
    await this.unmount();
    rmSync(this.home, { recursive: true });
  }
}

function must(program: string, ...words: string[]): void {
  const { status, stderr, error } = spawnSync(program, words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${words.join(' ')}: ${error?.message ?? stderr}`);
}

/** Why a power cut can't be tried here; undefined when it can. */
export async function whyNoCuts(): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return 'needs root';
  try {
    const disk = new Disk();
    disk.cut();
    await disk.restart();
    await disk.remove();
    return undefined;
  } catch (error) {
    return (error as Error).message.trim();
  }
}

/** Cut the power during a command, at moments that go from its start to ten seconds after its end. */
export async function cutPower(name: string, moments: number): Promise<Cut[]> {
  const { words, folder } = COMMANDS[name];
  const disk = new Disk();
  const project = makeProject();
  project.write(
    'scenarios/wet.yaml',
    'extends: plain.yaml\ntitle: wet\nassumes: rain\nparameters: { rate: 0.3 }\n',
  );
  const home = join(disk.path, 'project');
  const out = join(home, folder);
  const command = async (seed: string, ...more: string[]) => {
    const child = start(home, [...words, '--seed', seed, ...more]);
    return { child, end: ended(child) };
  };
  const done = async (seed: string, ...more: string[]) => {
    const { code, stderr } = await (await command(seed, ...more)).end;
    if (code !== 0) throw new Error(`${name} ended with ${code}: ${stderr}`);
  };
  try {
    cpSync(project.folder, home, { recursive: true });
    await done('former');
    const former = { tables: tablesOf(out), draws: drawsOf(home) };
    const kept = join(project.folder, 'kept');
    cpSync(home, kept, { recursive: true });
    const since = performance.now();
    await done('new');
    const milliseconds = performance.now() - since;
    const wanted = { tables: tablesOf(out), draws: drawsOf(home) };
    const same = (a: object, b: object) => JSON.stringify(a) === JSON.stringify(b);
    const cuts: Cut[] = [];
    for (let k = 0; k < moments; k++) {
      rmSync(home, { recursive: true });
      cpSync(kept, home, { recursive: true });
      writeFileSync(join(out, 'notes.txt'), 'mine');
      must('sync', '-f', disk.path);
      const { child, end } = await command('new');
      const begun = performance.now();
      // Three quarters of them while it is at work, most near its end; the others after it.
      const during = Math.ceil(0.75 * moments);
      const later = [0, 1, 10][k - during] ?? 5;
      let after: number | undefined;
      if (k < during) await Promise.race([wait(milliseconds * Math.sqrt((k + 0.5) / during)), end]);
      else await end.then(() => wait(1000 * later));
      if (child.exitCode === 0) after = k < during ? 0 : later;
      disk.cut();
      child.kill('SIGKILL');
      await end;
      const at = (performance.now() - begun) / 1000;
      await disk.restart();
      const wrong: string[] = [];
      // Between two moves of a folder the former results are beside; the next command puts them back.
      const stands = existsSync(out) ? out : join(`${out}.runs`, 'old');
      const tables = withoutNotes(tablesOf(stands));
      const found = same(tables, wanted.tables) ? 'new' : 'former';
      if (found === 'former' && !same(tables, former.tables)) wrong.push('results are of neither');
      if (after !== undefined && found !== 'new') wrong.push('it had ended, and its results are lost');
      wrong.push(...brokenIn(stands));
      const draws = drawsOf(home);
      if (draws !== wanted.draws && draws !== former.draws) wrong.push('the posterior is of neither');
      if (after !== undefined && draws !== wanted.draws)
        wrong.push('it had ended, and its posterior is lost');
      await done('new', '--resume');
      if (!same(withoutNotes(tablesOf(out)), wanted.tables) || drawsOf(home) !== wanted.draws)
        wrong.push('--resume ends with other bytes');
      if (!existsSync(join(out, 'notes.txt'))) wrong.push("the user's file is lost");
      if (existsSync(`${out}.runs`))
        wrong.push(`something is left: ${readdirSync(`${out}.runs`, { recursive: true }).join(', ')}`);
      cuts.push({ at, after, found, wrong });
    }
    return cuts;
  } finally {
    project.remove();
    await disk.remove();
  }
}

/** Names of files that are not what the manifest of their folder says. */
function brokenIn(folder: string): string[] {
  const { outputs } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  const isWhole = ([name, { sha256 }]: [string, { sha256: string }]) =>
    fileHash(join(folder, name)) === sha256;
  return Object.entries<{ sha256: string }>(outputs).flatMap(one =>
    isWhole(one) ? [] : `${one[0]} is broken`,
  );
}

/** The draws that scenarios run on, as a text. */
const drawsOf = (home: string) =>
  JSON.stringify(readInputs(join(home, 'scenarios/plain.yaml')).posterior?.values);

function withoutNotes({ 'notes.txt': _, ...tables }: Record<string, string>) {
  return tables;
}

if (process.argv[1] === import.meta.filename) {
  const why = await whyNoCuts();
  if (why) console.log(`left out: ${why}`);
  else
    for (const name of Object.keys(COMMANDS)) {
      const cuts = await cutPower(name, Number(process.argv[2] ?? 12));
      for (const { at, after, found, wrong } of cuts) {
        const when = after === undefined ? `cut after ${at.toFixed(2)} s` : `cut ${after} s after its end`;
        console.log(`${name}: ${when}: ${wrong.join('; ') || `the ${found} results are whole`}`);
        if (wrong.length) process.exitCode = 1;
      }
    }
}
