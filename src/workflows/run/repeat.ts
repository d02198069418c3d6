import { resolve } from 'node:path';
import { throwDiagnostic } from '../../core/diagnostics.ts';
import type { Manifest } from '../../io/folder/manifest-read.ts';
import { readAnyPlan } from '../../io/project/plan.ts';
import { nameOfFile } from './same-names.ts';

/** A command line that makes the results of a manifest again, but for the folder it writes. */
export interface Repeated {
  words: readonly string[];
  /** The folder in which it runs; undefined: this one. */
  folder: string | undefined;
}

/** What a command may be asked that changes its tables: options with a value, and options without. */
interface Repeatable {
  valued: readonly string[];
  flags?: readonly string[];
}

const DESIGN = ['parameters', 'draws', 'seeds', 'replicates'];
const SCENARIO = ['seed', 'weeks', 'scale', 'set'];

/** The commands that write results. A manifest may come from anybody, so nothing else of it is ever run. */
export const REPEATABLE: Readonly<Record<string, Repeatable>> = {
  run: {
    valued: [...SCENARIO, ...DESIGN, 'theories', 'trajectories', 'csv', 'points', 'outcomes'],
    flags: ['allow-missing', 'xlsx'],
  },
  merge: { valued: ['trajectories', 'csv'], flags: ['allow-missing', 'xlsx'] },
  compare: { valued: [...SCENARIO, ...DESIGN, 'theories', 'date', 'csv'], flags: ['allow-missing', 'xlsx'] },
  validate: { valued: [...SCENARIO, ...DESIGN], flags: ['posterior'] },
  sweep: { valued: [...SCENARIO, 'parameters', 'theories', 'csv'], flags: ['xlsx'] },
  sensitivity: {
    valued: [
      ...[...SCENARIO, 'method', 'parameters', 'range', 'outcomes'],
      ...['trajectories', 'samples', 'seeds', 'agents'],
    ],
  },
  calibrate: { valued: ['seed', 'set', 'until', 'method', 'parameters', 'budget', 'agents'] },
  regress: { valued: ['scenario', 'set', 'parameters', 'tolerance'] },
};

/** Options that say only how, where and for whom: they change no table and are left out. */
export const LEFT_OUT: Repeatable = {
  valued: ['out', 'threads', 'backend', 'executor', 'redis'],
  flags: ['resume', 'json', 'force', 'adopt', 'adopt-anyway', 'strict', 'verbose'],
};

/**
 * What to run for the results of a manifest: its own scenario only, here, into a folder that the caller adds. A merged plan is
 * run on one machine. Problem `value`: the manifest asks for something that isn't repeated.
 */
export function repeatedCommand({ command, scenario }: Manifest): Repeated {
  // As on the command line: without a command `run` is meant, without a file the baseline.
  const line = command.length === 0 || command[0].startsWith('-') ? ['run', ...command] : command;
  const [name, ...words] = line;
  if (!Object.hasOwn(REPEATABLE, name)) refuse(name, `one of ${Object.keys(REPEATABLE).join(', ')}`);
  const { positionals, options } = readWords(name, words);
  if (name === 'merge') return mergedPlan(positionals, options, scenario.name);
  const files = name === 'run' ? [fileOf(positionals, scenario.name)] : positionals;
  return { words: [name, ...files, ...options], folder: undefined };
}

/** Positionals, and options as `--name=value`, in their order. */
function readWords(command: string, words: readonly string[]) {
  const { valued, flags = [] } = REPEATABLE[command];
  const positionals: string[] = [];
  const options: string[] = [];
  for (let k = 0; k < words.length; k++) {
    const [, option, given] = /^--([^=]+)(?:=(.*))?$/s.exec(words[k]) ?? [];
    if (option === undefined) {
      if (words[k].startsWith('-')) refuse(`${command} ${words[k]}`);
      positionals.push(words[k]);
    } else if (valued.includes(option) || LEFT_OUT.valued.includes(option)) {
      const value = given ?? words[++k];
      if (value === undefined) refuse(`${command} ${words[k - 1]}`);
      if (valued.includes(option)) options.push(`--${option}=${value}`);
    } else {
      const isKnown = flags.includes(option) || LEFT_OUT.flags?.includes(option);
      if (!isKnown || given !== undefined) refuse(`${command} ${words[k]}`);
      if (flags.includes(option)) options.push(`--${option}`);
    }
  }
  return { positionals, options };
}

function mergedPlan(positionals: readonly string[], own: readonly string[], scenario: string): Repeated {
  const plan = positionals[0] ?? refuse('merge');
  const { options, scenarios, base } = readAnyPlan(plan);
  const { personsPerAgent: scale, set = {}, ...rest } = options;
  const given = Object.entries({ scale, ...rest }).filter(([, value]) => value !== undefined);
  const settings = Object.entries(set).map(([name, value]) => ['set', `${name}=${value}`] as const);
  const file = fileOf(
    scenarios.map(one => one.file),
    scenario,
  );
  const planned = [...given, ...settings].map(([name, value]) => `--${name}=${value}`);
  return { words: ['run', file, ...planned, ...own], folder: resolve(plan, base) };
}

/** The file of a scenario among those that were run; each got a folder of its own. */
function fileOf(files: readonly string[], scenario: string): string {
  // Without a file the project's scenarios are meant.
  const all = files.length ? files : [`scenarios/${scenario}.yaml`];
  const file = all.find(one => nameOfFile(one) === scenario);
  if (file !== undefined && !file.startsWith('-')) return file;
  return throwDiagnostic({
    kind: 'value',
    message: `the manifest's command doesn't run its scenario \`${scenario}\``,
    found: all.join(', '),
  });
}

function refuse(
  what: string,
  expected = 'a command and options that change nothing but its own results',
): never {
  return throwDiagnostic({ kind: 'value', message: `verify doesn't repeat \`${what}\``, expected });
}
