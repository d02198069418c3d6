import { throwDiagnostic } from '../core/diagnostics.ts';
import { hashName } from '../core/random/streams.ts';

/** A stream's index; two names with one hash would share their draws, so that is refused. */
export function declareStream(streams: string[], name: string): number {
  const known = streams.indexOf(name);
  if (known >= 0) return known;
  const twin = streams.find(other => hashName(other) === hashName(name));
  if (twin)
    throwDiagnostic({
      kind: 'conflict',
      message: `the draws of \`${name}\` and \`${twin}\` would be the same`,
      hint: 'rename one of them',
    });
  return streams.push(name) - 1;
}
