import { DiagnosticError, describe, printable } from '../core/diagnostics.ts';
import { withoutPasswords } from '../core/secrets.ts';
import { stopCode } from '../execute/stop.ts';
import { packageVersion } from '../io/package-root.ts';
import { painter } from '../report/terminal/style.ts';
import { dispatch } from './arguments.ts';
import { COMMANDS } from './commands.ts';
import { asTyped } from './program.ts';

/** Run what the words behind the program's name ask for and print what goes wrong. Returns the exit code of an error, else nothing. */
export async function commandLine(words: readonly string[]): Promise<number | undefined> {
  try {
    await dispatch(words, COMMANDS, packageVersion());
  } catch (error) {
    return printError(error);
  }
}

const stackOf = (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error));

/** One line an error, on stderr: the only place that prints them. Returns the exit code. */
export function printError(error: unknown): number {
  const paint = painter(process.stderr);
  const print = (mood: 'bad' | 'warn', word: string, text: string) =>
    process.stderr.write(`${paint(mood, word)} ${text}\n`);
  // Not the error itself: those of Redis carry what was sent, the password among it.
  if (process.env.RHIZOME_DEBUG) console.error(withoutPasswords(stackOf(error)));
  if (error instanceof DiagnosticError) {
    for (const problem of error.problems)
      if (problem.kind === 'stopped') print('warn', 'stopped:', problem.message);
      else print('bad', 'error:', asTyped(describe(problem)));
    return error.exitCode === 130 ? stopCode() : error.exitCode;
  }
  const message = error instanceof Error ? error.message : String(error);
  const text = `${printable(withoutPasswords(message.split('\n')[0]))} (set RHIZOME_DEBUG=1 to see where)`;
  print('bad', 'this is a bug in Rhizome:', text);
  return 1;
}
