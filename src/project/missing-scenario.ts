import { didYouMean, throwDiagnostic } from '../core/diagnostics.ts';
import { failMissing, type ProjectFiles } from './project-files.ts';

const FOLDERS = ['scenarios', 'scenarios/sweeps'];

/** The problem of a scenario or sweep that isn't there: a bare name of one in the project's folders is what is meant. */
export function failMissingScenario(files: ProjectFiles, path: string): never {
  const shown = files.displayName(path);
  const name = bare(shown);
  const present = FOLDERS.flatMap(folder =>
    files
      .entries(files.resolve('.', folder))
      .filter(file => /\.ya?ml$/.test(file))
      .map(file => `${folder}/${file}`),
  );
  const meant = present.find(file => bare(file) === name);
  if (!meant && (shown.includes('/') || !present.length)) return failMissing(files, path);
  const near = didYouMean(name, present.map(bare));
  const nearest = present.find(file => near === `did you mean \`${bare(file)}\`?`);
  return throwDiagnostic({
    kind: 'missing',
    message: `there is no ${shown}`,
    expected: `a file, such as ${present.slice(0, 3).join(', ')}`,
    hint: meant || nearest ? `did you mean \`${meant ?? nearest}\`?` : undefined,
  });
}

const bare = (file: string) => file.slice(file.lastIndexOf('/') + 1).replace(/\.ya?ml$/, '');
