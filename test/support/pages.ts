import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A fenced block of a page: its language, the rest of its first line, its text, and the line on which its text begins. */
export interface Block {
  page: string;
  line: number;
  lang: string;
  info: string;
  text: string;
}

/** Paths of all Markdown files that people read: the root's, those of docs/ and .github/; not a model's prose, from which a page is made. */
export const PAGES = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter(file => /^(docs|\.github)\/|^[^/]+$/.test(file) && file !== '');

export const readPage = (page: string) => readFileSync(page, 'utf8');

/** Every fenced block of the pages. */
export function blocksOf(pages: readonly string[] = PAGES): Block[] {
  return pages.flatMap(page => {
    const source = readPage(page);
    return [...source.matchAll(/^```([^\n]*)\n([\s\S]*?)^```$/gm)].map(({ 1: first, 2: text, index }) => ({
      page,
      line: source.slice(0, index).split('\n').length + 1,
      lang: first.split(' ')[0],
      info: first.split(' ').slice(1).join(' '),
      text,
    }));
  });
}

/** Where a block is, as a test's name has it. */
export const placeOf = ({ page, line }: Block) => `${page}:${line}`;

/** One shell command of a block: its words without comments, redirections and what is piped from it. */
export interface ShellCommand {
  at: string;
  words: string[];
}

/** Commands of all shell blocks, one for each line and each part of `a && b`. */
export function shellCommands(blocks: readonly Block[]): ShellCommand[] {
  return blocks
    .filter(({ lang }) => lang === 'sh')
    .flatMap(block =>
      block.text
        .replaceAll('\\\n', ' ')
        .split('\n')
        .flatMap(line => wordsOf(line).map(words => ({ at: placeOf(block), words }))),
    )
    .filter(({ words }) => words.length > 0);
}

/** Words of a shell line as a shell splits them, command by command. */
export function wordsOf(line: string): string[][] {
  const commands: string[][] = [[]];
  let isPiped = false;
  for (const [, space, quoted, double, bare] of line.matchAll(/(\s+)|'([^']*)'|"([^"]*)"|([^\s'"]+)/g)) {
    if (space) continue;
    if (bare?.startsWith('#')) break;
    if (bare === '&&' || bare === '|' || bare === ';') {
      isPiped = bare === '|';
      commands.push([]);
    } else if (!isPiped && bare !== '&') commands.at(-1)!.push(quoted ?? double ?? bare!);
  }
  return commands.filter(words => words.length > 0);
}

/** What follows the program's name where a command starts Rhizome; undefined where it doesn't. */
export function rhizomeWords(words: readonly string[]): readonly string[] | undefined {
  const bare = words.filter((word, k) => !(k < 3 && (word === '--silent' || word === '-s')));
  if (bare[0] === 'rhizome') return bare.slice(1);
  if (bare[0] === 'npx' && bare[1] === 'rhizome') return bare.slice(2);
  if (bare[0] === 'npm' && bare[1] === 'start') return bare[2] === '--' ? bare.slice(3) : [];
  return undefined;
}
