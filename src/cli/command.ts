import { availableParallelism } from 'node:os';
import type { Options } from 'yargs';
import { numberHint, throwDiagnostic } from '../core/diagnostics.ts';
import type { BackendName } from '../engine/program/run-types.ts';

/** A command as the help of all commands shows it. */
export interface Listed {
  /** As yargs writes it: `run [files..]`. Its first word is the command's name. */
  usage: string;
  describe: string;
  load(): Promise<Command>;
}

/** What a command takes and does; each is in a file of its own. */
export interface Command {
  positionals: Readonly<Record<string, Options & { type?: 'string' }>>;
  options: Readonly<Record<string, Option>>;
  examples: readonly (readonly [string, string])[];
  run(given: Given): Promise<void> | void;
}

/** Positionals and options by name, as `read` left them; undefined when not given. Those that mean the same everywhere have a type. */
export interface Given {
  agents?: number;
  'allow-missing'?: boolean;
  backend?: BackendName;
  budget?: number;
  'change-sd'?: number;
  cpus?: number;
  date?: number;
  draws?: number;
  export?: string;
  files?: string[];
  folder?: string;
  force?: boolean;
  from?: string;
  model?: string;
  origins?: number[];
  out?: string;
  outcomes?: string[];
  partition?: string;
  port?: number;
  posterior?: boolean;
  redis?: string;
  replicate?: number;
  replicates?: number;
  resume?: boolean;
  samples?: number;
  scale?: number;
  scenarios?: string[];
  seed?: string;
  seeds?: number;
  'skip-networks'?: boolean;
  theories?: string;
  threads?: number;
  time?: string;
  tolerance?: number;
  weeks?: number;
  [name: string]: unknown;
}

/** An option as yargs shows it, and how its text is read. */
export interface Option {
  shown: Options;
  read?: (given: string, name: string) => unknown;
  /** Given several times, all count; of other options the last does. */
  joins?: boolean;
}

export const nameOf = (command: Pick<Listed, 'usage'>) => command.usage.split(' ')[0];

/** Characters a line may have. */
export const terminalWidth = () => Math.min(120, process.stdout.columns || 100);

export const flag = (describe: string): Option => ({ shown: { describe, type: 'boolean' } });

export function text(describe: string, read?: Option['read'], extra: Options = {}): Option {
  return { shown: { describe, type: 'string', requiresArg: true, ...extra }, read };
}

/** Entries with commas between them, of which none is given twice. */
export function several<T = string>(
  describe: string,
  entry: (text: string) => T = text => text as T,
): Option {
  const read = (given: string, name: string): T[] => {
    const texts = given.split(',').flatMap(one => one.trim() || []);
    const twice = texts.find((one, k) => texts.indexOf(one) < k);
    if (twice !== undefined)
      throwDiagnostic({
        kind: 'value',
        message: `--${name} has \`${twice}\` twice`,
        hint: 'leave one of them out',
      });
    if (!texts.length) refuse(name, given, 'entries with commas between them');
    return texts.map(entry);
  };
  return { ...text(describe, read), joins: true };
}

/** A whole number within bounds. */
export function whole(least: number, describe: string, most: number): Option {
  return text(describe, (given, name) => {
    const value = toNumber(given);
    return Number.isSafeInteger(value) && value >= least && value <= most
      ? value
      : refuse(name, given, `a whole number from ${least} to ${most}`);
  });
}

/** More threads than processors make nothing faster, and each takes memory. */
const MAX_THREADS = Math.max(64, 4 * availableParallelism());

/** Threads that do runs; 0, where it is allowed: none besides the main one. */
export const threads = (
  describe = 'worker threads; 0: none, all in the main thread. Never changes a result',
  least: 0 | 1 = 0,
): Option => whole(least, describe, MAX_THREADS);

/** A number above zero. */
export function positive(describe: string, most = Number.MAX_VALUE): Option {
  return text(describe, (given, name) => {
    const value = toNumber(given);
    return value > 0 && value <= most
      ? value
      : refuse(name, given, `a number above 0${most < Number.MAX_VALUE ? `, at most ${most}` : ''}`);
  });
}

export function choice(values: readonly string[], describe: string): Option {
  return text(`${describe} (${values.join(', ')})`, (given, name) =>
    values.includes(given) ? given : refuse(name, given, values.join(' or ')),
  );
}

const toNumber = (given: string) => (given.trim() === '' ? Number.NaN : Number(given));

function refuse(name: string, given: string, expected: string): never {
  return throwDiagnostic({
    kind: 'value',
    message: `--${name} can't be \`${given}\``,
    expected,
    hint: numberHint(given),
  });
}
