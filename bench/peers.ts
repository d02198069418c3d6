import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A program in another language that does the benchmark model from a state file and prints one line of figures. */
export interface Peer {
  name: string;
  /** Runs it; `hash` is undefined where the draws are not ours. */
  run(
    stateFile: string,
    steps: number,
    repeats: number,
  ): { nsPerAgentStep: number; hash: string | undefined };
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
  const peers: Peers = { found: [], skipped: [] };
  if (succeeds('gcc', ['--version'])) {
    peers.found.push(
      compiled(C_SCALAR, folder, SCALAR),
      compiled('C -O3 vectorised', folder, VECTORISED),
      compiled('C blocked, vectorised', folder, [...VECTORISED, '-DBLOCKED']),
    );
  } else {
    peers.skipped.push('skipped: the C programs (no gcc found); apt-get install gcc libc6-dev');
  }
  const python = ['python3', '/usr/bin/python3'].find(command =>
    succeeds(command, ['-c', 'import numpy, scipy']),
  );
  if (python) {
    peers.found.push(program(NUMPY, python, ['-B', join(SOURCES, 'peer_step.py')]));
  } else {
    peers.skipped.push('skipped: NumPy + SciPy (not found); apt-get install python3-numpy python3-scipy');
  }
  return peers;
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

/** The figures of a line like `ns/agent-step=31.20 hash=0123456789abcdef`. */
export function readFigures(line: string): { nsPerAgentStep: number; hash: string | undefined } {
  const nsPerAgentStep = Number(/ns\/agent-step=([\d.]+)/.exec(line)?.[1]);
  if (!Number.isFinite(nsPerAgentStep)) throw new Error(`no figure in: ${line}`);
  return { nsPerAgentStep, hash: /hash=([\da-f]{16})/.exec(line)?.[1] };
}

function succeeds(command: string, args: readonly string[]): boolean {
  return spawnSync(command, [...args], { stdio: 'ignore' }).status === 0;
}
