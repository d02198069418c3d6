import type { Draft } from './draft.ts';

/** What the address behind # holds: the name of a preset, or a question of one's own. Nothing of it reaches a server. */
export const linkOf = (draft: Draft, isPreset: boolean): string =>
  isPreset ? `#${draft.preset}` : `#q=${base64(JSON.stringify(draft))}`;

/** The question that an address holds; a text: the preset of that name; undefined: none that can be read. */
export function linked(hash: string): Draft | string | undefined {
  if (!hash.startsWith('#q=')) return hash.length > 1 ? decodeURIComponent(hash.slice(1)) : undefined;
  try {
    const draft = JSON.parse(unbase64(hash.slice(3))) as Draft;
    return isDraft(draft) ? draft : undefined;
  } catch {
    return undefined;
  }
}

/** A link may be cut or written by anybody: only what has a question's shape is taken; the engine judges the rest. */
function isDraft(value: Draft): boolean {
  const texts = (list: unknown) => Array.isArray(list) && list.every(one => typeof one === 'string');
  return (
    typeof value?.preset === 'string' &&
    typeof value.parent === 'string' &&
    texts(value.without) &&
    texts(value.with) &&
    typeof value.rest === 'object' &&
    value.rest !== null &&
    Array.isArray(value.events) &&
    value.events.every(
      event =>
        typeof event?.kind === 'string' &&
        typeof event.from === 'string' &&
        (event.places === undefined || texts(event.places)),
    )
  );
}

const base64 = (text: string) =>
  btoa(String.fromCharCode(...new TextEncoder().encode(text)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');

const unbase64 = (text: string) =>
  new TextDecoder().decode(
    Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), c => c.charCodeAt(0)),
  );
