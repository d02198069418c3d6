import { describe, expect, it } from 'vitest';
import { spaceless } from '../../app/engine/door.ts';
import { inWords } from '../../app/question/in-words.ts';
import { LANGUAGES, wordsFor } from '../../app/texts/index.ts';
import { explorerPages } from '../../src/workflows/explore/projects.ts';

const pages = explorerPages([], () => {});
const others = LANGUAGES.filter(language => language !== 'en');

/** All that a page says in the words of its model, study and scenarios. */
function saidBy({ project: { catalogue } }: (typeof pages)[number]): string[] {
  const said = new Set<string>();
  const own = (text: string) => {
    said.add(text);
    return text;
  };
  inWords(catalogue, { own });
  for (const { value } of catalogue.presets)
    for (const text of [value.title, value.assumes]) own(String(text ?? ''));
  return [...said].filter(Boolean);
}

describe('texts of models, studies and scenarios in other languages', () => {
  it.each(others)('are all there in `%s`', language => {
    for (const page of pages) {
      const translations = page.project.catalogue.texts[language] ?? {};
      const missing = saidBy(page).filter(text => !(spaceless(text) in translations));
      expect(missing, page.name).toEqual([]);
    }
  });

  it('hold the titles of the pages that a page links to', () => {
    for (const { project } of pages)
      for (const { title } of pages)
        for (const language of others) expect(project.catalogue.texts[language]).toHaveProperty([title]);
  });

  it('are shown to a reader of that language, and as they are where none is known', () => {
    const [{ project }] = pages;
    const german = wordsFor(['de'], project.catalogue.texts);
    const spoken = inWords(project.catalogue, german);
    expect(spoken.places.find(({ label }) => label === 'germany')?.title).toBe('Deutschland');
    expect(german.own('What nobody translated')).toBe('What nobody translated');
    expect(inWords(project.catalogue, wordsFor(['en'], project.catalogue.texts)).places).toEqual(
      project.catalogue.places,
    );
  });
});
