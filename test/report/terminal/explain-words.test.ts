import { describe, expect, it } from 'vitest';
import { SCHEMAS } from '../../../scripts/schemas.ts';
import { BUILTINS, SPECIAL, WORDS } from '../../../src/language/builtins.ts';
import { keysOf } from '../../../src/model/keys.ts';
import { networksSchema } from '../../../src/model/networks-schema.ts';
import { ruleSchema } from '../../../src/model/schema.ts';
import { explainWord, wordsOf } from '../../../src/report/terminal/explain-words.ts';

const told = (word: string) => explainWord(word).map(({ kind, lines }) => [kind, ...lines].join('\n'));

describe('words of the language', () => {
  it.each([...Object.entries({ ...BUILTINS, ...SPECIAL })])(
    '%s is explained by its signature',
    (word, { signature }) => {
      expect(told(word)[0]).toContain(`function of the language\n${signature}\n`);
    },
  );

  it('are explained where they are no functions', () => {
    for (const word of Object.keys(WORDS)) expect(told(word).join()).toContain('word of the language');
  });

  it('are keys of files with all keys inside, and where to read on', () => {
    expect(told('quota')).toHaveLength(1);
    const [quota] = told('quota');
    for (const part of [
      'key of a rule',
      'quota.most: ',
      'quota.first: ',
      'quota.match: ',
      'docs/reference/rules.md',
    ])
      expect(quota).toContain(part);
    expect(told('dies')[0]).toContain('probability to die');
    expect(told('size').join('\n')).toContain('events.size: ');
  });

  it('are what may be written in a key', () => {
    expect(told('household')[0]).toContain('networks.NAME.shape: household\neverybody is in one household');
    expect(told('year').join()).toContain('step: year\n');
  });

  it('are told once each, and none is without words', () => {
    expect(explainWord('nonsense')).toEqual([]);
    for (const word of new Set(wordsOf())) {
      const found = told(word);
      expect(found.length, word).toBeGreaterThan(0);
      expect(new Set(found).size, word).toBe(found.length);
    }
  });
});

describe('keys of files', () => {
  it.each(SCHEMAS.map(({ file, schema }) => [file, schema] as const))(
    'each say what they are: %s',
    (_, schema) => {
      for (const { path, text } of keysOf(schema)) {
        expect(text, path.join('.')).not.toBe('');
        expect(text, path.join('.')).not.toBe('an expression of the language');
      }
    },
  );

  it('have paths from the top of the file, with names that authors give', () => {
    const paths = [ruleSchema, networksSchema].flatMap(schema =>
      keysOf(schema).map(({ path }) => path.join('.')),
    );
    for (const path of ['quota.first', 'one_of.NAME.utility', 'networks.NAME.weight.change'])
      expect(paths.filter(other => other === path).length).toBeGreaterThan(0);
  });
});
