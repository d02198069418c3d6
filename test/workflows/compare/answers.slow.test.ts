import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseHTML } from 'linkedom';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isoDay } from '../../../src/core/calendar.ts';
import { readCsv } from '../../../src/io/text/csv.ts';
import { reportPage } from '../../../src/report/page/page.ts';
import { changeText, monthOf } from '../../../src/report/quote/difference-sentence.ts';
import { sentence } from '../../../src/report/terminal/compare.ts';
import { compareJson } from '../../../src/report/terminal/compare-json.ts';
import { type Compared, compare } from '../../../src/workflows/compare/compare.ts';

/** Questions of the shipped study whose answer lies in one country: its first sentence names it, with the number of the table. */

const scenario = (name: string) => resolve(import.meta.dirname, '../../../scenarios', `${name}.yaml`);
const folder = mkdtempSync(join(tmpdir(), 'rhizome-answers-'));
let compared: Compared;
let last: string;
beforeAll(async () => {
  compared = await compare(
    scenario('baseline'),
    ['visa-georgia', 'courses-armenia', 'visa-activists-germany'].map(scenario),
    {
      ...{ draws: 20, seeds: 1, weeks: 72, personsPerAgent: 2500, threads: 0, folder },
    },
  );
  last = isoDay(compared.comparisons[0].a.frame.startDay + 7 * 71);
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true }));

const said = (k: number) => sentence(compared, compared.comparisons[k], undefined);
const rowsOf = (table: string, where: Record<string, string>) =>
  readCsv(join(folder, table))
    .rows.map(({ cells }) => cells)
    .filter(cells => Object.entries(where).every(([name, value]) => cells[name] === value));
const resolution = () => ({ personsPerAgent: 2500, agents: compared.agents });

describe('the first sentence', () => {
  it('says how many fewer live in Georgia where Georgia asks for a visa', () => {
    const [row] = rowsOf('places.csv', { place: 'georgia', date: last, scenario_b: 'visa-georgia' });
    const [value, low, high] = [row.living_diff, row.living_low, row.living_high].map(Number);
    expect(value).toBeLessThan(-5_000);
    const { size, range } = changeText('persons', { value, low, high }, resolution());
    expect(said(0)).toContain(
      `Georgia asks for a visa: by ${monthOf(last)}, ${size} fewer live in Georgia (90 % of the runs: ${range}`,
    );
  });

  it('says what changes in Armenia where Armenia offers courses', () => {
    const where = { metric: 'learning_share_of_abroad', group: 'host=armenia', date: last };
    const [row] = rowsOf('compare.csv', { ...where, scenario_b: 'courses-armenia' });
    const [value, low, high] = [row.mean_diff, row.ci_low, row.ci_high].map(Number);
    expect(value).toBeGreaterThan(0.05);
    const { value: text, range } = changeText('share', { value, low, high }, resolution());
    expect(said(1)).toContain(
      `Language courses in Armenia: by ${monthOf(last)}, learning the language in Armenia: ${text} (90 % of the runs: ${range}`,
    );
  });

  it('says how many more live in Germany where Germany opens a visa for activists', () => {
    const where = { place: 'germany', date: last, scenario_b: 'visa-activists-germany' };
    const [row] = rowsOf('places.csv', where);
    const [value, low, high] = [row.living_diff, row.living_low, row.living_high].map(Number);
    expect(value).toBeGreaterThan(2_000);
    const { size, range } = changeText('persons', { value, low, high }, resolution());
    expect(said(2)).toContain(
      `Germany opens a humanitarian visa for activists: by ${monthOf(last)}, ${size} more live in Germany (90 % of the runs: ${range}`,
    );
  });

  it('is the same on the page and as data', () => {
    const { document } = parseHTML(reportPage(folder));
    const plain = (text: string) =>
      text.replaceAll('\u00a0', ' ').replaceAll('−', '-').replace(/\s+/g, ' ').trim();
    const shown = [...document.querySelectorAll('#compared .lead')].map(one => plain(one.textContent ?? ''));
    expect(shown).toEqual([0, 1, 2].map(said));
    const data = compareJson(compared, undefined);
    expect(data.map(one => one.sentence)).toEqual(shown);
    expect(data[0].lead).toMatchObject({ place: 'georgia' });
    expect(data[1].lead).toMatchObject({ metric: 'learning_share_of_abroad', group: 'host=armenia' });
  });
});
