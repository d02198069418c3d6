import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/**
 * `npm run docs:api` writes docs/reference/api.md: what the two entries of the package export, from the docstrings and
 * declarations themselves. typedoc needs a compiler that is two versions behind ours, so this reads our own style of source
 * (one declaration at the left margin, its docstring above it) and nothing else.
 */
const ROOT = resolve(import.meta.dirname, '..');
export const PAGE = join(ROOT, 'docs/reference/api.md');

interface Exported {
  name: string;
  /** Markdown of its docstring. */
  text: string;
  declaration: string;
  isType: boolean;
}

export function apiPage(): string {
  const pure = exportsOf(join(ROOT, 'src/index.ts'));
  const known = new Set(pure.map(({ name }) => name));
  const node = exportsOf(join(ROOT, 'src/node.ts')).filter(({ name }) => !known.has(name));
  return `${[
    '<!-- Written by `npm run docs:api` from src/index.ts and src/node.ts: edit the docstrings there. -->',
    '# The programming interface',
    'What the package `rhizome-sim` exports. [Script it](../how-to/script-it.md) shows it at work.',
    section('`rhizome-sim`: Node, pages and workers', pure),
    section('`rhizome-sim/node`: folders, threads and writing', node),
    'This entry exports all of `rhizome-sim`, too.',
  ].join('\n\n')}\n`;
}

function section(title: string, all: readonly Exported[]): string {
  const inOrder = [...all.filter(one => !one.isType), ...all.filter(one => one.isType)];
  const parts = inOrder.map(
    ({ name, text, declaration }) => `### ${name}\n\n${text}\n\n\`\`\`ts\n${declaration}\n\`\`\``,
  );
  return [`## ${title}`, ...parts].join('\n\n');
}

/** What a module exports, in its order. */
function exportsOf(file: string): Exported[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/^export (type )?\{([^}]*)\} from '([^']+)'/gm)].flatMap(([, , names, from]) =>
    names
      .split(',')
      .map(name => name.trim().replace(/^type /, ''))
      .filter(Boolean)
      .map(name => {
        const [own, as = own] = name.split(' as ');
        return { ...declared(resolve(dirname(file), from), own), name: as };
      }),
  );
}

/** A declaration, in this file or in the one from which it is exported again. */
function declared(file: string, name: string): Omit<Exported, 'name'> {
  const text = readFileSync(file, 'utf8');
  const found = new RegExp(
    `(/\\*\\*(?:(?!\\*/)[\\s\\S])*\\*/\\n)?export (?:async )?(function\\*?|const|interface|type|class) ${name}\\b`,
  ).exec(text);
  if (!found) {
    const again = new RegExp(`^export (?:type )?\\{[^}]*\\b${name}\\b[^}]*\\} from '([^']+)'`, 'm').exec(
      text,
    );
    if (!again) throw new Error(`${relative(ROOT, file)} has no ${name}`);
    return declared(resolve(dirname(file), again[1]), name);
  }
  const [, comment = '', kind] = found;
  const code = text.slice(found.index + comment.length).replace(/^export /, '');
  return {
    text: markdown(comment),
    declaration: headOf(code, kind),
    isType: kind === 'interface' || kind === 'type',
  };
}

/** A type whole; of what does something, how it is called. */
function headOf(code: string, kind: string): string {
  if (kind === 'class') {
    const fields = code.slice(0, code.indexOf('\n}')).match(/^ {2}readonly .*;$/gm) ?? [];
    return `${code.slice(0, code.indexOf('\n'))}\n${fields.join('\n')}\n}`;
  }
  if (kind === 'interface') return code.slice(0, code.indexOf('\n}') + 2);
  if (kind === 'type') return code.slice(0, code.search(/;\n(?=\n|export |$)/));
  if (kind === 'const') return code.slice(0, code.indexOf(' =>'));
  return code.slice(0, code.search(/ \{\n {2}(?!\w+\??:)/));
}

function markdown(comment: string): string {
  const lines = comment
    .replace(/^\/\*\*\s?|\s*\*\/\n$/g, '')
    .split('\n')
    .map(line => line.replace(/^ \* ?/, ''));
  const [text, ...tags] = lines.join('\n').split(/^@/m);
  const parts = tags.map(tag => {
    const [, name, whole] = /^(\w+)\s*([\s\S]*)$/.exec(tag.trim())!;
    if (name === 'example') return `\`\`\`ts\n${whole.trim()}\n\`\`\``;
    const rest = whole.replaceAll('\n', ' ');
    if (name === 'param') return `- ${rest.replace(/^(\w+(?:, \w+)*) /, (_, names) => `\`${names}\`: `)}`;
    return `- ${name}: ${rest}`;
  });
  const lists = parts.filter(part => part.startsWith('-')).join('\n');
  const examples = parts.filter(part => !part.startsWith('-'));
  return [text.trim(), lists, ...examples].filter(Boolean).join('\n\n');
}

if (process.argv[1] === import.meta.filename) writeFileSync(PAGE, apiPage());
