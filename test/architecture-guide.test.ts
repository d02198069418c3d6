import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');
const PAGE = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8');

/** Entries of the tree: `src/core/math`. */
const TREE = [...PAGE.matchAll(/^(src\/[\w/]+) +\w/gm)].map(([, folder]) => folder);
/** [`name`](src/file.ts): what is declared where. */
const NAMED = [...PAGE.matchAll(/\[`(\w+)`\]\((src\/[^)]+)\)/g)].map(([, name, file]) => ({ name, file }));

describe('ARCHITECTURE.md', () => {
  it('names what is declared where it says', () => {
    expect(NAMED.length).toBeGreaterThan(30);
    const wrong = NAMED.filter(({ name, file }) => {
      const text = existsSync(join(ROOT, file)) ? readFileSync(join(ROOT, file), 'utf8') : '';
      return !new RegExp(
        `^export (?:async )?(?:function\\*?|const|interface|type|class) ${name}\\b`,
        'm',
      ).test(text);
    });
    expect(wrong).toEqual([]);
  });

  it('names files and folders that exist', () => {
    const paths = [...PAGE.matchAll(/`((?:src|test|docs|models|scripts)\/[\w./-]+)`/g)].map(
      ([, path]) => path,
    );
    expect(paths.length).toBeGreaterThan(8);
    expect([...paths, ...TREE].filter(path => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('has every folder of src in its tree, once', () => {
    const folders = readdirSync(join(ROOT, 'src'), { withFileTypes: true })
      .filter(entry => entry.isDirectory())
      .map(({ name }) => `src/${name}`);
    expect(TREE.filter(folder => folder.split('/').length === 2).sort()).toEqual(folders.sort());
    expect(new Set(TREE).size).toBe(TREE.length);
  });
});
