import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A program in another language that does the benchmark model from a state file and prints one line of figures. */
export interface Peer {
  name: string;
  /** Runs it and gives its figures by name; `hash` is missing where the draws are not ours. */
  run(stateFile: string, steps: number, repeats: number): Record<string, string>;
}

/** The peers this machine can run, and for each other one a line that says what to install. */
export interface Peers {
  found: Peer[];
  skipped: string[];
}

const SOURCES = fileURLToPath(new URL('./peers/', import.meta.url));
const SCALAR = ['-std=c11', '-O3', '-march=native', '-fno-tree-vectorize', '-ffp-contract=off'];
/** Two promises free the vectoriser's hands and change no bit: nobody reads errno or the floating-point flags. */
const VECTORISED = [
  '-std=c11',
  '-O3',
  '-march=native',
  '-ffp-contract=off',
  '-fno-math-errno',
  '-fno-trapping-math',
];

export const C_SCALAR = 'C scalar';
export const NUMPY = 'NumPy + SciPy';

/** Compiles the C programs into `folder` and looks for a Python that has NumPy and SciPy. */
export function findPeers(folder: string): Peers {
  const [c, python] = [findCompiledPeers(folder), findPython()];
  return { found: [...c.found, ...python.found], skipped: [...c.skipped, ...python.skipped] };
}

/** Those that draw as we do, and so must end in our state. */
export function findCompiledPeers(folder: string): Peers {
  if (!succeeds('gcc', ['--version']))
    return { found: [], skipped: ['skipped: the C programs (no gcc found); apt-get install gcc libc6-dev'] };
  const found = [
    compiled(C_SCALAR, folder, SCALAR),
    compiled('C vectorised', folder, VECTORISED),
    compiled('C blocked and vectorised', folder, [...VECTORISED, '-DBLOCKED']),
  ];
  return { found, skipped: [] };
}

function findPython(): Peers {
  const has = (command: string) => succeeds(command, ['-c', 'import numpy, scipy']);
  const python = ['python3', '/usr/bin/python3'].find(has);
  return python
    ? { found: [program(NUMPY, python, ['-B', join(SOURCES, 'peer_step.py')])], skipped: [] }
    : {
        found: [],
        skipped: ['skipped: NumPy + SciPy (not found); apt-get install python3-numpy python3-scipy'],
      };
}

function compiled(name: string, folder: string, flags: readonly string[]): Peer {
  const binary = join(folder, name.replace(/\W+/g, '-'));
  execFileSync('gcc', [...flags, '-o', binary, join(SOURCES, 'peer_step.c'), '-lm']);
  return program(name, binary, []);
}

function program(name: string, command: string, args: readonly string[]): Peer {
  return {
    name,
    run(stateFile, steps, repeats) {
      const line = execFileSync(command, [...args, stateFile, String(steps), String(repeats)], {
        encoding: 'utf8',
        // One thread: BLAS libraries would take them all.
        env: { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' },
      });
      return readFigures(line);
    },
  };
}

/** The figures of a line like `ns/agent-step=31.20 hash=0123456789abcdef`, by name. */
export function readFigures(line: string): Record<string, string> {
  return Object.fromEntries([...line.matchAll(/(\S+)=(\S+)/g)].map(([, name, value]) => [name, value]));
}

function succeeds(command: string, args: readonly string[]): boolean {
  return spawnSync(command, [...args], { stdio: 'ignore' }).status === 0;
}
