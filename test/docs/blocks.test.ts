import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { dispatch } from '../../src/cli/arguments.ts';
import { COMMANDS } from '../../src/cli/commands.ts';
import { readInputs } from '../../src/io/project/inputs.ts';
import { readSweep } from '../../src/scenario/sweep.ts';
import { parseCsv } from '../../src/text/csv.ts';
import { parseYaml } from '../../src/text/yaml.ts';
import {
  blocksOf,
  PAGES,
  placeOf,
  readPage,
  rhizomeWords,
  shellCommands,
  wordsOf,
} from '../support/pages.ts';

const blocks = blocksOf();
const commands = shellCommands(blocks);

/** Languages of blocks, none for drawings; what another test runs is named here with that test. */
const CHECKED = ['', 'mermaid', 'sh', 'yaml', 'csv', 'json', 'jsonl', 'ts', 'python', 'text'];
const ELSEWHERE: Record<string, string> = {
  r: 'test/cli/read-the-results.slow.test.ts',
  sql: 'test/cli/read-the-results.slow.test.ts',
  diff: 'test/adding-a-mechanism.test.ts',
  expression: 'test/language/reference.test.ts',
  operator: 'test/language/reference.test.ts',
  pattern: 'test/observe/relations-guide.test.ts',
  refused: 'test/language/reference.test.ts',
};

/** The program's parser on words that run nothing. */
const QUIET = COMMANDS.map(command => ({
  ...command,
  load: async () => ({ ...(await command.load()), run: () => {} }),
}));
const parse = (words: readonly string[]) => dispatch(words, QUIET, '0');

describe('blocks of the pages', () => {
  it('are found, closed, and in a language that is checked', () => {
    expect(blocks.length).toBeGreaterThan(60);
    for (const page of PAGES) expect((readPage(page).match(/^```/gm) ?? []).length % 2, page).toBe(0);
    // Tables of the generated pages print rules and filters without a language.
    const unknown = blocks.filter(
      ({ page, lang }) =>
        !/^docs\/model/.test(page) && ![...CHECKED, ...Object.keys(ELSEWHERE)].includes(lang),
    );
    expect(unknown.map(placeOf)).toEqual([]);
    for (const test of Object.values(ELSEWHERE)) expect(existsSync(test), test).toBe(true);
  });

  it('are fenced, not indented', () => {
    const fence = /^```[\s\S]*?^```$/gm;
    const indented = PAGES.filter(page => !/^docs\/model/.test(page)).filter(page =>
      /\n\n {4}\S/.test(readPage(page).replace(fence, '')),
    );
    expect(indented).toEqual([]);
  });

  it('start Rhizome with commands and options that it has', async () => {
    const ours = commands.flatMap(({ at, words }) => {
      const rest = rhizomeWords(words);
      return rest ? [{ at, rest }] : [];
    });
    expect(ours.length).toBeGreaterThan(25);
    for (const { at, rest } of ours)
      await expect(parse(rest), `${at}: ${rest.join(' ')}`).resolves.toBeUndefined();
  });

  it('refuse a command that does not exist', async () => {
    await expect(parse(['runn'])).rejects.toThrow(/no command `runn`/);
    await expect(parse(['run', '--wekes', '8'])).rejects.toThrow(/takes no `wekes`/);
  });

  it('start npm scripts and files that exist', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
    for (const { at, words } of commands) {
      const [program, first, second] = words;
      if (program === 'npm' && first === 'run') expect(Object.keys(scripts), at).toContain(second);
      if (program === 'node' && first?.includes('/')) expect(existsSync(first), `${at}: ${first}`).toBe(true);
    }
  });

  it('have YAML and JSON that can be read, and tables whose rows have the width of the header', () => {
    for (const block of blocks) {
      if (block.lang === 'yaml' && !block.info) parseYaml(block.text, placeOf(block));
      if (block.lang === 'yaml' && block.info.includes('.'))
        expect(parseDocument(block.text).errors).toEqual([]);
      if (block.lang === 'json') expect(() => JSON.parse(block.text), placeOf(block)).not.toThrow();
      if (block.lang === 'jsonl')
        for (const line of block.text.trim().split('\n'))
          expect(() => JSON.parse(line), placeOf(block)).not.toThrow();
      // A block that names a file of the project is an extract of it, without the header.
      if (block.lang === 'csv' && !block.info.includes('/')) parseCsv(block.text, placeOf(block));
    }
  });
});

describe('inline commands', () => {
  /** `rhizome run FILE`, `npm start -- check`: what begins like a command, in prose and tables. */
  const inline = PAGES.flatMap(page =>
    [
      ...readPage(page)
        .replace(/^```[\s\S]*?^```$/gm, '')
        .matchAll(/`((?:rhizome|npx rhizome|npm start --) [^`]+)`/g),
    ].map(([, text]) => ({ page, text: text.replace(/\s+/g, ' ') })),
  );

  it('name commands and options that exist', async () => {
    expect(inline.length).toBeGreaterThan(10);
    for (const { page, text } of inline) {
      const [name, ...rest] = rhizomeWords(wordsOf(text)[0]) ?? [];
      if (name === 'COMMAND' || name?.startsWith('-')) continue;
      const command = COMMANDS.find(({ usage }) => usage.split(' ')[0] === name);
      expect(command, `${page}: ${text}`).toBeDefined();
      for (const option of rest.flatMap(word => /^--([a-z-]+)/.exec(word)?.[1] ?? []))
        expect([...Object.keys((await command!.load()).options), 'help'], `${page}: ${text}`).toContain(
          option.replace(/^no-/, ''),
        );
    }
  });
});

describe('scenarios and sweeps in the pages', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rhizome-pages-'));
    for (const part of ['models', 'surveys', 'scenarios'])
      cpSync(part, join(folder, part), { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{}');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const whole = blocks.filter(
    ({ lang, info }) => lang === 'yaml' && !/^(model|rule|network|metric)$/.test(info),
  );
  const scenarios = whole.filter(({ text }) => /^(extends|assumes):/m.test(text));
  const sweeps = whole.filter(({ text }) => /^levers:/m.test(text));

  it('are found', () => expect([scenarios.length > 3, sweeps.length > 0]).toEqual([true, true]));

  it.each(scenarios.map(block => [placeOf(block), block] as const))(
    '%s is a scenario',
    (_, { text, info }) => {
      const path = join(folder, 'scenarios', info.includes('/') ? info.split('/').at(-1)! : 'of-a-page.yaml');
      writeFileSync(path, text);
      const inputs = readInputs(path, 'defaults');
      expect(inputs.scenario.weeks).toBeGreaterThan(0);
    },
  );

  it.each(sweeps.map(block => [placeOf(block), block] as const))('%s is a sweep', (_, { text }) => {
    expect(readSweep(parseYaml(text, 'sweep.yaml')[0]).levers.length).toBeGreaterThan(0);
  });
});
