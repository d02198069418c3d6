import { copyFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import MiniSearch from 'minisearch';
import {
  chaptersOf,
  INDEX,
  isPicture,
  linkTargets,
  type Page,
  readPage,
  sitePath,
  slugger,
} from './pages.ts';
import { renderFile, renderPage } from './render.ts';

/**
 * The documentation as a website: `npm run docs` writes `site/`, which opens from the disk and from any web server. The pages
 * are the Markdown files that docs/README.md links, in its order; a linked file that is no page (a scenario, a table) gets
 * a page with its text. Search works without a server: its index is a script of the site.
 */

const ROOT = resolve(import.meta.dirname, '../..');

/** Options of the search index, the same when it is built and when it is read (search.js). */
const SEARCH = { fields: ['title', 'page', 'text'], storeFields: ['title', 'page', 'href'] };

/** Build the site of the repository in `root` into `out`; returns the number of pages. */
export function buildSite(out: string, root = ROOT): number {
  const chapters = chaptersOf(root);
  const files = [INDEX, ...chapters.flatMap(chapter => chapter.pages.map(page => page.file))];
  const pages = files.map(file => readPage(root, file));
  const others = linkedFiles(root, pages);
  const put = (file: string, text: string) => {
    mkdirSync(dirname(join(out, file)), { recursive: true });
    writeFileSync(join(out, file), text);
  };

  rmSync(out, { recursive: true, force: true });
  for (const [k, page] of pages.entries())
    put(sitePath(page.file), renderPage(page, chapters, pages[k - 1], pages[k + 1]));
  for (const file of others) {
    if (isPicture(file)) {
      mkdirSync(dirname(join(out, file)), { recursive: true });
      copyFileSync(join(root, file), join(out, file));
    } else if (file.endsWith('.md')) put(sitePath(file), renderPage(readPage(root, file), chapters));
    else put(sitePath(file), renderFile(file, readFileSync(join(root, file), 'utf8'), chapters));
  }
  const library = readFileSync(resolve(ROOT, 'node_modules/minisearch/dist/umd/index.js'), 'utf8');
  put(
    'search-index.js',
    `${library}\nwindow.searchIndex = ${JSON.stringify(JSON.stringify(indexOf(pages)))};\n`,
  );
  for (const file of ['site.css', 'search.js'])
    copyFileSync(join(import.meta.dirname, file), join(out, file));
  return pages.length;
}

/** Files that the pages link, and those that linked Markdown files link, without the pages themselves. */
function linkedFiles(root: string, pages: readonly Page[]): string[] {
  const seen = new Set(pages.map(page => page.file));
  const found: string[] = [];
  const visit = (page: Page) => {
    for (const file of linkTargets(page)) {
      if (seen.has(file)) continue;
      seen.add(file);
      found.push(file);
      if (file.endsWith('.md')) visit(readPage(root, file));
    }
  };
  for (const page of pages) visit(page);
  return found.filter(file => statSync(join(root, file)).isFile());
}

/** One entry a section: what is under a heading, up to the next one. */
function indexOf(pages: readonly Page[]): MiniSearch {
  const search = new MiniSearch(SEARCH);
  let id = 0;
  for (const page of pages) {
    const slug = slugger();
    for (const section of `\n${page.text.replace(/^```[\s\S]*?^```/gm, block => block.replace(/^#/gm, ' '))}`.split(
      /\n(?=#{1,3} )/,
    )) {
      const [, heading = page.title] = /^#{1,3} (.*)/.exec(section) ?? [];
      const text = section.replace(/<!--[\s\S]*?-->/g, '').replace(/[|`*#]|\]\([^)]*\)/g, ' ');
      const anchor = section.startsWith('#') ? `#${slug(heading)}` : '';
      const title = heading.replaceAll('`', '');
      if (text.trim())
        search.add({ id: id++, title, page: page.title, text, href: sitePath(page.file) + anchor });
    }
  }
  return search;
}

if (process.argv[1] === import.meta.filename) {
  const out = resolve(process.argv[2] ?? join(ROOT, 'site'));
  console.log(`${buildSite(out)} pages: ${join(out, 'index.html')}`);
}
