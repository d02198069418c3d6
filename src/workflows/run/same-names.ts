import { basename } from 'node:path';
import { throwDiagnostic } from '../../core/diagnostics.ts';
import { displayName } from '../../io/text/text.ts';

/** A name as those file systems see it that tell neither case nor how an accent is written. */
export const foldedName = (name: string) => name.normalize('NFC').toLowerCase();

/** What a scenario file is called: by this its results go into a folder. */
export const nameOfFile = (file: string) => basename(file).replace(/^rhizome:|\.ya?ml$/g, '');

/** Refuse files of one name, before any is run: the results of one would replace those of the other. Problem `conflict`. */
export function refuseSameNames(files: readonly string[]): void {
  const first = new Map<string, string>();
  for (const file of files) {
    const name = foldedName(nameOfFile(file));
    const other = first.get(name);
    if (other !== undefined)
      throwDiagnostic({
        kind: 'conflict',
        message: `two of the files are called \`${nameOfFile(file)}\`, and so would the folders of their results`,
        found: `${displayName(other)} and ${displayName(file)}`,
        hint: 'run them one at a time, each with its own --out, or rename one; a and A are one name on some systems',
      });
    first.set(name, file);
  }
}
