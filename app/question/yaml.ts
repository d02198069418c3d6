import type { Draft, DraftEvent } from './draft.ts';

/** The scenario file of a question, as somebody would write it by hand. */
export function yamlOf(draft: Draft, { title, assumes }: { title: string; assumes: string }): string {
  const { parent, events, with: on, without, rest } = draft;
  return [
    `extends: ${word(parent)}`,
    `title: ${word(title)}`,
    'assumes: >-',
    ...wrapped(assumes).map(line => `  ${line}`),
    ...Object.entries(rest).map(([key, value]) => `${key}: ${flow(value)}`),
    ...(events.length ? ['events:', ...events.map(event => `  - ${flow(ordered(event))}`)] : []),
    ...(on.length ? [`with: ${flow(on)}`] : []),
    ...(without.length ? [`without: ${flow(without)}`] : []),
    '',
  ].join('\n');
}

const KEYS = [
  'id',
  'kind',
  'from',
  'to',
  'size',
  'numbers',
  'who',
  'half_life_weeks',
  'lead_weeks',
  'places',
  'labels',
] as const;

const ordered = (event: DraftEvent) =>
  Object.fromEntries(KEYS.flatMap(key => (event[key] === undefined ? [] : [[key, event[key]]])));

function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (value !== null && typeof value === 'object')
    return `{ ${Object.entries(value)
      .map(([key, inner]) => `${word(key)}: ${flow(inner)}`)
      .join(', ')} }`;
  return typeof value === 'string' ? word(value) : String(value);
}

/** Bare where it can't be taken for anything else; JSON's quotes are YAML's. */
function word(text: string): string {
  const isPlain = /^[A-Za-z][\w .()-]*$/.test(text) && !/\s$/.test(text);
  const means = /^(true|false|null|yes|no|on|off|y|n)$/i.test(text);
  return (isPlain && !means) || /^\d{4}-\d\d-\d\d$/.test(text) ? text : JSON.stringify(text);
}

/** Broken at spaces to lines that fit beside the rest of the page. */
function wrapped(text: string): string[] {
  const plain = text.replace(/\s+/g, ' ').trim();
  return plain.match(/.{1,76}(?:\s|$)/g)?.map(line => line.trim()) ?? [plain];
}
