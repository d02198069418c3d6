import { BUILTINS, SPECIAL, WORDS } from '../../language/builtins.ts';
import { type Key, keysOf } from '../../model/keys.ts';
import { metricsSchema } from '../../model/metrics-schema.ts';
import { networksSchema } from '../../model/networks-schema.ts';
import { leversSchema, modelSchema, ruleSchema } from '../../model/schema.ts';
import { scenarioSchema } from '../../scenario/schema.ts';

/** What `explain` tells of the words of the language and of the keys of files: from the shapes that files are checked with. */

const FILES = [
  { of: 'a rule', schema: ruleSchema, page: 'docs/reference/rules.md' },
  { of: 'model.yaml', schema: modelSchema, page: 'docs/reference/model-folder.md' },
  { of: 'networks.yaml', schema: networksSchema, page: 'docs/reference/model-folder.md' },
  { of: 'metrics.yaml', schema: metricsSchema, page: 'docs/reference/model-folder.md' },
  { of: 'levers.yaml', schema: leversSchema, page: 'docs/reference/model-folder.md' },
  { of: 'a scenario', schema: scenarioSchema, page: 'docs/reference/scenarios.md' },
];
const LANGUAGE = 'docs/reference/language.md';
const readOn = (page: string) => `Read on in ${page}.`;

/** Everything that the language and the files call `word`: of which kind, and what it is. Empty when nothing is called so. */
export function explainWord(word: string): { kind: string; lines: string[] }[] {
  const functions = [BUILTINS, SPECIAL].flatMap(all => (Object.hasOwn(all, word) ? [all[word]] : []));
  const plain = Object.hasOwn(WORDS, word) ? [WORDS[word]] : [];
  const keys = FILES.flatMap(({ of, schema, page }) => {
    const all = keysOf(schema);
    return [
      ...all
        .filter(({ path }) => path.at(-1) === word)
        .map(key => ({ kind: `key of ${of}`, lines: [...keyLines(key, all), readOn(page)] })),
      ...all
        .filter(({ values }) => values.includes(word))
        .map(({ path, text }) => ({
          kind: `written in ${of}`,
          lines: [`${path.join('.')}: ${word}`, text, readOn(page)],
        })),
    ];
  });
  return [
    ...functions.map(({ signature, text }) => ({
      kind: 'function of the language',
      lines: [signature, text, readOn(LANGUAGE)],
    })),
    ...plain.map(text => ({ kind: 'word of the language', lines: [text, readOn(LANGUAGE)] })),
    ...keys,
  ];
}

/** A key, where it is if not at the top, and the keys in it. */
function keyLines({ path, text }: Key, all: readonly Key[]): string[] {
  const inside = all.filter(
    key => key.path.length > path.length && path.every((part, k) => key.path[k] === part),
  );
  const near = inside.filter(key => key.path.slice(path.length).filter(part => part !== 'NAME').length === 1);
  return [
    path.length > 1 ? `${path.join('.')}: ${text}` : text,
    ...near.map(key => `${key.path.join('.')}: ${key.text}`),
  ];
}

/** Every word that can be explained. */
export const wordsOf = (): string[] => [
  ...[BUILTINS, SPECIAL, WORDS].flatMap(all => Object.keys(all)),
  ...FILES.flatMap(({ schema }) => keysOf(schema).flatMap(({ path, values }) => [path.at(-1)!, ...values])),
];
