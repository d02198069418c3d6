/** Inputs made to hang, to fill the memory or to break out: what file of the small world holds what instead. */
export interface Bomb {
  file: string;
  /** The file's new text, from its old one. */
  text(old: string): string;
  /** What must be said about it; undefined: it is harmless and taken. */
  refused: RegExp | undefined;
}

const MODEL = 'models/village/model.yaml';
const RULES = 'models/village/rules/leaving.yaml';
const PARAMETERS = 'models/village/parameters.csv';
const SCENARIO = 'scenarios/plain.yaml';
const STUDY = 'surveys/village-2001';

const series = <T>(length: number, of: (k: number) => T) => Array.from({ length }, (_, k) => of(k));
const lines = (length: number, of: (k: number) => string) => series(length, of).join('\n');
const always = (text: string) => () => text;
const adding = (text: string) => (old: string) => `${old}${text}\n`;
const putting = (from: string, to: string) => (old: string) => {
  if (!old.includes(from)) throw new Error(`no ${from}`);
  return old.replace(from, () => to);
};
const NINE_MB = 9_000_000;
const LARGEST = 490_000;

const bomb = (file: string, text: Bomb['text'], refused?: RegExp): Bomb => ({ file, text, refused });

const YAML: Record<string, Bomb> = {
  'a billion laughs by aliases': bomb(
    SCENARIO,
    adding(
      `a: &a [x]\n${lines(9, k => `${'bcdefghij'[k]}: &${'bcdefghij'[k]} [${Array(9).fill(`*${'abcdefghi'[k]}`)}]`)}`,
    ),
    /aliases are not used here/,
  ),
  'brackets without end': bomb(SCENARIO, adding(`groups: ${'['.repeat(LARGEST)}`), /nested too deep/),
  'braces without end': bomb(SCENARIO, adding(`groups: ${'{a: '.repeat(LARGEST / 4)}`), /nested too deep/),
  'lists in lists without end': bomb(
    SCENARIO,
    adding(`groups:\n  ${'- '.repeat(LARGEST / 2)}x`),
    /nested too deep/,
  ),
  'mappings in mappings': bomb(SCENARIO, adding(lines(900, k => `${' '.repeat(k)}a:`)), /nested too deep/),
  'a million documents': bomb(SCENARIO, always('---\na\n'.repeat(80_000)), /too long|one document/),
  'a long key over many items': bomb(
    MODEL,
    adding(`${'k'.repeat(900)}:\n${lines(100_000, () => '- 1')}`),
    /the key is too long/,
  ),
  'many items': bomb(SCENARIO, adding(`groups: [${'a,'.repeat(LARGEST / 2 - 100)}a]`), /too long/),
  'many keys': bomb(SCENARIO, adding(lines(50_001, k => `k${k}:`)), /too long/),
  'many wrong values': bomb(
    SCENARIO,
    adding(`parameters:\n${lines(35_000, k => `  p${k}: x`)}`),
    /and \d+ more problems/,
  ),
  'a line of 10 MB': bomb(SCENARIO, adding(`note: ${'x'.repeat(10_000_000)}`), /too large: found 10\.0 MB/),
  'a title of almost 0.5 MB': bomb(SCENARIO, putting('A dry spring', 'x'.repeat(LARGEST))),
  'a title of escapes': bomb(SCENARIO, putting('A dry spring', `"${'\\x41'.repeat(120_000)}"`)),
  'a title of 160 000 lines': bomb(SCENARIO, putting('A dry spring', `>\n${lines(160_000, () => ' x')}`)),
  'a title without end': bomb(
    SCENARIO,
    putting('A dry spring', `"${'x '.repeat(LARGEST / 2)}`),
    /the quote is not closed/,
  ),
  'a code tag': bomb(SCENARIO, putting('A dry spring', "!!js/function 'function(){}'"), /tag/),
  '__proto__ as a key': bomb(SCENARIO, adding('__proto__: {}'), /`__proto__` can't be a key/),
  '__proto__ as a parameter': bomb(
    SCENARIO,
    adding('parameters:\n  __proto__: 1'),
    /`__proto__` can't be a key/,
  ),
  'constructor as a column': bomb(
    MODEL,
    putting('  courage:\n', '  constructor:\n'),
    /`constructor` can't be a key/,
  ),
  'toString as an option': bomb(
    SCENARIO,
    adding('choose: { toString: valueOf }'),
    /unknown variant `toString`/,
  ),
  'valueOf as a group': bomb(SCENARIO, putting('[all, where]', '[all, valueOf]'), /unknown group `valueOf`/),
  'constructor as a model': bomb(
    SCENARIO,
    putting('model: village', 'model: constructor'),
    /there is no \S*models\/constructor/,
  ),
  'toString as a parameter': bomb(
    SCENARIO,
    adding('parameters: { toString: 1 }'),
    /unknown parameter `toString`/,
  ),
};

const CSV: Record<string, Bomb> = {
  'a row of 9 MB': bomb(PARAMETERS, adding(`a${','.repeat(NINE_MB)}`), /too many cells/),
  'a header of 9 MB': bomb(
    PARAMETERS,
    always(`${series(900, () => 'x'.repeat(10_000)).map((x, k) => x + k)}`),
    /missing/,
  ),
  'a cell of 9 MB': bomb(PARAMETERS, putting('how fast courage spreads', 'x'.repeat(NINE_MB))),
  'a cell of 9 MB of lines': bomb(
    PARAMETERS,
    putting('how fast courage spreads', `"${'\n'.repeat(NINE_MB)}"`),
  ),
  'a quote without end': bomb(
    PARAMETERS,
    putting('how fast courage spreads', `"${'""'.repeat(4_000_000)}`),
    /not closed/,
  ),
  'half a million rows': bomb(
    `${STUDY}/sources.csv`,
    adding(lines(500_000, k => `S${k},t,,,k,`)),
    /the table is too long/,
  ),
  '90 000 parameters': bomb(PARAMETERS, adding(lines(90_000, k => `p${k},1,fixed,,,,A00,,no`))),
  'a parameter 90 000 times': bomb(
    PARAMETERS,
    adding(lines(90_000, () => 'p,1,fixed,,,,A00,,no')),
    /`p` is declared twice/,
  ),
  'a parameter called toString': bomb(PARAMETERS, adding('toString,1,fixed,,,,A00,,no')),
  'a name of 9 MB': bomb(
    PARAMETERS,
    adding(`${'p'.repeat(NINE_MB)} x,1,fixed,,,,A00,,no`),
    /a parameter needs a name/,
  ),
  'a constructor column': bomb(
    PARAMETERS,
    putting('name,', 'constructor,'),
    /`constructor` can't be a column/,
  ),
  '60 000 margins of unknown waves': bomb(
    `${STUDY}/marginals.csv`,
    adding(
      lines(60_000, k => `R${k},nope${k},none${k},all,yes,0.5,share,exact,,,200,reported,C${k},calibrate`),
    ),
    /and \d+ more problems/,
  ),
  '90 000 sources': bomb(`${STUDY}/sources.csv`, adding(lines(90_000, k => `S${k},t,,,k,`))),
  '90 000 events that belong to each other': bomb(
    `${STUDY}/events.csv`,
    adding(
      lines(70_000, k => `e${k},2001-02-19,,drought,,on,1,,0,e${k + 1},,B01,`).concat(
        '\ne70000,2001-02-19,,drought,,on,1,,0,,,B01,',
      ),
    ),
  ),
  'an event that belongs to itself, by way of many': bomb(
    `${STUDY}/events.csv`,
    adding(lines(70_000, k => `e${k},2001-02-19,,drought,,on,1,,0,e${(k + 1) % 70_000},,B01,`)),
    /belongs to itself/,
  ),
};

const doubled = (word: string) => (k: number) => {
  const rest = `f${k + 1}`;
  const half = (sign: string) => `(${rest} ${word} courage ${sign} 0.${k + 1})`;
  return `  f${k}: ${k < 47 ? `${half('>')} ${word} ${half('<')}` : 'place != village'}`;
};
const chosen = (k: number) => `if(courage > 0.${k}1, x${k - 1}, if(courage < 0.${k}2, x${k - 1}, 0.${k}))`;

const EXPRESSIONS: Record<string, Bomb> = {
  'parentheses without end': bomb(
    RULES,
    putting('not away', `${'('.repeat(50_000)}away`),
    /nested too deeply/,
  ),
  'a sum of 60 000': bomb(
    RULES,
    putting('rate * courage', `rate${' + rate'.repeat(60_000)}`),
    /the expression is too long/,
  ),
  'a chain of comparisons': bomb(
    RULES,
    putting('not away', `rate${' + rate'.repeat(60_000)} < 1 < 2`),
    /comparisons don't chain/,
  ),
  'a sum of 900': bomb(RULES, putting('rate * courage', `rate${' + courage'.repeat(900)}`)),
  'a sum of sums': bomb(
    RULES,
    putting(
      'chance:',
      `let:\n${lines(5000, k => `  x${k}: ${k ? `x${k - 1}` : 'rate'} + courage`)}\nchance:`,
    ),
    /too long a chain/,
  ),
  'a chain of lets': bomb(
    RULES,
    putting(
      'chance: per_week(rate',
      `let:\n${lines(1400, k => `  x${k}: ${k ? `x${k - 1}` : 'rate'} + courage`)}\nchance: per_week(x1399`,
    ),
  ),
  'lets that double': bomb(
    RULES,
    putting(
      'chance:',
      `let:\n${lines(60, k => `  x${k}: ${k ? `x${k - 1} + x${k - 1}` : 'rate'}`)}\n  used: x59\nchance:`,
    ),
  ),
  'conditions that double': bomb(MODEL, putting('place != village', `f0\n${lines(48, doubled('and'))}`)),
  'alternatives that double': bomb(MODEL, putting('place != village', `f0\n${lines(48, doubled('or'))}`)),
  'choices that double': bomb(
    RULES,
    putting(
      'set:\n  courage:',
      `let:\n${lines(48, k => `  x${k}: ${k ? chosen(k) : 'courage'}`)}\nset:\n  courage: x47 + 0 *`,
    ),
  ),
  'a value of choices that double': bomb(
    RULES,
    putting(
      'set:\n  courage: courage + pull * (mean(friends, courage, courage) - courage)',
      `let:\n${lines(48, k => `  x${k}: ${k ? chosen(k) : 'courage'}`)}\nset:\n  courage: x47`,
    ),
  ),
  'filters that double': bomb(
    MODEL,
    putting(
      'filters:\n',
      `filters:\n${lines(40, k => `  f${k}: ${k < 39 ? `f${k + 1} or not f${k + 1}` : 'place == town'}`)}\n`,
    ),
  ),
  'filters in filters': bomb(
    MODEL,
    putting(
      'filters:\n',
      `filters:\n${lines(9000, k => `  f${k}: ${k < 8999 ? `not f${k + 1}` : 'place == town'}`)}\n`,
    ),
    /nested too deep/,
  ),
  'a filter made of itself': bomb(MODEL, putting('place != village', 'not away'), /made of itself/),
  'a let made of itself': bomb(
    RULES,
    putting('chance: ', 'let:\n  a: b\n  b: a\nchance: '),
    /unknown name `b`/,
  ),
  'constructor as an operator': bomb(
    RULES,
    putting('rate * courage', 'rate constructor courage'),
    /should have ended here|in brackets/,
  ),
  'toString as a function': bomb(
    RULES,
    putting('rate * courage', 'toString(courage)'),
    /unknown function `toString`/,
  ),
  '__proto__ as a table': bomb(
    RULES,
    putting('ease[there]', '__proto__[there]'),
    /unknown table `__proto__`/,
  ),
};

const NAMES: Record<string, Bomb> = {
  'a NUL': bomb(SCENARIO, putting('dry', 'd\0ry'), /a NUL character is no text/),
  'a NUL in a path': bomb(SCENARIO, adding('extends: "a\\0b"'), /is no character of a text/),
  'a newline in a path': bomb(
    SCENARIO,
    adding('extends: "a\\nb.yaml"'),
    /there is no \S*scenarios\/a\\nb\.yaml/,
  ),
  'HTML in a title': bomb(SCENARIO, putting('A dry spring', '<script>alert(1)</script>')),
  'HTML as a name': bomb(
    SCENARIO,
    putting('model: village', 'model: <b>village</b>'),
    /`model` can't be "<b>village<\/b>"/,
  ),
  'a terminal command as a name': bomb(SCENARIO, adding('"\\e[2J": 1'), /unknown key `\\u\{1b\}\[2J`/),
  'a path that climbs out': bomb(
    MODEL,
    putting('places.csv', '../../../../../../etc/passwd'),
    /leads out of the project/,
  ),
  'an absolute path': bomb(MODEL, putting('places.csv', '/etc/passwd'), /leads out of the project/),
  'a folder for a file': bomb(MODEL, putting('places.csv', 'rules'), /is a folder, not a file/),
  'a scenario that extends out': bomb(
    SCENARIO,
    adding('extends: ../../etc/passwd'),
    /leads out of the project/,
  ),
  'a scenario that extends itself': bomb(SCENARIO, adding('extends: plain.yaml'), /extends itself/),
};

export const BOMBS: Readonly<Record<string, Bomb>> = { ...YAML, ...CSV, ...EXPRESSIONS, ...NAMES };
