import { existsSync, readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anchorsOf, chaptersOf, INDEX, linksOf, resolveLink } from '../../scripts/site/pages.ts';
import { PAGES, readPage } from '../support/pages.ts';

const links = PAGES.flatMap(page => linksOf(readPage(page)).map(({ target }) => ({ page, target })));

describe('links between pages', () => {
  it('are found', () => expect(links.length).toBeGreaterThan(80));

  it('lead to files that exist', () => {
    const dead = links.filter(({ page, target }) => !existsSync(resolveLink(page, target)));
    expect(dead).toEqual([]);
  });

  it('lead to headings that exist', () => {
    const dead = links.filter(({ page, target }) => {
      const [, anchor] = target.split('#');
      const file = resolveLink(page, target);
      return anchor && file.endsWith('.md') && !anchorsOf(readPage(file)).includes(anchor);
    });
    expect(dead).toEqual([]);
  });

  it('lead from the index to every page, each once', () => {
    const listed = chaptersOf('.').flatMap(({ pages }) => pages.map(({ file }) => file));
    expect(new Set(listed).size).toBe(listed.length);
    const pages = PAGES.filter(page => page.startsWith('docs/') && page !== INDEX);
    expect(pages.filter(page => !listed.includes(page))).toEqual([]);
  });
});

describe('pages', () => {
  it('have fewer than 250 lines, unless they are made from files', () => {
    const long = PAGES.filter(page => !/^docs\/(model|reference\/api)|^CHANGELOG/.test(page)).filter(
      page => readPage(page).split('\n').length > 250,
    );
    expect(long).toEqual([]);
  });

  it('name source files that exist', () => {
    const files = ['src', 'app', 'test', 'bench', 'scripts', 'examples', 'workers'].flatMap(folder =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(name => basename(name)),
    );
    const named = PAGES.filter(page => page !== 'CHANGELOG.md').flatMap(page =>
      [...readPage(page).matchAll(/`([\w./-]+\.ts)`/g)].map(([, file]) => ({ page, file })),
    );
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter(({ file }) => !files.includes(basename(file)))).toEqual([]);
  });

  it('begin with their title', () => {
    for (const page of PAGES.filter(page => page.startsWith('docs/')))
      expect(readPage(page).replace(/^<!--.*-->\n+/, ''), page).toMatch(/^# /);
  });
});
