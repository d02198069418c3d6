import type { Catalogue, LeverWords } from '../engine/door.ts';
import type { Words } from '../texts/index.ts';
import type { Draft, DraftEvent } from './draft.ts';

/** Words for what is asked, made from the words of levers and places. */

export const leverOf = ({ levers }: Catalogue, kind: string): LeverWords | undefined =>
  levers.find(({ name }) => name === kind);

/** `Visa: required, Georgia`. */
export function eventText(
  { kind, size, places = [], labels = [] }: DraftEvent,
  catalogue: Catalogue,
  words: Words,
): string {
  const title = leverOf(catalogue, kind)?.title ?? kind;
  const titled = places.map(label => catalogue.places.find(place => place.label === label)?.title ?? label);
  const named = [...titled, ...labels];
  const where = named.length > 3 ? words.t('places.count', { count: named.length }) : named.join(', ');
  const what = size === 1 ? title : `${title}: ${sizeText(size, words)}`;
  return where ? `${what}, ${where}` : what;
}

export const sizeText = (size: number | string, { locale, own }: Words): string =>
  typeof size === 'number'
    ? new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(size)
    : isExpression(size)
      ? size.replace(/\s+/g, ' ').trim()
      : own(size.replaceAll('_', ' '));

/** Whether a size is computed each week; the name of a step is one word. */
export const isExpression = (size: number | string): boolean =>
  typeof size === 'string' && !/^[\w-]+$/.test(size);

/** A question's title: its own, or what its events say. */
export function titleOf(draft: Draft, catalogue: Catalogue, words: Words): string {
  if (draft.title !== undefined) return words.own(draft.title);
  const parts = [
    ...draft.events.map(event => eventText(event, catalogue, words)),
    ...draft.without.map(id => words.t('title.without', { event: words.own(id.replaceAll('_', ' ')) })),
    ...draft.with.map(id => words.t('title.with', { event: words.own(id.replaceAll('_', ' ')) })),
  ];
  if (parts.length) return parts.join('; ');
  const parent = catalogue.presets.find(({ file }) => file === draft.parent);
  return words.own(String(parent?.value.title ?? draft.parent));
}

export function wordsOf(draft: Draft, catalogue: Catalogue, words: Words) {
  const title = titleOf(draft, catalogue, words);
  return { title, assumes: draft.assumes ? words.own(draft.assumes) : words.t('assumes', { title }) };
}
