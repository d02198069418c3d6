import type { Chance } from './chance.ts';
import { ANYTHING, MARKS, NUMBERS, PROTOTYPE_NAMES, WORDS } from './nasty.ts';

/** Ways to spoil a text. Each takes the text of a file that is in order, and gives another. */
type Mutation = (text: string, chance: Chance) => string;

const TOKEN = /[A-Za-z_][\w-]*|\d+(?:\.\d+)?|[^\s\w]/g;

const cut = (text: string, from: number, to: number, by = '') => text.slice(0, from) + by + text.slice(to);

function onLines(change: (lines: string[], chance: Chance) => void): Mutation {
  return (text, chance) => {
    const lines = text.split('\n');
    change(lines, chance);
    return lines.join('\n');
  };
}

/** Change one piece of a text that a pattern finds. */
function onOne(pattern: RegExp, change: (piece: string, chance: Chance, text: string) => string): Mutation {
  return (text, chance) => {
    const found = [...text.matchAll(pattern)];
    if (!found.length) return text;
    const { 0: piece, index } = chance.pick(found);
    return cut(text, index, index + piece.length, change(piece, chance, text));
  };
}

/** Change two cells of each row of a table in the same way. */
function onColumns(change: (cells: string[], a: number, b: number) => void): Mutation {
  return (text, chance) => {
    const columns = text.split('\n', 1)[0].split(',').length;
    const [a, b] = [chance.whole(columns), chance.whole(columns)];
    const rows = text.split('\n').map(line => line.split(','));
    for (const cells of rows) if (cells.length > Math.max(a, b)) change(cells, a, b);
    return rows.map(cells => cells.join(',')).join('\n');
  };
}

const anyToken = (text: string, chance: Chance) => chance.pick(text.match(TOKEN) ?? ['x']);
const depth = (chance: Chance) => chance.pick([1, 3, 40, 199, 201, 3000]);

