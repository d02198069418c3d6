import { basename } from 'node:path';
import { displayName } from '../io/text/text.ts';
import { shellWord } from '../text/shell-word.ts';

/**
 * How this program is started where the user is. Messages write `rhizome COMMAND ...`; in a clone what works is
 * `npm start -- COMMAND ...`, where it is installed in a project `npx rhizome COMMAND ...`.
 */

/**
 * The words that start the program again, by what npm tells its scripts and by the file that was started. RHIZOME_COMMAND says
 * it where neither does: in a container, in a module of a cluster.
 */
export function programWords(
  { npm_lifecycle_event: event, RHIZOME_COMMAND: said }: NodeJS.ProcessEnv = process.env,
  started: string = process.argv[1] ?? '',
): string {
  if (said) return said;
  if (event === 'start') return 'npm start --';
  const isProgram = ['start.mjs', 'rhizome'].includes(basename(started));
  if (event === 'npx' || (isProgram && (event || /[\\/]node_modules[\\/]/.test(started))))
    return 'npx rhizome';
  return basename(started) === 'start.mjs' ? `node ${shellWord(displayName(started))}` : 'rhizome';
}

/** A text whose commands can be typed as they are. */
export function asTyped(text: string, program: string = programWords()): string {
  return program === 'rhizome' ? text : text.replace(/(?<=^ *|[`(]|: )rhizome (?=[a-zC-])/gm, `${program} `);
}
