import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../../core/diagnostics.ts';
import { MANIFEST } from '../../io/folder/folder.ts';
import type { Manifest } from '../../io/folder/manifest-read.ts';
import { fileHash, linesOf } from '../../io/text/chunked-read.ts';
import { firstDifference } from '../../io/text/difference.ts';
import { displayName } from '../../io/text/text.ts';

/** A folder of results with its manifest. */
export interface Results {
  folder: string;
  manifest: Manifest;
}

/** The table that holds durations. */
const CLOCKED = 'runs.csv';

/** Fields that may differ: when, how long, by which words, engine and Node. Files are compared one by one. */
const NOT_COMPARED = new Set(['engine', 'node', 'command', 'finished', 'seconds', 'outputs']);
/** Fields that follow from the inputs. */
const DERIVED = new Set(['asked', 'scenario.identity']);

/** What the fields of a manifest say that those of the other don't, one problem a field. */
export function compareFields({ folder, manifest }: Results, remade: Manifest): Diagnostic[] {
  const shown = displayName(join(folder, MANIFEST));
  const found = [...leaves(manifest, remade)];
  const inputs = found.filter(({ path }) => path[0] === 'inputs');
  const others = found.filter(
    ({ path }) => path[0] !== 'inputs' && !(inputs.length && DERIVED.has(path.join('.'))),
  );
  return [
    ...inputs.map(({ path, left, right }): Diagnostic => {
      const what = left === undefined ? 'is new' : right === undefined ? 'is no longer read' : 'has changed';
      return { kind: 'failed', message: `${shown} names other inputs: ${path[1]} ${what} since` };
    }),
    ...others.map(
      ({ path, left, right }): Diagnostic => ({
        kind: 'failed',
        message: `${shown} differs in \`${path.join('.')}\``,
        found: written(left),
        expected: written(right),
      }),
    ),
  ];
}

interface Leaf {
  path: readonly string[];
  left: unknown;
  right: unknown;
}

function* leaves(left: unknown, right: unknown, path: readonly string[] = []): Generator<Leaf> {
  if (isObject(left) && isObject(right)) {
    const names = [...new Set([...Object.keys(right), ...Object.keys(left)])];
    for (const name of names)
      if (path.length > 0 || !NOT_COMPARED.has(name)) yield* leaves(left[name], right[name], [...path, name]);
  } else if (JSON.stringify(left) !== JSON.stringify(right)) yield { path, left, right };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const written = (value: unknown) => (value === undefined ? 'nothing' : JSON.stringify(value));

export interface ComparedFiles {
  same: string[];
  /** Files that are not in the folder and were compared by their hash. */
  absent: string[];
  problems: Diagnostic[];
}

/** Every file that one of both lists, or that lies in the folder. */
export function compareFiles(before: Results, after: Results): ComparedFiles {
  const [listed, made] = [before.manifest.outputs, after.manifest.outputs];
  const compared: ComparedFiles = { same: [], absent: [], problems: [] };
  const shown = displayName(join(before.folder, MANIFEST));
  const add = (message: string) => compared.problems.push({ kind: 'failed', message });
  for (const name of Object.keys(made)) {
    const isListed = Object.hasOwn(listed, name);
    if (!isListed) add(`${shown} doesn't list ${name}, which its command makes`);
    const problem = compareFile(before, after, name);
    if (problem) compared.problems.push(problem);
    else if (isListed) compared.same.push(name);
    if (!existsSync(join(before.folder, name))) compared.absent.push(name);
  }
  for (const name of Object.keys(listed))
    if (!Object.hasOwn(made, name)) add(`${shown} lists ${name}, which its command doesn't make`);
  const known = new Set([...Object.keys(listed), ...Object.keys(made), MANIFEST]);
  for (const name of readdirSync(before.folder))
    if (!known.has(name) && !name.startsWith('.'))
      add(`${displayName(join(before.folder, name))} is not part of these results`);
  return compared;
}

/** Of a file that isn't kept, the manifest's hash serves; what has durations can't be compared by it. */
function compareFile(before: Results, after: Results, name: string): Diagnostic | undefined {
  const [old, made] = [join(before.folder, name), join(after.folder, name)];
  const shown = displayName(old);
  const differs = (message: string): Diagnostic => ({ kind: 'failed', message });
  const stored = before.manifest.outputs[name];
  const right = fileHash(made);
  const lines = after.manifest.outputs[name]?.lines;
  const wrong = (what: string) =>
    differs(`${displayName(join(before.folder, MANIFEST))} has another ${what} for ${name}`);
  if (stored && stored.lines !== lines) return wrong('number of lines');
  if (!existsSync(old))
    return !stored || name === CLOCKED || right === stored.sha256
      ? undefined
      : differs(`${shown} is not kept, and what is made now differs from its hash in the manifest`);
  if (!lstatSync(old).isFile()) return differs(`${shown} is no file`);
  const sum = fileHash(old);
  // Parquet has no lines: which table differs is all that can be told.
  if (sum !== right && name.endsWith('.parquet')) return differs(`${shown} differs`);
  const apart =
    sum === right
      ? undefined
      : firstDifference(linesOf(old), linesOf(made), name === CLOCKED ? ['wall_s'] : []);
  if (apart)
    return {
      ...differs(`${shown} differs from row ${apart.row} on`),
      found: apart.left,
      expected: apart.right,
    };
  return stored && stored.sha256 !== sum ? wrong('hash') : undefined;
}
