import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { format } from 'node:util';
import { commandLine } from '../../src/cli/command-line.ts';

/** The command line as a user meets it, in a folder of its own: in this process, which is quick, or in one of its own. */

const ROOT = resolve(import.meta.dirname, '../..');
export const START = join(ROOT, 'workers/start.mjs');

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface Project {
  folder: string;
  /** Run `rhizome ...words` here, in this process. */
  rhizome(...words: string[]): Promise<Ended>;
  /** Run `rhizome ...words` here, in a process of its own. */
  spawn(...words: string[]): Promise<Ended>;
  /** Replace `from`, which must be there, in one of the project's files. */
  edit(file: string, from: string, to: string): void;
  write(file: string, text: string): void;
  read(file: string): string;
  remove(): void;
}

/** A copy of the small world in `fixture/`. */
export function makeProject(): Project {
  const folder = mkdtempSync(join(tmpdir(), 'rhizome-cli-'));
  cpSync(join(import.meta.dirname, 'fixture'), folder, { recursive: true });
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');
  const write = (file: string, text: string) => writeFileSync(join(folder, file), text);
  return {
    folder,
    read,
    write,
    rhizome: (...words) => inProcess(folder, words),
    spawn: (...words) => ended(start(folder, words)),
    edit(file, from, to) {
      const text = read(file);
      if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
      write(
        file,
        text.replace(from, () => to),
      );
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Messages name the way in which the program was started: not that of the tests. */
const ENVIRONMENT = {
  npm_lifecycle_event: undefined,
  RHIZOME_COMMAND: 'rhizome',
  NO_COLOR: '1',
  FORCE_COLOR: undefined,
  NODE_OPTIONS: undefined,
  RHIZOME_DEBUG: undefined,
} as const;

let turn: Promise<unknown> = Promise.resolve();

/** One at a time: they share the process. */
function inProcess(folder: string, words: readonly string[]): Promise<Ended> {
  const mine = turn.then(() => runHere(folder, words));
  turn = mine.catch(() => {});
  return mine;
}

/** Run a command as if this process were it: its folder, its environment and its streams are those of a user while it runs. */
async function runHere(folder: string, words: readonly string[]): Promise<Ended> {
  const { argv, exitCode } = process;
  const environment = { ...process.env };
  const { log } = console;
  const streams = [captured(process.stdout), captured(process.stderr)];
  // The test runner has a console of its own.
  console.log = (...what) => void process.stdout.write(`${format(...what)}\n`);
  try {
    process.chdir(folder);
    setEnvironment({ ...environment, ...ENVIRONMENT });
    process.argv = [process.execPath, START, ...words];
    process.exitCode = undefined;
    const code = (await commandLine(words)) ?? Number(process.exitCode ?? 0);
    const [stdout, stderr] = streams.map(stream => stream.text());
    return { code, signal: null, stdout, stderr };
  } finally {
    process.argv = argv;
    process.exitCode = exitCode;
    setEnvironment(environment);
    process.chdir(ROOT);
    console.log = log;
    for (const stream of streams) stream.release();
  }
}

/** What is written to a stream from now on, until it is released. */
function captured(stream: NodeJS.WriteStream) {
  const write = stream.write;
  let text = '';
  const keep = (chunk: string | Uint8Array, ...more: unknown[]) => {
    text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    const done = more.find(one => typeof one === 'function') as (() => void) | undefined;
    if (done) queueMicrotask(done);
    return true;
  };
  stream.write = keep as typeof stream.write;
  return {
    text: () => text,
    release: () => {
      stream.write = write;
    },
  };
}

function setEnvironment(wanted: NodeJS.ProcessEnv): void {
  for (const name of new Set([...Object.keys(process.env), ...Object.keys(wanted)])) {
    const value = wanted[name];
    if (value === undefined) delete process.env[name];
    else if (process.env[name] !== value) process.env[name] = value;
  }
}

/** The process itself, for those who want to disturb it. */
export function start(
  folder: string,
  words: readonly string[],
  options: readonly string[] = [],
  node = process.execPath,
  more: NodeJS.ProcessEnv = {},
) {
  const env = { ...process.env, ...ENVIRONMENT, ...more };
  return spawn(node, [...options, START, ...words], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
}

export function ended(child: ReturnType<typeof start>): Promise<Ended> {
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', text => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', text => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}
