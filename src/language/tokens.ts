import { positionIn, type Text, throwDiagnostic } from '../core/diagnostics.ts';

export interface Token {
  kind: 'number' | 'date' | 'name' | 'string' | 'symbol' | 'end';
  text: string;
  /** Character offsets in the expression. */
  at: number;
  end: number;
}

const PATTERNS: readonly [Token['kind'] | 'space', RegExp][] = [
  ['space', /\s+|#[^\n]*/y],
  ['date', /\d{4}-\d{2}-\d{2}(?![\w.])/y],
  ['number', /(\d+\.?\d*|\.\d+)(e[+-]?\d+)?(?![\w.])/iy],
  ['name', /[A-Za-z_]\w*/y],
  ['string', /'[^'\n]*'/y],
  ['symbol', /==|!=|<=|>=|[-+*/<>()[\],.=]/y],
];

/** Symbols of other languages, with what to write here. */
const FOREIGN: Record<string, string> = {
  '&&': 'write `and`',
  '||': 'write `or`',
  '!': 'write `not`',
  '**': 'write `pow(x, y)`',
  '^': 'write `pow(x, y)`',
  '?': 'write `if(condition, a, b)`',
  '%': 'write `mod(a, b)`',
  '"': "quote with '...'",
};

/** Cut an expression into tokens; the last one is `end`. */
export function tokenise(source: Text): Token[] {
  const { text } = source;
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const token = match(text, at);
    if (!token) {
      const two = text.slice(at, at + 2);
      const found = FOREIGN[two] ? two : String.fromCodePoint(text.codePointAt(at)!);
      throwDiagnostic({
        kind: 'syntax',
        message: `the expression language has no \`${found}\``,
        at: positionIn(source, at),
        hint: text[at] === "'" ? 'the quote is not closed on this line' : FOREIGN[found],
      });
    }
    if (token.kind !== 'space') tokens.push(token as Token);
    at = token.end;
  }
  tokens.push({ kind: 'end', text: 'the end', at, end: at });
  return tokens;
}

function match(text: string, at: number) {
  if (text.startsWith('**', at)) return undefined;
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) return { kind, text: found[0], at, end: at + found[0].length };
  }
  return undefined;
}
