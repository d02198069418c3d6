import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Document, parseDocument, Scalar } from 'yaml';
import { positionIn, type Text } from '../../../src/core/diagnostics.ts';
import { disk } from '../../../src/io/project/disk.ts';
import { readOneYaml } from '../../../src/project/project-files.ts';
import { parseYaml } from '../../../src/text/yaml.ts';
import { problemOf } from '../problems.ts';

const one = (text: string) => parseYaml(text, 'a.yaml')[0];

/** Characters of a text that don't stand where it says they stand. */
function misplaced(source: string, text: Text): string[] {
  const lines = source.split('\n');
  return text.text.split('').flatMap((character, offset) => {
    const { line, column } = positionIn(text, offset);
    const found = lines[line - 1]?.[column - 1];
    // An emoji written as an escape has two halves in one place.
    const isEscaped =
      found === '\\' || /[\udc00-\udfff]/.test(character) || (found === "'" && character === "'");
    return /\s/.test(character) || found === character || isEscaped
      ? []
      : `${offset} ${character} ${line}:${column}`;
  });
}

const STYLES = `# a comment
title: a plain
  folded   text

  goes on   # not this
set:
  literal: |
    clamp(a +
      b,

      c)
  indented: |2
      two more
     one more
  kept: |+
    text

  folded: >-
    one
    two

    three
      four
    five
  single: 'it''s
     here  '
  double: "a\\tb\\x41 c \\
     dd
     \\U0001F600 e"
  number: 0.50
  flow: { x: y, z: 2 }
list: [a, 'b c']
"quoted key": ok
`;

describe('scalars', () => {
  it('stand where they say, in every style', () => {
    const { texts } = one(STYLES);
    expect(texts.size).toBe(13);
    for (const text of texts.values()) expect(misplaced(STYLES, text)).toEqual([]);
    expect(texts.get('set.number')?.text).toBe('0.50');
    expect(positionIn(texts.get('set.literal')!, 'clamp(a +\n  '.length)).toMatchObject({
      line: 9,
      column: 7,
    });
    expect(texts.get('set.double')?.text).toBe('a\tbA c dd 😀 e');
    expect(positionIn(texts.get('set.double')!, 'a\tbA c dd 😀 '.length)).toMatchObject({
      line: 29,
      column: 17,
    });
  });

  it('stand where they say with Windows line ends', () => {
    const source = STYLES.replaceAll('\n', '\r\n');
    for (const text of one(source).texts.values()) expect(misplaced(source, text)).toEqual([]);
  });

  it('know whether they are inside { } or [ ]', () => {
    const { texts } = one(STYLES);
    const inside = [...texts].filter(([, text]) => text.flow).map(([path]) => path);
    expect(inside).toEqual(['set.flow.x', 'set.flow.z', 'list.0', 'list.1']);
  });

  it('stand where they say, whatever they are (property)', () => {
    const word = fc.constantFrom(
      'a',
      'bc',
      '+',
      '(',
      ')',
      ',',
      "'",
      '"',
      '0.5',
      '==',
      'trust',
      ' ',
      '  ',
      '\n',
      '\n\n',
      '#',
      ': ',
      '\\',
      '\t',
    );
    const value = fc.array(word, { minLength: 1, maxLength: 25 }).map(words => words.join(''));
    const styles = fc.constantFrom<Scalar.Type>(
      'PLAIN',
      'QUOTE_SINGLE',
      'QUOTE_DOUBLE',
      'BLOCK_LITERAL',
      'BLOCK_FOLDED',
    );
    let misfits = 0;
    fc.assert(
      fc.property(
        value,
        styles,
        fc.integer({ min: 10, max: 80 }),
        fc.integer({ min: 1, max: 4 }),
        (written, type, lineWidth, indent) => {
          const scalar = new Scalar(written);
          scalar.type = type;
          const document = new Document({ before: 1, inner: { deep: scalar }, after: [2] });
          const source = document.toString({ lineWidth, indent, minContentWidth: 0 });
          // The library writes some texts with blanks at their ends so that it can't read them itself.
          if (parseDocument(source).errors.length) return void misfits++;
          const read = one(source);
          const text = read.texts.get('inner.deep')!;
          if (text.text !== written) misfits++;
          expect(text.text).toBe(
            (read.value as { inner: { deep: unknown } }).inner.deep?.toString() ?? text.text,
          );
          expect(misplaced(source, text)).toEqual([]);
        },
      ),
      { seed: 2022, numRuns: 2000 },
    );
    // The library's own writer and reader agree on nearly all of these texts, so that the property isn't empty.
    expect(misfits).toBeLessThan(200);
  });
});

