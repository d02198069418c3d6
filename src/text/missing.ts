import { didYouMean, type Position, throwDiagnostic } from '../core/diagnostics.ts';

/** Names of a folder that a message shows. */
const SHOWN = 20;

/**
 * The problem of a file or folder that isn't there: says what is, and which name is near.
 * @param path as messages name it, with forward slashes
 * @param present names in its folder
 */
export function refuseMissing(path: string, present: readonly string[], at?: Position): never {
  const slash = path.lastIndexOf('/');
  const folder = slash < 0 ? '.' : path.slice(0, slash) || '/';
  const shown = present.slice(0, SHOWN).join(', ') + (present.length > SHOWN ? ', ...' : '');
  return throwDiagnostic({
    kind: 'missing',
    message: `there is no ${path}`,
    at,
    expected: present.length ? `one of ${shown} in ${folder}` : undefined,
    hint: didYouMean(path.slice(slash + 1), present),
  });
}
