import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Diagnostic, DiagnosticError, throwDiagnostic } from '../../core/diagnostics.ts';
import { unlessStopped } from '../../execute/stop.ts';
import { MANIFEST } from '../../io/folder/folder.ts';
import { readManifest } from '../../io/folder/manifest-read.ts';
import { ownerOf } from '../../io/folder/owner.ts';
import { RUNS, restoredText, restoreResults } from '../../io/folder/runs-folder.ts';
import { displayName } from '../../io/text/text.ts';
import { type Repeated, repeatedCommand } from '../run/repeat.ts';
import { compareFields, compareFiles } from './verify-manifest.ts';

const START = fileURLToPath(new URL('../../../workers/start.mjs', import.meta.url));

export interface Verified {
  folder: string;
  /** Files that are the same, byte for byte. */
  same: string[];
  /** Files of the results that are not in the folder; their hashes are compared. */
  absent: string[];
  /** `missing 2 of 40 runs`, where the results say so. */
  incomplete: string | undefined;
  /** The engine that made the results, where it isn't this one. */
  otherEngine: string | undefined;
  /** What is not as it was or not as the manifest says. */
  differences: Diagnostic[];
}

/**
 * Folders of results in a folder: itself, or those in it and below. Problems: `missing` (there is none), `shape` (there are
 * results without their manifest). Results that a process had moved aside when it was stopped are put back first.
 */
export function resultFolders(folder: string, onNote?: (text: string) => void): string[] {
  const restore = (path: string) => {
    if (restoreResults(path)) onNote?.(restoredText(path));
  };
  const below = (path: string, depth: number): string[] => {
    if (existsSync(join(path, MANIFEST))) return [path];
    if (ownerOf(path)) return [];
    if (existsSync(join(path, 'datapackage.json')))
      throwDiagnostic({
        kind: 'shape',
        message: `${displayName(path)} holds results without their ${MANIFEST}`,
      });
    if (depth === 0 || !existsSync(path)) return [];
    for (const name of readdirSync(path))
      if (name.endsWith(RUNS)) restore(join(path, name.slice(0, -RUNS.length)));
    const entries = readdirSync(path, { withFileTypes: true }).filter(entry => entry.isDirectory());
    return entries.flatMap(entry => below(join(path, entry.name), depth - 1)).sort();
  };
  restore(folder);
  const found = below(folder, 2);
  if (found.length) return found;
  return throwDiagnostic({
    kind: 'missing',
    message: `there are no results in ${displayName(folder)}`,
    expected: `a folder with a ${MANIFEST} of Rhizome, or one that holds some`,
  });
}

/**
 * Do again what the manifest of a folder says, in a place of its own, and compare all files byte for byte (of runs.csv all but
 * the durations) and all fields of the manifest that repeat. Nothing else is read of the manifest than what `repeatedCommand`
 * allows, and nothing is written outside that place. Problems: `value` (the manifest asks for more), `failed` (the command
 * doesn't run any more), `stopped`.
 */
export async function verifyFolder(
  folder: string,
  { signal }: { signal?: AbortSignal } = {},
): Promise<Verified> {
  const manifest = readManifest(folder);
  const repeated = repeatedCommand(manifest);
  const place = mkdtempSync(join(tmpdir(), 'rhizome-verify-'));
  const out = join(place, 'out');
  try {
    await again(repeated, out, signal);
    const [before, after] = [
      { folder, manifest },
      { folder: out, manifest: readManifest(out) },
    ];
    const { same, absent, problems } = compareFiles(before, after);
    const differences = [...compareFields(before, after.manifest), ...problems];
    const { incomplete, engine = 'unknown' } = manifest;
    const otherEngine = engine === after.manifest.engine ? undefined : engine;
    return { folder, same, absent, incomplete, otherEngine, differences };
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** Run a command once more, its results going to `out`. The address of a queue is not for it. */
async function again(
  { words, folder }: Repeated,
  out: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const child = spawn(process.execPath, [START, ...words, `--out=${out}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
    cwd: folder,
    env: { ...process.env, REDIS_URL: undefined },
  });
  let told = '';
  child.stderr.setEncoding('utf8').on('data', text => {
    told += text;
  });
  const end = new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', code =>
      code === 0 ? resolve() : reject(new DiagnosticError([ended(words, code, told)])),
    );
  });
  try {
    await unlessStopped(signal, end);
  } catch (error) {
    child.kill();
    await end.catch(() => {}); // its place is cleared away next
    throw error;
  }
}

function ended(words: readonly string[], code: number | null, told: string): Diagnostic {
  const lines = told.trim().split('\n');
  return {
    kind: 'failed',
    message: `\`rhizome ${words.join(' ')}\` ended with ${code}`,
    found: lines.find(line => line.startsWith('error:')) ?? lines[0],
  };
}
