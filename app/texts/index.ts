import { ENGLISH, filled } from '../engine/door.ts';
import de from './de.json' with { type: 'json' };
import en from './en.json' with { type: 'json' };
import fr from './fr.json' with { type: 'json' };

/** The page's own words by language; what a model says of its levers and outcomes is in its own language. */
export const CATALOGUES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  en: { ...ENGLISH, ...en },
  de,
  fr,
};

export type Key = keyof typeof en | keyof typeof ENGLISH;

export interface Words {
  language: string;
  /** Of numbers: the reader's. */
  locale: string;
  /** Of dates, which are words. */
  dates: string;
  t(key: Key, values?: Readonly<Record<string, string | number>>): string;
}

export const LANGUAGES = Object.keys(CATALOGUES);

/** The words for a reader: the first of these languages that there is, with numbers as the reader's browser has them. */
export function wordsFor(languages: readonly string[]): Words {
  const language = languages.map(one => one.slice(0, 2)).find(one => one in CATALOGUES) ?? 'en';
  const own = languages.find(one => one.startsWith(language));
  const locale = own ?? languages[0] ?? language;
  const texts = CATALOGUES[language];
  return {
    language,
    locale,
    dates: own ?? language,
    t(key, values) {
      return filled(texts[key] ?? CATALOGUES.en[key], values);
    },
  };
}
