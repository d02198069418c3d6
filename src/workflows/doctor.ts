import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus } from 'node:os';
import { withoutPasswords } from '../core/secrets.ts';
import { openQueueLibrary } from '../execute/redis/library.ts';
import { freeDisk, freeMemory, memoryLimit } from '../io/folder/free-resources.ts';
import { packageVersion } from '../io/package-root.ts';
import { engineIdentity } from '../io/project/engine-identity.ts';

/** One thing that a run may want of a machine. */
export interface Finding {
  what: string;
  /** `ok`: works. `without`: not here, and only some commands want it. `bad`: runs will fail or be slow. */
  state: 'ok' | 'without' | 'bad';
  found: string;
  /** What to do about it. */
  advice?: string;
}

const GIB = 2 ** 30;
const gib = (bytes: number) => `${(bytes / GIB).toFixed(1)} GiB`;

/** Versions that strip types themselves; older ones need a loader. */
const NODE = { oldest: 20, plain: [22, 18] } as const;

/** Look at the machine: what works here, and what to do about what doesn't. */
export async function examine(folder = 'output'): Promise<Finding[]> {
  return [
    nodeVersion(),
    engine(),
    cores(),
    memory(),
    simd(),
    sharedMemory(),
    disk(folder),
    slurm(),
    await redis(),
  ];
}

function nodeVersion(): Finding {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const found = `${process.version} on ${process.platform} ${process.arch}`;
  if (major < NODE.oldest)
    return bad('Node', found, `install Node ${NODE.oldest} or newer; 24 is tested most`);
  const plain = major > NODE.plain[0] || (major === NODE.plain[0] && minor >= NODE.plain[1]);
  return plain
    ? ok('Node', found)
    : ok('Node', `${found}, with a loader for TypeScript: threads start slower`);
}

/** Machines that work together must have the same one. */
const engine = () => ok('Engine', `${engineIdentity()}, version ${packageVersion()}`);

function cores(): Finding {
  const [usable, all] = [availableParallelism(), cpus().length];
  const found = usable === all ? `${all}` : `${usable} of ${all}`;
  const model = cpus()[0]?.model.trim();
  const shown = `${found}${model ? `, ${model}` : ''}`;
  if (usable > 1) return ok('Cores', shown);
  return {
    what: 'Cores',
    state: 'ok',
    found: shown,
    advice: 'runs come one after the other; `plan` and `shard` use other machines',
  };
}

function memory(): Finding {
  const [all, free] = [memoryLimit(), freeMemory()];
  const found = `${gib(free)} free of ${gib(all)}`;
  if (free > 0.5 * GIB) return ok('Memory', found);
  return bad(
    'Memory',
    found,
    'end other programs, or ask for more persons per agent with --scale and fewer --threads',
  );
}

/** (module (func (drop (v128.const i32x4 0 0 0 0)))), as bytes. */
const SIMD = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 23, 1, 21, 0],
  ...[253, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 26, 11],
);

function simd(): Finding {
  if (WebAssembly.validate(SIMD)) return ok('SIMD', 'four agents at a time');
  return bad(
    'SIMD',
    'none',
    'say --backend js, which is slower and gives the same bits; or use another processor',
  );
}

function sharedMemory(): Finding {
  try {
    new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
    return ok('Shared memory', 'threads share one population');
  } catch (error) {
    return bad('Shared memory', String(error), 'allow this process more address space (ulimit -v unlimited)');
  }
}

function disk(folder: string): Finding {
  const free = freeDisk(folder);
  if (free === undefined) return { what: 'Disk', state: 'without', found: 'the system does not tell' };
  const found = `${gib(free)} free for ${folder}/`;
  return free > GIB
    ? ok('Disk', found)
    : bad('Disk', found, 'make room, or name a folder on another disk with --out');
}

function slurm(): Finding {
  const advice = 'only `rhizome slurm` wants it, on a cluster';
  const asked = spawnSync('scontrol', ['show', 'config'], { encoding: 'utf8', timeout: 5000 });
  if (asked.error) return { what: 'Slurm', state: 'without', found: 'not installed', advice };
  const of = (name: string) => new RegExp(`^${name}\\s*=\\s*(\\S+)`, 'm').exec(asked.stdout)?.[1];
  if (asked.status !== 0)
    return {
      what: 'Slurm',
      state: 'without',
      found: `installed, but its controller does not answer (${asked.stderr.trim().split('\n')[0]})`,
      advice: 'log in to a node from which `sinfo` works',
    };
  return ok(
    'Slurm',
    `${of('SLURM_VERSION')} on ${of('ClusterName')}, arrays of up to ${Number(of('MaxArraySize')) - 1} tasks`,
  );
}

async function redis(): Promise<Finding> {
  const url = process.env.REDIS_URL;
  const library = await openQueueLibrary().catch(() => undefined);
  if (!library)
    return {
      what: 'Redis',
      state: 'without',
      found: 'the package bullmq is not installed',
      advice: 'only --executor redis and `rhizome worker` want it: npm install bullmq',
    };
  if (!url)
    return {
      what: 'Redis',
      state: 'without',
      found: 'no REDIS_URL is set',
      advice: 'set it, or give --redis',
    };
  const trouble = await library.trouble(url);
  if (trouble === undefined) return ok('Redis', 'answers at REDIS_URL');
  const advice = 'is it running, and are host, port, password and database right?';
  return bad('Redis', `does not answer at REDIS_URL (${withoutPasswords(trouble)})`, advice);
}

const ok = (what: string, found: string): Finding => ({ what, state: 'ok', found });
const bad = (what: string, found: string, advice: string): Finding => ({ what, state: 'bad', found, advice });
