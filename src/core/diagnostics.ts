/**
 * Errors are data first, text last. Whatever is wrong with an input becomes a `Diagnostic` that knows its place;
 * only `cli/` turns problems into lines on a terminal.
 */

import { withoutPasswords } from './secrets.ts';

/** Where in a file something is; line and column count from 1. */
export interface Position {
  file: string;
  line: number;
  column: number;
}

/** What kind of thing is wrong. */
export type DiagnosticKind =
  | 'syntax' // the text can't be read
  | 'unknown' // a name that nothing declares
  | 'type' // a value or expression of the wrong type
  | 'value' // right type, impossible value (out of range, duplicate, not a date)
  | 'shape' // a key or column missing or not allowed
  | 'missing' // a file that isn't there
  | 'conflict' // two inputs that can't both hold (margins, an output folder that isn't ours)
  | 'failed' // a run that broke while running
  | 'stopped'; // stopped by the user

/** Something that is wrong, or a warning: as data. */
export interface Diagnostic {
  kind: DiagnosticKind;
  /** One sentence, lower case, no full stop: what is wrong. */
  message: string;
  at?: Position;
  found?: string;
  expected?: string;
  /** "did you mean `rate`?" or what to do about it. */
  hint?: string;
}

/** Process exit codes: 1 a run failed, 2 the input is wrong, 130 stopped (`cli/` makes it 143 when SIGTERM did). */
export type ExitCode = 1 | 2 | 130;

/** Nobody reads more at once; of the others the number is told. */
const MOST_PROBLEMS = 100;

/** Carries all that is wrong through the call stack. The only errors of the package; `cli/`, `execute/`, users and tests catch them. */
export class DiagnosticError extends Error {
  readonly problems: readonly Diagnostic[];
  constructor(problems: readonly Diagnostic[]) {
    const kept = problems.length > MOST_PROBLEMS ? shortened(problems) : problems;
    super(kept.map(describe).join('\n'));
    this.name = 'DiagnosticError';
    this.problems = kept;
  }
  get exitCode(): ExitCode {
    if (this.problems.some(p => p.kind === 'stopped')) return 130;
    return this.problems.some(p => p.kind === 'failed') ? 1 : 2;
  }
}

/** Throw a single problem. */
export function throwDiagnostic(problem: Diagnostic): never {
  throw new DiagnosticError([problem]);
}

function shortened(problems: readonly Diagnostic[]): Diagnostic[] {
  const more = problems.length - MOST_PROBLEMS;
  const { kind } = problems[MOST_PROBLEMS];
  return [...problems.slice(0, MOST_PROBLEMS), { kind, message: `and ${more} more problems` }];
}

/** Nobody reads more warnings; of the others the number is told. */
const MOST_WARNINGS = 100;

/**
 * Lists of warnings as one: in the given order, each once, at most 100 and one that counts the rest.
 *
 * A warning is a `Diagnostic` that stops nothing: an input that is ignored, that contradicts another, or that goes beyond what
 * was seen. To add one, return it in a field `warnings` beside the result of the function that finds it (`buildModel`,
 * `parseStudy`, `readScenario`, `validateScenario`, `populate`); `resolveScenario` and `instantiate` join these fields, and from
 * there a warning reaches `check`, `check --strict`, the terminal, `manifest.json`, `--json` and the page.
 */
export function joinWarnings(...lists: readonly (readonly Diagnostic[])[]): readonly Diagnostic[] {
  const all = [...new Map(lists.flat().map(warning => [placeAndWords(warning), warning])).values()];
  if (all.length <= MOST_WARNINGS) return all;
  const message = `and ${all.length - MOST_WARNINGS} more warnings`;
  return [...all.slice(0, MOST_WARNINGS), { kind: all[MOST_WARNINGS].kind, message }];
}

/** What tells problems apart; cheaper than `describe`, since of a large table there may be a hundred thousand. */
const placeAndWords = ({ at, message, found = '' }: Diagnostic) =>
  `${at?.file}:${at?.line}:${at?.column}:${message}:${found}`;

/**
 * `file:line:column: message: found x, expected y (did you mean z?)`, one line that any terminal shows as it is: what a
 * file holds may be long, and may hold characters that move cursors or turn writing round.
 */
