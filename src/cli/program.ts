/**
 * How this program is started where the user is. Messages write `rhizome COMMAND ...`; in a clone what works is
 * `npm start -- COMMAND ...`, and under npx `npx rhizome COMMAND ...`.
 */

/** The words that start the program, by what npm tells its scripts. */
export function programWords({ npm_lifecycle_event: event }: NodeJS.ProcessEnv = process.env): string {
  if (event === 'start') return 'npm start --';
  return event === 'npx' ? 'npx rhizome' : 'rhizome';
}

/** A text whose commands can be typed as they are. */
export function asTyped(text: string, program: string = programWords()): string {
  return program === 'rhizome' ? text : text.replace(/(?<=^|[`(]|: )rhizome (?=[a-zC-])/gm, `${program} `);
}
