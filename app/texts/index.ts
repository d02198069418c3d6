import { ENGLISH, filled, spaceless, type Translations } from '../engine/door.ts';
import de from './de.json' with { type: 'json' };
import en from './en.json' with { type: 'json' };
import fr from './fr.json' with { type: 'json' };

/** The page's own words by language; those of levers and outcomes come with the model (`texts.de.csv` in its folder). */
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
  /** A text of the model, the study or a scenario; as it is where they have no translation. */
  own(text: string): string;
}

export const LANGUAGES = Object.keys(CATALOGUES);

/** The words for a reader: the first of these languages that there is, with numbers as the reader's browser has them. */
export function wordsFor(languages: readonly string[], translations: Translations = {}): Words {
  const language = languages.map(one => one.slice(0, 2)).find(one => one in CATALOGUES) ?? 'en';
  const own = languages.find(one => one.startsWith(language));
  const locale = own ?? languages[0] ?? language;
  const texts = CATALOGUES[language];
  const others = new Map(Object.entries(translations[language] ?? {}));
  return {
    language,
    locale,
    dates: own ?? language,
    own: text => others.get(spaceless(text)) ?? text,
    t(key, values) {
      return filled(texts[key] ?? CATALOGUES.en[key], values);
    },
  };
}