export function describe(problem: Diagnostic): string {
  const { at, message } = problem;
  const where = at ? `${printable(at.file)}:${at.line}:${at.column}: ` : '';
  const found = problem.found && `found ${printable(problem.found)}`;
  const expected = problem.expected && `expected ${printable(problem.expected, LONG)}`;
  const hint = problem.hint ? ` (${printable(problem.hint, LONG)})` : '';
  const detail = [found, expected].filter(Boolean).join(', ');
  return withoutPasswords(`${where}${printable(message)}${detail ? `: ${detail}` : ''}${hint}`);
}

/** Characters of a quotation, and of a list of what is allowed. */
const SHORT = 300;
const LONG = 1500;

/** A text of at most some 300 characters, of which none is invisible: `\n`, `\u{1b}`. */
export function printable(text: string, most = SHORT): string {
  const kept = text.length > most ? `${text.slice(0, most)}...` : text;
  return kept.replace(
    /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu,
    found =>
      ({ '\n': '\\n', '\r': '\\r', '\t': '\\t' })[found] ?? `\\u{${found.codePointAt(0)!.toString(16)}}`,
  );
}

/**
 * A piece of text cut from a file (an expression in a YAML scalar, a CSV cell) that still knows its place there.
 * Plain data, so that it travels to worker threads. `lines[k]` tells where the k-th line of `text` begins in the file.
 */
export interface Text {
  text: string;
  file: string;
  lines: readonly { offset: number; line: number; column: number }[];
  /** It is inside `{ }` or `[ ]`, where YAML would split an expression at its commas. */
  flow?: boolean;
}

/** A text on one line of a file (or in none: tests, generated expressions). */
export function textAt(text: string, file = '(text)', line = 1, column = 1): Text {
  return { text, file, lines: [{ offset: 0, line, column }] };
}

/** The position in the file of character `offset` of `text`. */
export function positionIn({ file, lines }: Text, offset: number): Position {
  let start = lines[0];
  for (const candidate of lines) if (candidate.offset <= offset) start = candidate;
  return { file, line: start.line, column: start.column + offset - start.offset };
}

/**
 * What to type in place of a text that is meant as a number: a decimal comma, a per cent sign, thousands apart, another minus.
 * Undefined when nothing of the kind is seen.
 */
export function numberHint(text: string): string | undefined {
  const bare = text
    .trim()
    .replace(/[\u2212\u2013]/g, '-')
    .replace(/[\s\u00a0\u202f'’_]/g, '');
  const percent = /^(-?\d+(?:[.,]\d+)?)%$/.exec(bare);
  if (percent) {
    const share = Number((Number(percent[1].replace(',', '.')) / 100).toPrecision(12));
    return `a share is written as a part of 1: ${share}`;
  }
  if (/^-?\d*,\d+$/.test(bare))
    return `decimals take a point: ${bare.replace(',', '.').replace(/^(-?)\./, '$10.')}`;
  if (/^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(bare))
    return `write ${bare.replaceAll(',', '')}, without marks between thousands`;
  if (/^-?\d{1,3}(\.\d{3})+,\d+$/.test(bare))
    return `write ${bare.replaceAll('.', '').replace(',', '.')}: decimals take a point, thousands no mark`;
  const isPlain = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(bare);
  if (isPlain && bare !== text.trim()) return `write ${bare}`;
  return undefined;
}

const MOST_NAMES = 12;

/** Some of many names, for what is allowed: `a, b, c and 20 more`. */
export function someOf(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  if (more < 2) return names.join(', ');
  return `${names.slice(0, MOST_NAMES).join(', ')} and ${more} more`;
}

const LONGEST_NAME = 100;

/** The candidate nearest to `name` by edit distance, as a hint; undefined when none is near enough to be meant. */
export function didYouMean(name: string, candidates: Iterable<string>): string | undefined {
  // Nobody has mistyped a name of this length, and comparing takes the product of both.
  if (name.length > LONGEST_NAME) return undefined;
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance) {
      bestDistance = distance;
      best = candidate;
    }
  }
  return best === undefined ? undefined : `did you mean \`${best}\`?`;
}

/** Edits (insert, delete, replace, swap neighbours) between two words, at most `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(replace, last[j] + 1, row[j - 1] + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    before = last;
    last = row;
  }
  return Math.min(last[b.length], limit);
}
