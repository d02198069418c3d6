/** Markup that is safe in a page; every text in it has been escaped. */
export interface Html {
  readonly html: string;
}

export type Content = Html | string | number | undefined | false | readonly Content[];

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A template whose values are escaped unless they are markup already; lists are joined, nothing is written for undefined. */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Html {
  return { html: parts.reduce((text, part, k) => text + markupOf(values[k - 1]) + part) };
}

/** Text as markup has it, also inside an attribute in double quotes. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, character => ENTITIES[character]);
}

function markupOf(value: Content): string {
  if (value === undefined || value === false) return '';
  if (Array.isArray(value)) return value.map(markupOf).join('');
  return typeof value === 'object' ? (value as Html).html : escaped(String(value));
}

/** Behind a line that opens it; as it is without one. No script is needed. */
export const folded = (line: string | false, content: Html): Html =>
  line === false ? content : html`<details><summary>${line}</summary>${content}</details>`;
