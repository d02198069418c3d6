import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { prose } from '../../scripts/site/pages.ts';
import { PAGES, readPage } from '../support/pages.ts';

/** Words that make a reader stop, with plain ones to use instead. */
const AVOIDED: Record<string, RegExp> = {
  'depends on': /\b(hangs?|hung|hanging) (\w+ )?on\b/gi,
  'compared with': /\bheld against\b/gi,
  'that many, enough': /\bso many\b/gi,
  'is, is in, represents': /\b(stands|stood)\b/gi,
  again: /\banew\b/gi,
  predict: /\bforet(ell|ells|old)\b/gi,
  'minimum, smallest': /\b(a|the) least (number|value|and)\b/gi,
  'as usual English has it': /\b(whence|hither|nought|aught|lest|shall)\b/gi,
};

const found = (text: string) =>
  Object.entries(AVOIDED).flatMap(([instead, words]) =>
    [...text.matchAll(words)].map(([word]) => `${word} -> ${instead}`),
  );

/** Comments of a source; strings, in which a comment may seem to begin, are stepped over. */
const TOKEN = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g;
const tokens = (file: string) => [...readFileSync(file, 'utf8').matchAll(TOKEN)].map(([token]) => token);
const isComment = (token: string) => token.startsWith('/');

describe('plain English', () => {
  it('finds what it looks for', () => {
    expect(found('It hangs on this, stands there and is held against so many.')).toHaveLength(4);
    expect(found('It depends on this.')).toEqual([]);
  });

  it('is used in pages', () => {
    const pages = PAGES.filter(page => !/^docs\/(model|reference\/api)|^CHANGELOG/.test(page));
    const words = pages.flatMap(page => found(prose(readPage(page))).map(one => `${page}: ${one}`));
    expect(words.length, words.join('\n')).toBeLessThanOrEqual(PAGES_AT_MOST);
  });

  it('is used in what commands print', () => {
    const files = globSync(['src/cli/*.ts', 'src/report/terminal/*.ts']);
    expect(files.length).toBeGreaterThan(30);
    const words = files.flatMap(file =>
      found(
        tokens(file)
          .filter(token => !isComment(token))
          .join('\n'),
      ).map(one => `${file}: ${one}`),
    );
    expect(words.length, words.join('\n')).toBeLessThanOrEqual(4);
  });

  it('is used in comments', () => {
    const files = globSync(['src/**/*.ts', 'app/**/*.{ts,tsx}', 'scripts/**/*.{ts,mjs}', 'workers/*.mjs']);
    expect(files.length).toBeGreaterThan(500);
    const words = files.flatMap(file =>
      found(tokens(file).filter(isComment).join('\n')).map(one => `${file}: ${one}`),
    );
    expect(words.length, words.join('\n')).toBeLessThanOrEqual(COMMENTS_AT_MOST);
  });
});

/** How many are left. Only ever make these smaller. */
const PAGES_AT_MOST = 4;
const COMMENTS_AT_MOST = 15;
