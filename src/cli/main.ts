import { DiagnosticError } from '../core/diagnostics.ts';
import { stopCode } from '../execute/stop.ts';
import { commandLine, printError } from './command-line.ts';

/** The only place that decides how the process ends. */
async function main(): Promise<void> {
  heedStreams();
  // What fails outside of all that is waited for: told as any other fault, not as Node would.
  process.on('uncaughtException', error => process.exit(printError(error)));
  const code = await commandLine(process.argv.slice(2));
  if (code === undefined) return;
  process.exitCode = code;
  // Nothing is worth waiting for any more, such as a server that doesn't answer.
  if (code === stopCode()) process.exit();
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
      if (name === 'output') printError(new DiagnosticError([problem]));
    });
}

await main();
