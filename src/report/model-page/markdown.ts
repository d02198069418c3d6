/** Pieces of a page in Markdown. Tables are not padded, so that a change of one cell changes one line. */

export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return 'None.';
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(header), `|${header.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

const cell = (text: string) => text.replace(/\s+/g, ' ').trim().replaceAll('|', '\\|');

/** A part of a page in which no reader of Markdown finds HTML; what is code is shown as it is anyway. */
export const withoutHtml = (part: string) =>
  part.replace(/^```[\s\S]*?^```$|`[^`\n]*`|<(?=[a-z/!?])/gim, found => (found === '<' ? '&lt;' : found));

/** A name or an expression as it stands in a file; nothing stays nothing. */
export const code = (text: string) => (text ? `\`${text.replace(/\s+/g, ' ').trim()}\`` : '');

export const codes = (names: readonly string[]) => names.map(code).join(', ');

export const fenced = (text: string, kind = '') => `\`\`\`${kind}\n${text}\n\`\`\``;

/** Equations below each other, further lines of one set in. */
export function equationLines(equations: readonly { label: string; text: { text: string } }[]): string {
  return equations
    .map(({ label, text }) => {
      const lines = text.text.trim().split('\n');
      return lines.length === 1
        ? `${label}: ${lines[0]}`
        : [`${label}:`, ...lines.map(line => `    ${line}`)].join('\n');
    })
    .join('\n');
}
