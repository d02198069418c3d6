import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stopped } from '../execute/executor.ts';
import { firstDifference } from '../files/difference.ts';
import { MANIFEST } from '../files/folder.ts';
import { type Manifest, readManifest } from '../files/manifest-read.ts';
import { fileHash, linesOf } from '../files/pieces.ts';
import { readPlan } from '../files/plan.ts';
import { displayName } from '../files/text.ts';
import { fail, type Problem } from '../problem.ts';

const START = fileURLToPath(new URL('../../workers/start.mjs', import.meta.url));

/** The table that holds durations. */
const CLOCKED = 'runs.csv';
/** What one may ask of a merge that changes its tables. */
const TRAJECTORIES_OPTION = '--trajectories';

export interface Verified {
  folder: string;
  /** Files that are the same, byte for byte. */
  same: string[];
  /** What is not as it was, one a file. */
  differences: Problem[];
  /** What has changed since and may be the reason. */
  changed: string[];
}

/** Folders of results in a folder: itself, or those in it and below. Problem `missing`: there is none. */
export function resultFolders(folder: string): string[] {
  const below = (path: string, depth: number): string[] => {
    if (existsSync(join(path, MANIFEST))) return [path];
    if (depth === 0 || !existsSync(path)) return [];
    const entries = readdirSync(path, { withFileTypes: true }).filter(entry => entry.isDirectory());
    return entries.flatMap(entry => below(join(path, entry.name), depth - 1)).sort();
  };
  const found = below(folder, 2);
  if (found.length) return found;
  return fail({
    kind: 'missing',
    message: `there are no results in ${displayName(folder)}`,
    expected: `a folder with a ${MANIFEST} of Rhizome, or one that holds some`,
  });
}

/**
 * Do again what the manifest of a folder says, in a place of its own, and compare all files byte for byte; of runs.csv all
 * but the durations. Problems: `failed` (the command doesn't run any more), `stopped`.
 */
export async function verifyFolder(
  folder: string,
  { signal }: { signal?: AbortSignal } = {},
): Promise<Verified> {
  const manifest = readManifest(folder);
  const place = mkdtempSync(join(tmpdir(), 'rhizome-verify-'));
  try {
    await again(manifest, join(place, 'out'), signal);
    const remade = existsSync(join(place, 'out', MANIFEST))
      ? join(place, 'out')
      : join(place, 'out', manifest.scenario.name);
    const names = [...Object.keys(manifest.outputs), 'datapackage.json'];
    const found = names.map(name => ({
      name,
      problem: compareFile(folder, remade, name, manifest.outputs[name]?.sha256),
    }));
    return {
      folder,
      same: found.filter(({ problem }) => !problem).map(({ name }) => name),
      differences: found.flatMap(({ problem }) => problem ?? []),
      changed: changedSince(manifest, readManifest(remade)),
    };
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** Run a manifest's command once more, its results going to `out`. */
function again(manifest: Manifest, out: string, signal: AbortSignal | undefined): Promise<void> {
  const words = [...wordsOf(manifest), '--out', out];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [START, ...words], { stdio: ['ignore', 'ignore', 'pipe'] });
    let told = '';
    child.stderr.setEncoding('utf8').on('data', text => {
      told += text;
    });
    const stop = () => child.kill('SIGTERM');
    signal?.addEventListener('abort', stop, { once: true });
    child.on('error', reject);
    child.on('close', code => {
      signal?.removeEventListener('abort', stop);
      if (signal?.aborted) return reject(stopped());
      if (code === 0) return resolve();
      try {
        fail({
          kind: 'failed',
          message: `\`rhizome ${words.slice(0, -2).join(' ')}\` ended with ${code}`,
          found: told.trim().split('\n')[0],
        });
      } catch (error) {
        reject(error);
      }
    });
  });
}

/** What was asked for, without what only concerns how and where. A merged plan is done by one machine. */
function wordsOf({ command }: Manifest): string[] {
  if (command[0] === 'merge') {
    const { options, scenarios } = readPlan(command[1]);
    const { personsPerAgent: scale, ...rest } = options;
    const given = Object.entries({ scale, ...rest }).filter(([, value]) => value !== undefined);
    return [
      'run',
      ...scenarios.map(({ file }) => file),
      ...given.flatMap(([name, value]) => [`--${name}`, String(value)]),
      ...command.filter(
        (word, k) => word.startsWith(TRAJECTORIES_OPTION) || command[k - 1] === TRAJECTORIES_OPTION,
      ),
    ];
  }
  return command.filter(word => word !== '--resume' && word !== '--json');
}

/** Of a file that isn't kept, the manifest's hash serves; what has durations can't be compared by it. */
function compareFile(
  before: string,
  after: string,
  name: string,
  sum: string | undefined,
): Problem | undefined {
  const [old, made] = [join(before, name), join(after, name)];
  const shown = displayName(old);
  if (!existsSync(made)) return { kind: 'failed', message: `${shown} was not made again` };
  const right = fileHash(made);
  if (!existsSync(old))
    return sum === undefined || name === CLOCKED || right === sum
      ? undefined
      : { kind: 'failed', message: `${shown} differs from the hash in the manifest` };
  if (fileHash(old) === right) return undefined;
  const apart = firstDifference(linesOf(old), linesOf(made), name === CLOCKED ? ['wall_s'] : []);
  return (
    apart && {
      kind: 'failed',
      message: `${shown} differs from row ${apart.row} on`,
      found: apart.right,
      expected: apart.left,
    }
  );
}

/** Inputs and versions that are not as they were. */
function changedSince(before: Manifest, now: Manifest): string[] {
  const files = [...new Set([...Object.keys(before.inputs), ...Object.keys(now.inputs)])].sort();
  const changed = files.filter(file => before.inputs[file] !== now.inputs[file]);
  const versions = (['version', 'node'] as const).filter(name => before[name] !== now[name]);
  return [
    ...changed,
    ...versions.map(name => `${name === 'node' ? 'Node' : 'Rhizome'} ${before[name]}, now ${now[name]}`),
  ];
}
