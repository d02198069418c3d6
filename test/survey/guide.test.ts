import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseStudy } from '../../src/survey/parse.ts';
import { parseCsv } from '../../src/text/csv.ts';

const root = join(import.meta.dirname, '../..');
const guide = readFileSync(join(root, 'docs/reference/survey-folder.md'), 'utf8');

describe('the data guide', () => {
  const sections = new Map(
    guide.split(/^## /m).map(section => [section.split('\n', 1)[0], section] as const),
  );
  const studies = readdirSync(join(root, 'surveys'), { withFileTypes: true }).filter(entry =>
    entry.isDirectory(),
  );
  for (const { name } of studies) {
    it(`explains every column of ${name}`, () => {
      for (const file of readdirSync(join(root, 'surveys', name)).filter(one => one.endsWith('.csv'))) {
        const [header] = readFileSync(join(root, 'surveys', name, file), 'utf8').split('\n');
        const explained = sections.get(file.replace(/^texts\.[a-z]+\.csv$/, 'texts.de.csv')) ?? '';
        for (const column of header.trim().split(',')) expect(explained, file).toContain(`\`${column}\``);
      }
    });
  }

  it('shows a whole study that is understood', () => {
    const tables = [...guide.matchAll(/^```csv (\w+)\.csv\n([\s\S]*?)^```/gm)];
    const files = Object.fromEntries(tables.map(([, name, text]) => [name, parseCsv(text, `${name}.csv`)]));
    expect(Object.keys(files)).toEqual(['sources', 'waves', 'items', 'marginals', 'profile']);
    const { sources, waves, items, marginals, profile } = files;
    const rest = { flows: undefined, relations: undefined, events: undefined };
    const study = parseStudy({
      folder: 'surveys/my-survey',
      sources,
      waves,
      items,
      marginals,
      profile,
      ...rest,
    });
    expect(study.margins.map(margin => margin.row)).toEqual(['R1', 'R2', 'R3']);
    expect(study.items[0].cut?.text).toBe('low_mood_cut');
  });
});
