import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readModel } from '../src/io/project/inputs.ts';
import { buildModel } from '../src/model/build.ts';
import { leverTable } from '../src/report/model-page/levers.ts';

/**
 * The tables of levers in the documents, made from each model's levers.yaml: `node scripts/lever-tables.ts` writes them; with
 * `--check` it only tells which pages are stale and ends with 1.
 */
export const PAGES = [{ page: 'docs/reference/scenarios.md', model: 'models/rhizome' }];

const ROOT = resolve(import.meta.dirname, '..');
const BEGIN = '<!-- levers: made by scripts/lever-tables.ts from levers.yaml -->\n\n';
const END = '\n\n<!-- end of levers -->';

/** A page with its table as it should be. */
export function renewed({ page, model }: (typeof PAGES)[number]): string {
  const text = readFileSync(resolve(ROOT, page), 'utf8');
  const [before, after] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (before < 0 || after < before) throw new Error(`${page} has no place for the table of levers`);
  const table = leverTable(buildModel(readModel(resolve(ROOT, model))));
  return text.slice(0, before + BEGIN.length) + table + text.slice(after);
}

if (process.argv[1] === import.meta.filename) {
  const stale = PAGES.filter(entry => readFileSync(resolve(ROOT, entry.page), 'utf8') !== renewed(entry));
  if (process.argv.includes('--check')) process.exitCode = stale.length ? 1 : 0;
  else for (const entry of stale) writeFileSync(resolve(ROOT, entry.page), renewed(entry));
  for (const { page } of stale)
    console.log(process.argv.includes('--check') ? `stale: ${page}` : `written: ${page}`);
}
