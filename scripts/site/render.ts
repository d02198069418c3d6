import { posix } from 'node:path';
import { Marked, type Tokens } from 'marked';
import { type Chapter, INDEX, isExternal, type Page, resolveLink, sitePath, slugger } from './pages.ts';

const escapeHtml = (text: string) =>
  text.replace(/[&<>"]/g, sign => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]!);

/** A file of the site as seen from a page of it. */
const relative = (from: string, to: string) => posix.relative(posix.dirname(sitePath(from)), to);

/** HTML of one page: its text, with links to pages of the site; and its headings of the second level. */
function markdown({ file, text }: Page): { html: string; headings: { slug: string; text: string }[] } {
  const headings: { slug: string; text: string }[] = [];
  const slug = slugger();
  const href = (target: string) => {
    if (isExternal(target) || target.startsWith('#')) return target;
    const [, anchor] = target.split('#');
    return relative(file, sitePath(resolveLink(file, target))) + (anchor ? `#${anchor}` : '');
  };
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth, text }: Tokens.Heading) {
        const [id, html] = [slug(text), this.parser.parseInline(tokens)];
        if (depth === 2) headings.push({ slug: id, text: html.replace(/<[^>]+>/g, '') });
        return `<h${depth} id="${id}">${html} <a class="anchor" href="#${id}" aria-label="Link to this section">#</a></h${depth}>\n`;
      },
      link({ href: target, tokens }: Tokens.Link) {
        return `<a href="${escapeHtml(href(target))}">${this.parser.parseInline(tokens)}</a>`;
      },
      image({ href: target, text }: Tokens.Image) {
        return `<img src="${escapeHtml(href(target))}" alt="${escapeHtml(text)}">`;
      },
      code({ text, lang }: Tokens.Code) {
        const [, name] = (lang ?? '').split(' ');
        const caption = name?.includes('.') ? `<figcaption>${escapeHtml(name)}</figcaption>` : '';
        return `<figure class="code">${caption}<pre tabindex="0"><code>${withComments(text, lang ?? '')}</code></pre></figure>\n`;
      },
      table(token: Tokens.Table) {
        const row = (cells: Tokens.TableCell[], tag: string) =>
          `<tr>${cells.map(({ tokens, align }) => `<${tag}${align ? ` class="${align}"` : ''}>${this.parser.parseInline(tokens)}</${tag}>`).join('')}</tr>`;
        const rows = token.rows.map(cells => row(cells, 'td')).join('\n');
        return `<div class="table" tabindex="0"><table><thead>${row(token.header, 'th')}</thead><tbody>${rows}</tbody></table></div>\n`;
      },
    },
  });
  return { html: marked.parse(text, { async: false }), headings };
}

/** Code with comments set apart, in the languages in which `#` begins one. */
function withComments(text: string, lang: string): string {
  const marks = /^(sh|yaml|expression|operator|refused|python|toml)\b/.test(lang);
  const lines = escapeHtml(text).split('\n');
  return lines.map(line => (marks ? line.replace(/(^|\s)#.*$/, '<i>$&</i>') : line)).join('\n');
}

/** A page of the documentation, between the one before and the one after it. */
export function renderPage(page: Page, chapters: readonly Chapter[], before?: Page, after?: Page): string {
  const { html, headings } = markdown(page);
  const contents =
    headings.length > 2
      ? `<nav class="contents" aria-label="On this page"><p>On this page</p>${headings.map(({ slug, text }) => `<a href="#${slug}">${text}</a>`).join('')}</nav>`
      : '';
  const step = (to: Page | undefined, rel: string) =>
    to
      ? `<a rel="${rel}" href="${relative(page.file, sitePath(to.file))}">${escapeHtml(to.title)}</a>`
      : '<span></span>';
  const steps = `<nav class="steps" aria-label="Pages before and after">${step(before, 'prev')}${step(after, 'next')}</nav>`;
  return frame(page.file, page.title, `<article>${html}${steps}</article>${contents}`, chapters);
}

/** A linked file that is no page, as text. */
export function renderFile(file: string, text: string, chapters: readonly Chapter[]): string {
  return frame(
    file,
    file,
    `<article><h1>${escapeHtml(file)}</h1><figure class="code"><pre tabindex="0"><code>${withComments(text, file.endsWith('.yaml') || file.endsWith('.yml') ? 'yaml' : '')}</code></pre></figure></article>`,
    chapters,
  );
}

function frame(file: string, title: string, body: string, chapters: readonly Chapter[]): string {
  const to = (target: string) => escapeHtml(relative(file, target));
  const entry = (page: Chapter['pages'][number]) =>
    `<a href="${to(sitePath(page.file))}"${page.file === file ? ' aria-current="page"' : ''}>${escapeHtml(page.title)}</a>`;
  const menu = chapters.map(
    chapter =>
      `<details${chapter.title === 'Decisions' && !chapter.pages.some(page => page.file === file) ? '' : ' open'}><summary>${escapeHtml(chapter.title)}</summary>${chapter.pages.map(entry).join('')}</details>`,
  );
  return `<!doctype html>
<html lang="en" data-root="${to('') || '.'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(file === INDEX ? 'Rhizome' : `${title} · Rhizome`)}</title>
<link rel="stylesheet" href="${to('site.css')}">
<script defer src="${to('search-index.js')}"></script>
<script defer src="${to('search.js')}"></script>
</head>
<body>
<a class="skip" href="#text">To the text</a>
<header>
<a class="home" href="${to('index.html')}">Rhizome</a>
<div class="search" role="search"><input type="search" placeholder="Search" aria-label="Search the documentation" autocomplete="off"><ol hidden></ol></div>
</header>
<input type="checkbox" id="menu" aria-label="Show the list of pages"><label for="menu">All pages</label>
<nav class="pages" aria-label="Pages">${menu.join('\n')}</nav>
<main id="text">${body}</main>
</body>
</html>
`;
}
