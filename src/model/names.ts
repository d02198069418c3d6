import { type Position, throwDiagnostic } from '../core/diagnostics.ts';
import { type Document, positionOf } from '../core/located-document.ts';
import type { Scope } from '../language/scope.ts';

/** What can be written in an expression as it is. */
const WORD = /^[A-Za-z_]\w*$/;

/** Words of the language: what bears one of these as its name could never be named. */
const LANGUAGE = new Set(['and', 'or', 'not', 'where', 'true', 'false', 'week', 'there', 'my']);

/** `any` is every place in `moves`; `else` means all other labels in tables.csv. */
const PLACES = new Set([...LANGUAGE, 'any', 'else']);

interface Declared {
  name: string;
  at: Position;
}

/** Names of columns, parameters, tables, fields, filters, lets and networks. @param words further words of the language, in this model */
export function refuseUnnameable(
  names: Iterable<Declared>,
  what: string,
  words: readonly string[] = [],
): void {
  for (const { name, at } of names) {
    if (!WORD.test(name))
      refuse(name, at, what, `letters, digits and underscores, like \`${wordFor(name)}\``);
    if (LANGUAGE.has(name) || words.includes(name))
      refuse(name, at, what, 'a name that is no word of the language');
  }
}

/** Ids of places: they occur in expressions, scenarios and tables; `title` is for people. */
export function refusePlace({ name, at }: Declared): void {
  const hint = 'the column `title` holds the name for readers';
  if (!WORD.test(name)) {
    const expected = `letters, digits and underscores, like \`${wordFor(name)}\``;
    refuse(name, at, 'place', expected, hint);
  }
  if (PLACES.has(name)) refuse(name, at, 'place', 'an id that is no word of the language', hint);
}

/** Labels of a one-of column can be quoted, so that they may hold nearly everything. */
export function refuseLabel({ name, at }: Declared): void {
  const isQuotable = /^[^'*\p{Cc}]+$/u.test(name) && name.trim() === name;
  if (!isQuotable) refuse(name, at, 'label', "a text without ', * and line breaks, and no blank at its ends");
  if (name === 'else') refuse(name, at, 'label', 'another word: `else` means all other labels in tables');
}

function refuse(name: string, at: Position, what: string, expected: string, hint?: string): never {
  return throwDiagnostic({
    kind: 'value',
    message: `no expression can name this ${what}`,
    at,
    found: `\`${name}\``,
    expected,
    hint,
  });
}

/** A word that looks like a text: without accents, anything else as an underscore. */
function wordFor(text: string): string {
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '');
  const word = plain.replace(/\W+/g, '_').replace(/^_+|_+$/g, '');
  return /^[A-Za-z]/.test(word) ? word : `p_${word}`;
}

/** The mechanism that a file of rules is: its name without ending. */
export function mechanismOf(file: string): string {
  return file
    .split('/')
    .pop()!
    .replace(/\.ya?ml$/, '');
}

/** A `let`, or `match`, must not hide what the model declares. */
export function refuseShadow(scope: Scope, name: string, document: Document): void {
  const { columns, parameters, tables, fields, filters } = scope;
  if (![columns, parameters, tables, fields, filters].some(names => names.has(name))) return;
  throwDiagnostic({
    kind: 'conflict',
    message: `\`${name === 'match' ? '' : 'let '}${name}\` hides a name of the model`,
    at: positionOf(document, ['let', name]),
    hint: 'choose another name',
  });
}
