import { describe, expect, it } from 'vitest';
import { evidenceTable, idsIn } from '../../scripts/base-rates.ts';
import { pagePart } from '../../scripts/page-part.ts';
import { readCsv } from '../../src/io/text/csv.ts';
import { readPage } from '../support/pages.ts';

const rowsOf = (path: string) => readCsv(path).rows.map(({ cells }) => cells);
const parameters = rowsOf('models/rhizome/parameters.csv');
const evidence = rowsOf('models/rhizome/evidence.csv');
const rates = rowsOf('models/rhizome/base-rates.csv');
const sources = rowsOf('surveys/outrush-2022/sources.csv').map(({ source_id }) => source_id);
const page = readPage('docs/explanation/priors.md');

describe('priors of the shipped model', () => {
  it('are there for every parameter that the page does not call a definition', () => {
    const definitions = page.slice(page.indexOf('**Definitions**'), page.indexOf('## Which ones vary'));
    const fixed = parameters.filter(({ prior }) => prior === 'fixed').map(({ name }) => name);
    expect(fixed.length).toBeGreaterThan(0);
    for (const name of fixed) expect(definitions, name).toContain(`\`${name}\``);
  });

  it('come from evidence with a source, wherever a text names some', () => {
    const known = evidence.map(({ evidence_id }) => evidence_id);
    const named = [...parameters.map(({ text }) => text), ...rates.map(row => row.evidence)].flatMap(idsIn);
    expect(new Set(named).size).toBeGreaterThan(15);
    for (const id of named) expect(known).toContain(id);
    for (const { source_id } of evidence) expect(sources).toContain(source_id);
  });

  it('are printed on the page as hazards', () => {
    expect(pagePart('docs/explanation/priors.md', 'evidence')).toBe(evidenceTable());
    // 25 % within two years: -ln(0.75) / 2 = 0.1438 a year, 0.0028 a week.
    expect(evidenceTable()).toContain('| 0.25 | 14.4 % | 0.0028 | L01 |');
  });
});

describe('ids of evidence in a text', () => {
  it('are read one by one and from one to another', () => {
    expect(idsIn('a pull (C03; B08 to B11, B22)')).toEqual(['B08', 'B09', 'B10', 'B11', 'B22']);
    expect(idsIn('no id')).toEqual([]);
  });
});
