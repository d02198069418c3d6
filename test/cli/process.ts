import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The command line as a user meets it: a process of its own, in a folder of its own. */

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
  /** Run `rhizome ...words` here. */
  rhizome(...words: string[]): Promise<Ended>;
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
    rhizome: (...words) => ended(start(folder, words)),
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

/** The process itself, for those who want to disturb it. */
export function start(
  folder: string,
  words: readonly string[],
  options: readonly string[] = [],
  node = process.execPath,
  more: NodeJS.ProcessEnv = {},
) {
  const env = {
    ...process.env,
    // Messages name the way in which the program was started: not that of the tests.
    npm_lifecycle_event: undefined,
    RHIZOME_COMMAND: 'rhizome',
    ...more,
    NO_COLOR: '1',
    FORCE_COLOR: undefined,
    NODE_OPTIONS: undefined,
    RHIZOME_DEBUG: undefined,
  };
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
