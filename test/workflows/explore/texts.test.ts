import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inWords } from '../../../app/question/in-words.ts';
import { LANGUAGES, wordsFor } from '../../../app/texts/index.ts';
import { spaceless } from '../../../src/project/read-texts.ts';
import type { Catalogue } from '../../../src/workflows/explore/catalogue.ts';
import { explorerPages } from '../../../src/workflows/explore/projects.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const spaced = (name: string) => name.replaceAll('_', ' ');

/** Every text that a page may show of a model, its study and its scenarios. */
function textsOf(catalogue: Catalogue): Set<string> {
  const texts = new Set<string>();
  const own = (text: string) => {
    if (text) texts.add(spaceless(text));
    return text;
  };
  inWords(catalogue, { own });
  for (const { steps } of catalogue.levers) steps.map(spaced).forEach(own);
  for (const { value } of catalogue.presets) [value.title, value.assumes].map(String).forEach(own);
  for (const { id } of catalogue.history) own(spaced(id));
  for (const { name, values } of catalogue.people) [name, ...values].map(spaced).forEach(own);
  for (const { response, subgroup } of catalogue.survey) {
    if (!/^(yes|true)$/.test(response)) own(spaced(response));
    if (subgroup !== 'all') subgroup.split('=').map(spaced).forEach(own);
  }
  return texts;
}

describe('the shipped studies in other languages', () => {
  const catalogues = explorerPages([], () => {}, ROOT).map(({ project }) => project.catalogue);
  const others = LANGUAGES.filter(language => language !== 'en');

  it('have every text that a page shows, and no row that none shows', () => {
    const shown = new Set(catalogues.flatMap(catalogue => [...textsOf(catalogue)]));
    expect(shown.size).toBeGreaterThan(400);
    for (const catalogue of catalogues)
      for (const language of others) {
        const there = catalogue.texts[language];
        const missing = [...textsOf(catalogue)].filter(text => !(text in there));
        expect([language, ...missing]).toEqual([language]);
        expect([language, ...Object.keys(there).filter(text => !shown.has(text))]).toEqual([language]);
      }
  });

  it('hold the titles of the pages that a page links to', () => {
    for (const { texts } of catalogues)
      for (const { title } of catalogues)
        for (const language of others) expect(texts[language]).toHaveProperty([title]);
  });

  it('name no outcome, lever or place of a page by the words of another', () => {
    for (const catalogue of catalogues)
      for (const language of others) {
        const { metrics, levers, places } = inWords(catalogue, wordsFor([language], catalogue.texts));
        for (const named of [metrics, levers, places]) {
          const titles = named.map(({ title }) => title);
          expect(titles.filter((title, k) => titles.indexOf(title) < k)).toEqual([]);
        }
      }
  });

  it('keep names, numbers and presets, which files and links hold', () => {
    const [catalogue] = catalogues;
    const german = inWords(catalogue, wordsFor(['de'], catalogue.texts));
    const visa = german.levers.find(({ name }) => name === 'visa')!;
    expect(visa).toMatchObject({ title: 'Visum', steps: ['none', 'on_arrival', 'required', 'refused'] });
    expect(german.places.find(({ label }) => label === 'turkey')?.title).toBe('Türkei');
    expect(german.presets).toBe(catalogue.presets);
    for (const text of ['2 %', ...catalogue.limits]) {
      const digits = (words: string) => words.match(/\d+/g) ?? [];
      expect(digits(wordsFor(['fr'], catalogue.texts).own(text))).toEqual(digits(text));
    }
  });
});
