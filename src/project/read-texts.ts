import { type Diagnostic, DiagnosticError } from '../core/diagnostics.ts';
import { cellPosition, requireColumns } from '../core/located-document.ts';
import { type ProjectFiles, readCsv } from './project-files.ts';

/** By language, then by the text that is translated, its spaces single. */
export type Translations = Readonly<Record<string, Readonly<Record<string, string>>>>;

const FILE = /^texts\.([a-z]{2,3})\.csv$/;

/**
 * What these folders say in other languages: `texts.de.csv` in the folder of a model, of a study or of scenarios has a row for each
 * text of its neighbours, by the text itself, so that a text that was changed since is shown as it is and not in old words.
 * Throws a problem for each row without a text or translation, and for each text that a file translates twice.
 */
export function readTexts(files: ProjectFiles, folders: readonly string[]): Translations {
  const found: Record<string, Record<string, string>> = {};
  for (const folder of folders)
    for (const name of files.entries(folder)) {
      const language = FILE.exec(name)?.[1];
      if (!language) continue;
      found[language] = { ...found[language], ...read(files, files.resolve(folder, name)) };
    }
  return found;
}

function read(files: ProjectFiles, path: string): Record<string, string> {
  const csv = readCsv(files, path);
  requireColumns(csv, ['text', 'translation'], []);
  const problems: Diagnostic[] = [];
  const read = new Map<string, string>();
  for (const row of csv.rows) {
    const [text, translation] = [spaceless(row.cells.text), spaceless(row.cells.translation)];
    const at = cellPosition(csv, row, text ? 'translation' : 'text');
    if (!text || !translation)
      problems.push({ kind: 'shape', message: `the ${text ? 'translation' : 'text'} is missing`, at });
    else if (read.has(text))
      problems.push({
        kind: 'conflict',
        message: 'this text is translated twice',
        at: cellPosition(csv, row, 'text'),
        found: text,
      });
    read.set(text, translation);
  }
  if (problems.length) throw new DiagnosticError(problems);
  return Object.fromEntries(read);
}

/** As texts are compared: without line breaks and doubled spaces. */
export const spaceless = (text: string): string => text.replace(/\s+/g, ' ').trim();
