import { didYouMean, throwDiagnostic } from '../core/diagnostics.ts';
import { type Document, valuePosition } from '../core/located-document.ts';
import type { Column } from '../model/model.ts';

/** Variables of the population are kept in a byte. */
const MOST_CODE = 255;

/**
 * How a column stores each category of the variable of its name, which may list them in another order; undefined: in the same.
 * Problem `unknown`: the column has no such label.
 */
export function codesOf({ name, type, fromPopulation }: Column, document: Document): Uint8Array | undefined {
  const { variables } = document.value as { variables: Record<string, readonly unknown[]> };
  const categories = fromPopulation ? variables[name]?.map(String) : undefined;
  const labels = type.kind === 'label' ? type.labels : type.kind === 'flag' ? ['no', 'yes'] : undefined;
  if (!categories || !labels) return undefined;
  const codes = categories.map((category, k) => {
    const code = labels.indexOf(category);
    if (code > MOST_CODE)
      throwDiagnostic({
        kind: 'value',
        message: `\`${category}\` is too far down among the labels of \`${name}\` to come from a variable`,
        at: valuePosition(document, ['variables', name, k]),
        expected: `one of the first ${MOST_CODE + 1}`,
      });
    if (code >= 0) return code;
    return throwDiagnostic({
      kind: 'unknown',
      message: `the column \`${name}\` has no label \`${category}\``,
      at: valuePosition(document, ['variables', name, k]),
      expected: labels.join(', '),
      hint: didYouMean(category, labels),
    });
  });
  return codes.every((code, k) => code === k) ? undefined : Uint8Array.from(codes);
}
