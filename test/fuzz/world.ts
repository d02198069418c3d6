import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Chance } from './chance.ts';
import { mutate } from './mutate.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** A copy of a project whose files are spoilt one after the other. */
export interface World {
  folder: string;
  /** Its files that may be spoilt. */
  files: readonly string[];
  /** Every file and folder in it now, sorted. */
  listing(): string[];
  path(file: string): string;
  /** The text of a file as it was copied. */
  text(file: string): string;
  write(file: string, bytes: Uint8Array | string): void;
  /** Spoil a file, do something, and put the file back. */
  spoil<T>(file: string, bytes: Uint8Array | string, then: () => T): T;
  /** The same with a mutation of it. */
  mutated<T>(file: string, chance: Chance, then: () => T): T;
  remove(): void;
}

/** The small world of the command line's tests. */
export const village = () =>
  openWorld(join(ROOT, 'test/cli/fixture'), ['models', 'surveys', 'scenarios'], /./);

/** The project itself: one of its models, that model's study and its scenarios. */
export const project = (model: string, study: string, scenarios: RegExp) =>
  openWorld(ROOT, [`models/${model}`, `surveys/${study}`, 'scenarios'], scenarios);

function openWorld(from: string, parts: readonly string[], scenarios: RegExp): World {
  const folder = mkdtempSync(join(tmpdir(), 'rhizome-fuzz-'));
  for (const part of parts) cpSync(join(from, part), join(folder, part), { recursive: true });
  const listing = () => (readdirSync(folder, { recursive: true }) as string[]).sort();
  const files = listing().filter(
    name => /\.(ya?ml|csv)$/.test(name) && (!name.startsWith('scenarios') || scenarios.test(name)),
  );
  const texts = new Map(files.map(file => [file, readFileSync(join(folder, file), 'utf8')]));
  const world: World = {
    folder,
    files,
    listing,
    path: file => join(folder, file),
    text: file => texts.get(file)!,
    write: (file, bytes) => writeFileSync(join(folder, file), bytes),
    spoil(file, bytes, then) {
      world.write(file, bytes);
      try {
        return then();
      } finally {
        world.write(file, world.text(file));
      }
    },
    mutated: (file, chance, then) =>
      world.spoil(file, mutate(world.text(file), file.endsWith('.csv') ? 'csv' : 'yaml', chance), then),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
  return world;
}
