import type { Diagnostic } from '../core/diagnostics.ts';
import { type Document, positionOf } from '../core/located-document.ts';
import type { Metric } from './model.ts';

/** Words with which no title begins that completes `1 000 persons are ...`. */
const NO_COMPLEMENT =
  /^(an?|the|number|count|share|total|persons|people|have|has|had|who|ever|live|lives|left|leave|leaves)\b/i;

/**
 * Titles that answers can't use: one that two metrics have, and of headlines that count persons one that doesn't complete
 * the sentence `1 000 persons are TITLE`.
 */
export function doubtfulTitles(document: Document, metrics: readonly Metric[]): Diagnostic[] {
  const first = new Map<string, string>();
  return metrics.flatMap(({ name, title, measure, headline }): Diagnostic[] => {
    const at = positionOf(document, [name]);
    const other = first.get(title);
    if (other !== undefined)
      return [
        {
          kind: 'conflict',
          message: `the metrics \`${other}\` and \`${name}\` have one title, \`${title}\``,
          at,
          hint: 'give each a title of its own: answers name metrics by their titles',
        },
      ];
    first.set(title, name);
    if (!headline || measure !== 'persons' || !NO_COMPLEMENT.test(title)) return [];
    return [
      {
        kind: 'value',
        message: `the title of \`${name}\` doesn't complete a sentence`,
        at,
        found: `1 000 persons are ${title}`,
        expected: 'a title such as `abroad` or `in Germany`',
      },
    ];
  });
}