describe('values', () => {
  it('are those of the core schema: dates, yes and times stay texts', () => {
    const text = 'a: 2022-09-21\nb: yes\nc: 12:30:00\nd: 0x10\ne: ~\nf: true\ng: 1e3\nh: "7"\n1.50: x\n';
    expect(one(text).value).toEqual({
      a: '2022-09-21',
      b: 'yes',
      c: '12:30:00',
      d: 16,
      e: null,
      f: true,
      g: 1000,
      h: '7',
      '1.50': 'x',
    });
  });

  it('come in documents', () => {
    const documents = parseYaml('a: 1\n---\nb: 2\n---\n', 'a.yaml');
    expect(documents.map(document => document.value)).toEqual([{ a: 1 }, { b: 2 }]);
    expect(documents[1].positions.get('b')).toEqual({ file: 'a.yaml', line: 3, column: 1 });
  });

  it('may follow a byte order mark', () => {
    expect(one('\ufeffa: 1').value).toEqual({ a: 1 });
  });
});

describe('bad YAML', () => {
  const cases: [string, string, string, [number, number], RegExp][] = [
    [
      'an expression cut at its commas',
      'a: { x: if(b == c, d, e) }',
      'syntax',
      [1, 9],
      /cut an expression at its commas/,
    ],
    ['an expression cut in a list', 'a:\n  - [max(b, c)]', 'syntax', [2, 6], /cut an expression/],
    [
      'an expression with brackets in { }',
      'a: { x: distance[place, there] }',
      'syntax',
      [1, 17],
      /the line goes on/,
    ],
    ['an unclosed bracket', 'a: [1, 2\nb: 3\n', 'syntax', [2, 1], /flow sequence/],
    ['an unclosed quote', 'a: 1\nb: "text\nc: 3\n', 'syntax', [2, 4], /quote is not closed/],
    ['a colon in a text', 'title: a: b', 'syntax', [1, 8], /nested mappings/],
    ['a tab', 'a:\n\tb: 1', 'syntax', [2, 1], /tab/],
    ['a key twice', 'a: 1\nb: 2\na: 3', 'value', [3, 1], /`a` is here twice/],
    ['a key twice inside', 'a:\n  b: 1\n  b: 2', 'value', [3, 3], /`b` is here twice/],
    ['__proto__', 'a:\n  __proto__: { x: 1 }', 'value', [2, 3], /`__proto__` can't be a key/],
    ['constructor', 'constructor: 1', 'value', [1, 1], /`constructor` can't be a key/],
    ['an alias', 'a: &x [1, 2]\nb: *x', 'syntax', [2, 4], /aliases are not used here/],
    ['a tag', 'a: !!js/function f', 'syntax', [1, 4], /unresolved tag/],
    ['a mapping as key', '? [a, b]\n: 1', 'syntax', [1, 3], /a key is a name/],
    ['nothing', '', 'shape', [1, 1], /the file is empty/],
    ['nothing but comments', '# only\n---\n', 'shape', [1, 1], /the file is empty/],
  ];
  it.each(cases)('%s has its place', (_, text, kind, [line, column], message) => {
    const problem = problemOf(() => parseYaml(text, 'a.yaml'));
    expect(problem).toMatchObject({ kind, at: { file: 'a.yaml', line, column } });
    expect(problem.message).toMatch(message);
  });

  it.each([
    ['a: { size: 0,5 }', [1, 12], '0.5'],
    ['a:\n  - { from: 2023-01-09, size: -2,25, to: x }', [2, 31], '-2.25'],
    ['parameters: { again: 2,5, other: 1 }', [1, 22], '2.5'],
  ] as const)('tells a decimal comma inside { }: %s', (text, [line, column], right) => {
    expect(problemOf(() => parseYaml(text, 'a.yaml'))).toMatchObject({
      message: 'a comma separates entries here, not decimals',
      at: { line, column },
      hint: `decimals take a point: ${right}`,
    });
  });

  it('says what to do about an expression inside { }', () => {
    for (const text of [
      'a: { x: if(b == c, d, e) }',
      'a: { x: distance[place, there] }',
      'a: { x: choose(b != c, d[e]) }',
    ])
      expect(problemOf(() => parseYaml(text, 'a.yaml')).hint).toMatch(/expressions need a line of their own/);
  });

  it('leaves balanced parentheses in { } alone: the language decides on them', () => {
    expect(one('a: { x: f(b), y: (c) }').value).toEqual({ a: { x: 'f(b)', y: '(c)' } });
  });

  it('ends bombs at once', () => {
    const bomb = `a0: &a0 [x, x]\n${Array.from({ length: 30 }, (_, k) => `a${k + 1}: &a${k + 1} [*a${k}, *a${k}]`).join('\n')}\n`;
    const start = process.cpuUsage();
    expect(problemOf(() => parseYaml(bomb, 'a.yaml')).message).toMatch(/aliases/);
    for (const deep of ['['.repeat(20_000), '{a: '.repeat(3000), '- '.repeat(3000)])
      expect(problemOf(() => parseYaml(deep, 'a.yaml')).message).toMatch(
        /nested too deep|sufficiently indented|sequence|map/,
      );
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(2000);
  });

  it('refuses documents with more of all than anybody has written', () => {
    const problem = (text: string) => problemOf(() => parseYaml(text, 'a.yaml'));
    expect(problem(`a: [${'1,'.repeat(50_001)}]`)).toMatchObject({
      message: 'the document is too long',
      expected: 'at most 50000 values',
    });
    const key = 'k'.repeat(400);
    expect(problem(`${key}:\n  ${key}: 1`)).toMatchObject({
      message: 'the key is too long',
      at: { line: 2, column: 3 },
    });
  });

  it('never fails otherwise (property: broken files)', () => {
    const seedText = `${STYLES}events:\n  - { kind: x, from: 2022-01-01, size: 1 }\n`;
    const cut = fc.tuple(
      fc.nat(seedText.length),
      fc.nat(12),
      fc.string({ unit: fc.constantFrom(...'[]{}:,\'"|>&*!%@`-#\n \t\\()') }),
    );
    fc.assert(
      fc.property(fc.array(cut, { minLength: 1, maxLength: 4 }), cuts => {
        let text = seedText;
        for (const [at, length, put] of cuts) text = text.slice(0, at) + put + text.slice(at + length);
        try {
          for (const document of parseYaml(text, 'a.yaml'))
            expect(document.positions.size).toBeGreaterThan(0);
        } catch (error) {
          const { at } = problemOf(() => {
            throw error;
          });
          expect(at?.line).toBeGreaterThan(0);
          expect(at?.column).toBeGreaterThan(0);
        }
      }),
      { seed: 2022, numRuns: 500 },
    );
  });
});

describe('readOneYaml', () => {
  it('refuses a second document and a missing file', () => {
    expect(problemOf(() => readOneYaml(disk, 'test/files/none.yaml'))).toMatchObject({ kind: 'missing' });
  });
});
