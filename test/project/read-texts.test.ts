import { describe, expect, it } from 'vitest';
import { readTexts } from '../../src/project/read-texts.ts';
import { textFiles } from '../../src/project/text-files.ts';

const read = (files: Record<string, string>) =>
  readTexts(textFiles(files), ['/models/village', '/scenarios']);

describe('texts in other languages', () => {
  it('are read by language from the folders of a model and of scenarios', () => {
    expect(
      read({
        'models/village/texts.de.csv': 'text,translation\nGate,Tor\n"two\n  lines",zwei Zeilen\n',
        'scenarios/texts.de.csv': 'text,translation\nPlain,Schlicht\n',
        'scenarios/texts.fr.csv': 'text,translation\nPlain,Simple\n',
        'scenarios/plain.yaml': 'title: Plain\n',
      }),
    ).toEqual({
      de: { Gate: 'Tor', 'two lines': 'zwei Zeilen', Plain: 'Schlicht' },
      fr: { Plain: 'Simple' },
    });
  });

  it('are refused where a translation is missing, or a text has two', () => {
    const files = { 'scenarios/texts.de.csv': 'text,translation\nPlain,\nGate,Tor\nGate,Pforte\n' };
    expect(() => read(files)).toThrow(/texts\.de\.csv:2:\d+: the translation is missing/);
    expect(() => read(files)).toThrow(/texts\.de\.csv:4:1: this text is translated twice/);
  });
});
