import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

/**
 * Parts of a page that a program writes: what is between `<!-- NAME: ... -->` and `<!-- end of NAME -->`, each on a line of its
 * own with an empty line inside.
 */

const ROOT = resolve(import.meta.dirname, '..');

const partOf = (name: string) =>
  new RegExp(`(<!-- ${name}: [^>]*-->\\n\\n)[\\s\\S]*?(\\n\\n<!-- end of ${name} -->)`);

/** The page's part as it is; throws where the page has none. */
export function pagePart(page: string, name: string): string {
  const [whole, before, after] = partOf(name).exec(readFileSync(resolve(ROOT, page), 'utf8')) ?? [];
  if (whole === undefined) throw new Error(`${page} has no part \`${name}\``);
  return whole.slice(before.length, whole.length - after.length);
}

/** Put a text into the part; says so when that changed the page. */
export function putPagePart(page: string, name: string, text: string): void {
  if (pagePart(page, name) === text) return;
  const path = resolve(ROOT, page);
  const renewed = readFileSync(path, 'utf8').replace(
    partOf(name),
    (_, before, after) => before + text + after,
  );
  writeFileSync(path, renewed);
  console.log(`written: ${page}, ${name}`);
}
