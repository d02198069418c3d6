import { PLACE_SET } from '../../language/type.ts';
import type { Model } from '../../model/model.ts';
import { sizesOf } from '../../scenario/check-events.ts';
import { plain } from '../quote/numbers.ts';
import { markdownTable } from './markdown.ts';

/** The levers of a model as a Markdown table, in the order of its fields. */
export function leverTable({ levers }: Pick<Model, 'levers'>): string {
  const rows = levers.map(lever => {
    const { name, by, text, unit, seen, parameters } = lever;
    return [
      `\`${name}\``,
      by === undefined ? 'no' : by === PLACE_SET ? 'yes' : `no: by ${by}`,
      unit,
      sizesOf(lever),
      text,
      seen ? `up to ${plain(seen.size)}, ${plain(seen.weeks)} weeks: ${seen.text}` : 'no',
      parameters.map(parameter => `\`${parameter}\``).join(', '),
    ];
  });
  const header = ['lever', 'by place', 'size 1 means', 'sizes', 'what it moves', 'seen', 'how strong it is'];
  return markdownTable(header, rows);
}
