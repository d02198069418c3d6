import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/** The page that lists all others; its order is the order of the site. */
export const INDEX = 'docs/README.md';

/** A Markdown file of the documentation; `file` is its path in the repository, with forward slashes. */
export interface Page {
  file: string;
  title: string;
  text: string;
}

/** A section of the index with the pages that it links, under the names given there. */
export interface Chapter {
  title: string;
  pages: { file: string; title: string }[];
}

/** A link or picture of Markdown: text, target. */
const LINK = /\[([^\]]*)\]\(([^)\s]+)\)/g;

/** The part of a Markdown text that is prose: code, fenced or not, is replaced by blanks, so that offsets hold. */
export const prose = (text: string) =>
  text.replace(/^```[\s\S]*?^```|`[^`\n]*`/gm, code => code.replace(/[^\n]/g, ' '));

export const isPicture = (file: string) => /\.(png|svg)$/.test(file);

export const isExternal = (target: string) => /^[a-z]+:/.test(target);

/** The file of the repository to which a link in `from` leads, without its anchor. */
export const resolveLink = (from: string, target: string) =>
  target.startsWith('#') ? from : posix.join(posix.dirname(from), target.split('#')[0]);

/** All links of a text that stay within the repository, with the offset at which each begins. */
export const linksOf = (text: string) =>
  [...prose(text).matchAll(LINK)]
    .map(({ 2: target, index }) => ({ target, index }))
    .filter(({ target }) => !isExternal(target));

export const linkTargets = ({ file, text }: Page) =>
  linksOf(text).map(({ target }) => resolveLink(file, target));

export function readPage(root: string, file: string): Page {
  const text = readFileSync(join(root, file), 'utf8');
  return { file, text, title: (/^# (.*)$/m.exec(text)?.[1] ?? file).replaceAll('`', '') };
}

/**
 * Chapters of the index: each `##` with the Markdown files that it links. A page that the index doesn't name comes last in the
 * chapter of its folder.
 */
export function chaptersOf(root: string): Chapter[] {
  const sections = readPage(root, INDEX).text.split(/^## /m).slice(1);
  const chapters = sections.map(section => ({
    title: section.split('\n', 1)[0],
    pages: [...section.matchAll(LINK)]
      .map(([, title, target]) => ({ title: title.replaceAll('`', ''), file: resolveLink(INDEX, target) }))
      .filter(({ file }) => file.endsWith('.md') && existsSync(join(root, file))),
  }));
  const listed = new Set(chapters.flatMap(({ pages }) => pages.map(({ file }) => file)));
  for (const { pages } of chapters) {
    const folder = posix.dirname(
      pages.find(({ file }) => posix.dirname(file) !== '.' && posix.dirname(file) !== 'docs')?.file ?? '',
    );
    if (!folder.startsWith('docs/')) continue;
    for (const name of readdirSync(join(root, folder)).sort()) {
      const file = posix.join(folder, name);
      if (file.endsWith('.md') && !listed.has(file)) pages.push({ title: readPage(root, file).title, file });
    }
  }
  return chapters;
}

/** Where a file of the repository is in the site. */
export function sitePath(file: string): string {
  if (file === INDEX) return 'index.html';
  if (isPicture(file)) return file;
  return `${file.replace(/\.md$/, '')}.html`;
}

/** Anchors of one page's headings as GitHub makes them; a heading that comes again gets a number. */
export function slugger(): (heading: string) => string {
  const seen = new Map<string, number>();
  return heading => {
    const words = heading.replace(/\]\([^)]*\)/g, '').toLowerCase();
    const slug = words
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-');
    const before = seen.get(slug) ?? 0;
    seen.set(slug, before + 1);
    return before === 0 ? slug : `${slug}-${before}`;
  };
}

/** Anchors of a page, in order. */
export function anchorsOf(text: string): string[] {
  const bare = text.replace(/^```[\s\S]*?^```/gm, '');
  const slug = slugger();
  return [...bare.matchAll(/^#{1,6} (.*)$/gm)].map(([, heading]) => slug(heading));
}
