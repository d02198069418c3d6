import { DiagnosticError, describe, printable } from '../core/diagnostics.ts';
import { withoutPasswords } from '../core/secrets.ts';
import { stopCode } from '../execute/stop.ts';
import { packageVersion } from '../io/package-root.ts';
import { painter } from '../report/terminal/style.ts';
import { dispatch } from './arguments.ts';
import { COMMANDS } from './commands.ts';
import { asTyped } from './program.ts';

/** The only place that prints an error or decides how the process ends. */
async function main(): Promise<void> {
  heedStreams();
  // What fails outside of all that is waited for: told as any other fault, not as Node would.
  process.on('uncaughtException', error => process.exit(report(error)));
  try {
    await dispatch(process.argv.slice(2), COMMANDS, packageVersion());
  } catch (error) {
    process.exitCode = report(error);
    // Nothing is worth waiting for any more, such as a server that doesn't answer.
    if (process.exitCode === stopCode()) process.exit();
  }
}

/**
 * A reader that has seen enough (`| head`) keeps nothing from being done: what was asked for is done without it. A stream that
 * can't be written (a full disk) is an error, told once, and what was asked for is done all the same.
 */
function heedStreams(): void {
  let isTold = false;
  for (const [name, stream] of [
    ['output', process.stdout],
    ['messages', process.stderr],
  ] as const)
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE' || isTold) return;
      isTold = true;
      process.exitCode = 1;
      const problem = { kind: 'failed', message: `the ${name} can't be written`, found: error.code } as const;
      if (name === 'output') report(new DiagnosticError([problem]));
    });
}

const stackOf = (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error));

function report(error: unknown): number {
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

await main();
