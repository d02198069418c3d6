import type { Figures } from '../answer/numbers.ts';
import type { Catalogue } from '../engine/door.ts';
import { dayAt, lastDay as lastDayOf } from '../engine/door.ts';
import type { Draft } from '../question/draft.ts';
import type { Words } from '../texts/index.ts';

/** What every part of the page is given. */
export interface View {
  catalogue: Catalogue;
  words: Words;
  figures: Figures;
  draft: Draft;
  /** @param of changes of one thing in a row are undone together */
  change(next: Draft, of?: string): void;
}

/** What is looked at. */
export interface Looked {
  metric: string;
  /** `all`, or `host=x`. */
  group: string;
  mode: 'difference' | 'level';
  /** Of the places, the table and the sentence. */
  week: number;
}

const DAY = 86_400_000;

/** When a step, or a part of one, is. */
export const dateOf = (catalogue: Catalogue, week: number) => new Date(dayAt(catalogue, week) * DAY);

export const isoOf = (day: number) => new Date(day * DAY).toISOString().slice(0, 10);

export const dayOf = (iso: string) => Math.round(Date.parse(iso) / DAY);

/** The last simulated day. */
export const lastDay = (catalogue: Catalogue) => lastDayOf(catalogue, catalogue.weeks - 1);

export const placeTitle = ({ places }: Catalogue, label: string) =>
  capital(places.find(place => place.label === label)?.title ?? label);

/** A group in words: `all places`, a place's title, or the label of another group. */
export function groupTitle({ catalogue, words }: View, group: string): string {
  if (group === 'all') return words.t('place.all');
  const label = group.slice(group.indexOf('=') + 1);
  return catalogue.places.find(place => place.label === label)?.title ?? spaced(label);
}

export const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

export const spaced = (name: string) => name.replaceAll('_', ' ');

/** Hand a text to the reader as a file. */
export function download(name: string, type: string, text: string | Blob): void {
  const url = URL.createObjectURL(text instanceof Blob ? text : new Blob([text], { type }));
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