/** For every text. */
const ALWAYS: readonly Mutation[] = [
  (text, chance) => {
    const bytes = Buffer.from(text);
    if (bytes.length) bytes[chance.whole(bytes.length)] ^= 1 << chance.whole(8);
    // One byte a character: the file is written so that these bytes come back.
    return bytes.toString('latin1');
  },
  (text, chance) => cut(text, ...pieceOf(text, chance)),
  (text, chance) => text.slice(0, chance.whole(text.length + 1)),
  (text, chance) => {
    const at = chance.whole(text.length + 1);
    return cut(text, at, at, chance.pick(ANYTHING));
  },
  onLines((lines, chance) => lines.splice(chance.whole(lines.length), 1)),
  onLines((lines, chance) => lines.splice(chance.whole(lines.length), 0, chance.pick(lines))),
  onLines((lines, chance) => {
    const [a, b] = [chance.whole(lines.length), chance.whole(lines.length)];
    [lines[a], lines[b]] = [lines[b], lines[a]];
  }),
  onOne(TOKEN, (_, chance, text) => anyToken(text, chance)),
  onOne(TOKEN, (_, chance) => chance.pick(ANYTHING)),
  onOne(TOKEN, (piece, chance) => piece + chance.pick(MARKS)),
  onOne(TOKEN, () => ''),
  onOne(TOKEN, (piece, chance) => `${piece} `.repeat(chance.pick([2, 50, 2000]))),
  onOne(/-?\d+(?:\.\d+)?/g, (_, chance) => chance.pick(NUMBERS)),
  onOne(/["'()[\]{}]/g, (_, chance) => chance.pick(['', '"', "'", '(', ')', '[', ']', '{', '}'])),
];

/** For expressions, and for files that hold some. */
const EXPRESSION: readonly Mutation[] = [
  onOne(/\w+/g, (piece, chance) => {
    const deep = depth(chance);
    return '('.repeat(deep) + piece + ')'.repeat(deep);
  }),
  onOne(/\w+/g, (piece, chance) => chance.pick(['-', 'not ', 'exp(']).repeat(depth(chance)) + piece),
  onOne(/\w+/g, (piece, chance) => {
    const operator = chance.pick([' + ', ' * ', ' and ', ' / ', ' < ', ' == ']);
    return Array(depth(chance) + 1)
      .fill(piece)
      .join(operator);
  }),
  onOne(/\w+/g, (piece, chance) => {
    const deep = depth(chance);
    return `${'if(true, '.repeat(deep)}${piece}${', 0)'.repeat(deep)}`;
  }),
  onOne(/==|!=|<=|>=|[-+*/<>=]|\band\b|\bor\b/g, (_, chance) =>
    chance.pick(['+', '-', '*', '/', '<', '==', '!=', ' and ', ' or ', ' where ', '=', ',', ' constructor ']),
  ),
  onOne(/[A-Za-z_]\w*/g, (_, chance) => chance.pick([...WORDS, ...PROTOTYPE_NAMES])),
  onOne(/[A-Za-z_]\w*/g, (piece, chance) =>
    chance.pick([`${piece}(${piece})`, `${piece}[${piece}]`, `my.${piece}`]),
  ),
];

const YAML: readonly Mutation[] = [
  onOne(
    /^ *[\w-]+(?=:)/gm,
    (piece, chance) => piece.slice(0, piece.search(/\S/)) + chance.pick([...PROTOTYPE_NAMES, ...WORDS]),
  ),
  onOne(/^ *[\w-]+(?=:)/gm, (piece, chance) =>
    cut(piece, piece.length - 1, piece.length, chance.pick(['', 'x', 'ss'])),
  ),
  onOne(/: .*$/gm, (_, chance) =>
    chance.pick([':', ': []', ': {}', ': [[]]', ': {a: {b: 1}}', ': |\n  x', ': null', ': true']),
  ),
  onOne(/: .*$/gm, (_, chance) => `: ${chance.pick(ANYTHING)}`),
  onOne(/^ */gm, (_, chance) => ' '.repeat(chance.whole(9))),
  onOne(/: .*$/gm, (_, chance) => `: ${'['.repeat(depth(chance))}`),
];

const CSV: readonly Mutation[] = [
  onOne(/(?<=,)[^,\n]*/g, () => ''),
  onOne(/(?<=,)[^,\n]*/g, (_, chance) => chance.pick(ANYTHING)),
  onOne(/(?<=,)[^,\n]*/g, (_, chance) => `"${chance.pick(ANYTHING)}"`),
  onColumns((cells, a, b) => {
    [cells[a], cells[b]] = [cells[b], cells[a]];
  }),
  onColumns((cells, a) => cells.splice(a, 1)),
  onColumns((cells, a, b) => cells.splice(a, 0, cells[b])),
  (text, chance) => text.replace(/^[^,\n]*/, chance.pick(PROTOTYPE_NAMES)),
  text => text.split('\n', 1)[0],
];

/** One to three mutations of a text, such as suit its kind. */
export function mutate(text: string, kind: 'yaml' | 'csv' | 'expression', chance: Chance): Buffer {
  const ways = {
    yaml: [...ALWAYS, ...YAML, ...EXPRESSION],
    csv: [...ALWAYS, ...CSV, ...EXPRESSION],
    expression: [...ALWAYS, ...EXPRESSION],
  }[kind];
  let spoilt = text;
  let encoding: BufferEncoding = 'utf8';
  for (let left = chance.pick([1, 1, 1, 2, 3]); left > 0; left--) {
    const way = chance.pick(ways);
    spoilt = way(spoilt, chance);
    if (way === ALWAYS[0]) encoding = 'latin1';
  }
  return Buffer.from(spoilt, encoding);
}

function pieceOf(text: string, chance: Chance): [number, number] {
  const from = chance.whole(text.length + 1);
  return [from, Math.min(text.length, from + chance.whole(40))];
}
