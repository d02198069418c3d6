import yargs, { type Argv } from 'yargs';
import { DiagnosticError, didYouMean, throwDiagnostic } from '../core/diagnostics.ts';
import { type Command, type Given, type Listed, nameOf } from './command.ts';
import { asTyped, programWords } from './program.ts';

const USAGE = `rhizome COMMAND ...

Agent-based migration scenarios: a model as data, calibrated on surveys, the same bytes for the same seed.`;

const EPILOGUE = `Without a command it runs scenarios/baseline.yaml. See \`rhizome COMMAND --help\`.
Exit codes: 0 done, 1 a run failed, 2 the input is wrong, 130 stopped by Ctrl-C, 143 by SIGTERM.`;

/** Read the words behind the program's name and run the command they ask for. Throws problems; never prints an error. */
export async function dispatch(
  words: readonly string[],
  commands: readonly Listed[],
  version: string,
): Promise<void> {
  const names = commands.map(nameOf);
  const first = words[0];
  const asksForHelp = words.some(word => ['--help', '-h', '--version'].includes(word));
  // Without a command the first one is meant: `npm start` and `npm start -- --weeks 8` run the baseline.
  const implied = first === undefined || (first.startsWith('-') && !asksForHelp);
  if (first !== undefined && !first.startsWith('-') && !names.includes(first)) unknownCommand(first, names);
  const line = implied ? [names[0], ...words] : [...words];
  const listed = commands.find(one => nameOf(one) === line[0]);
  const command = listed && { ...listed, ...(await listed.load()) };
  if (command) refuseHalfFlags(command, line);

  let given: Given | undefined;
  const keep = (parsed: Given) => {
    given = parsed;
  };
  const parser = yargs()
    .scriptName(programWords())
    .usage(asTyped(USAGE))
    .locale('en')
    .parserConfiguration({ 'camel-case-expansion': false })
    .exitProcess(false)
    .version(version)
    .help()
    .alias('help', 'h')
    .epilogue(asTyped(EPILOGUE))
    .wrap(Math.min(100, process.stdout.columns || 100))
    .strict()
    .fail((message, error) => {
      throw asProblem(message ?? error.message, command);
    });
  for (const one of commands)
    if (one === listed) declare(parser, command!, keep);
    else parser.command(one.usage, one.describe);
  await parser.parseAsync(line);
  if (command && given) await command.run(readOptions(command, given));
}

/** What is shown of a command, with what it takes and does. */
type Loaded = Omit<Listed, 'load'> & Command;

function declare(
  parser: Argv,
  { usage, describe, positionals, options, examples }: Loaded,
  keep: (given: Given) => void,
) {
  const build = (inner: Argv) => {
    for (const [name, option] of Object.entries(positionals)) inner.positional(name, option);
    for (const [name, option] of Object.entries(options)) inner.option(name, option.shown);
    for (const [words, meaning] of examples) inner.example(asTyped(words), meaning);
    return inner.usage(asTyped(`rhizome ${usage}\n\n${describe}`)).epilogue('');
  };
  parser.command(usage, describe, build, keep);
}

/** A flag is given or not; the parser would take `--resume=maybe` for no. */
function refuseHalfFlags({ options }: Command, words: readonly string[]): void {
  for (const word of words.includes('--') ? words.slice(0, words.indexOf('--')) : words) {
    const [, name, value] = /^--([^=]+)=(.*)$/s.exec(word) ?? [];
    if (name && options[name]?.shown.type === 'boolean' && !['true', 'false'].includes(value))
      throwDiagnostic({
        kind: 'value',
        message: `--${name} can't be \`${value}\``,
        expected: `--${name} or --no-${name}`,
      });
  }
}

/** Options as their command reads them; of one given twice the last counts. */
function readOptions(command: Command, given: Given): Given {
  const read = { ...given };
  for (const [name, option] of Object.entries(command.options)) {
    const values = [given[name]].flat();
    const value = option.joins && values.length > 1 ? values.join(',') : values.at(-1);
    if (value === '')
      throwDiagnostic({
        kind: 'value',
        message: `--${name} is empty`,
        hint: 'is it a shell variable that is not set?',
      });
    read[name] = typeof value === 'string' && option.read ? option.read(value, name) : value;
  }
  return read;
}

function unknownCommand(word: string, names: readonly string[]): never {
  const isFile = /\.ya?ml$/.test(word);
  return throwDiagnostic({
    kind: 'unknown',
    message: `there is no command \`${word}\``,
    expected: names.join(', '),
    hint: isFile ? `did you mean \`run ${word}\`?` : didYouMean(word, names),
  });
}

/** What yargs has to say, as a problem. */
function asProblem(message: string, command: Loaded | undefined): DiagnosticError {
  const unknown = /^Unknown arguments?: (.*)$/.exec(message)?.[1].split(', ') ?? [];
  const needy = /^Not enough arguments following: (.*)$/.exec(message)?.[1];
  const options = Object.keys(command?.options ?? {});
  const counts = /^Not enough non-option arguments: got (\d+), need at least (\d+)$/.exec(message);
  if (counts && command) {
    const missing = Object.entries(command.positionals).slice(Number(counts[1]), Number(counts[2]));
    const nouns = missing.map(([name, { describe = name }]) => `<${name}>, the ${describe}`);
    return new DiagnosticError([
      {
        kind: 'shape',
        message: `\`${nameOf(command)}\` needs ${nouns.join(', and ')}`,
        hint: tellUsage(command),
      },
    ]);
  }
  if (needy) return new DiagnosticError([{ kind: 'shape', message: `--${needy} needs a value` }]);
  if (unknown.length === 0)
    return new DiagnosticError([{ kind: 'shape', message: inSmall(message), hint: tellUsage(command) }]);
  return new DiagnosticError(
    unknown.map(word => ({
      kind: 'unknown',
      message: `${command ? `\`${nameOf(command)}\` takes no` : 'there is no'} \`${word}\``,
      expected: options.map(name => `--${name}`).join(', '),
      hint: didYouMean(word, options)?.replace('`', '`--'),
    })),
  );
}

const inSmall = (message: string) => {
  const line = message.split('\n')[0];
  return line.charAt(0).toLowerCase() + line.slice(1);
};

const tellUsage = (command: Loaded | undefined) => command && `rhizome ${command.usage}`;
