import { join } from 'node:path';
import { parseHTML } from 'linkedom';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDay } from '../../../src/core/calendar.ts';
import { readCsv } from '../../../src/io/text/csv.ts';
import { reportPage } from '../../../src/report/page/page.ts';
import { sentence } from '../../../src/report/terminal/compare.ts';
import { type Compared, compare } from '../../../src/workflows/compare/compare.ts';
import { makeProject, type Project } from '../../cli/process.ts';
import { writePosterior } from '../../support/posterior.ts';

/** A page of several compared scenarios quotes what the terminal quotes. */

const MIDDLE = '2001-04-10';
const WEEK = '2001-04-09';

let project: Project;
const compared = new Map<string, Compared>();
const at = (...parts: string[]) => join(project.folder, ...parts);
const page = (folder: string) => parseHTML(reportPage(at(folder))).document;
/** Text of a page as it is read, with plain spaces and minus signs. */
const plain = (text: string | null | undefined) =>
  (text ?? '').replaceAll('\u00a0', ' ').replaceAll('−', '-').replace(/\s+/g, ' ').trim();

beforeAll(async () => {
  project = makeProject();
  writePosterior(project.folder);
  const add = (name: string, ...lines: string[]) =>
    project.write(
      `scenarios/${name}.yaml`,
      `${['extends: plain.yaml', `title: ${name}`, 'assumes: a drought', ...lines].join('\n')}\n`,
    );
  const drought = (size: number) =>
    `  - { id: again, kind: drought, from: 2001-03-26, to: 2001-04-08, size: ${size} }`;
  add('arid', 'events:', drought(0));
  add('dry', 'events:', drought(3));
  const files = ['plain', 'arid', 'dry'].map(name => at('scenarios', `${name}.yaml`));
  const ask = async (name: string, day: number | undefined) =>
    compared.set(
      name,
      await compare(files[0], files.slice(1), { threads: 0, draws: 3, seeds: 2, day, folder: at(name) }),
    );
  await ask('end', undefined);
  await ask('middle', parseDay(MIDDLE));
});
afterAll(() => project.remove());

describe('the sentence of a page', () => {
  it('is the sentence of the terminal, with and without a date', () => {
    for (const [folder, day] of [
      ['end', undefined],
      ['middle', parseDay(MIDDLE)],
    ] as const) {
      const shown = [...page(folder).querySelectorAll('#compared .lead')].map(one => plain(one.textContent));
      const told = compared.get(folder)!.comparisons.map(one => sentence(compared.get(folder)!, one, day));
      expect(shown).toEqual(told);
      expect(shown[0]).toMatch(/^arid: nothing differs from the baseline by April 2001\.$/);
      expect(shown[1]).toMatch(
        /^dry: by April 2001, \d+ more persons are gone \(90 % of the runs: \d+ to \d+ persons/,
      );
    }
  });

  it('speaks of the date that was asked for, and so do the cards', () => {
    const document = page('middle');
    const rows = readCsv(at('middle', 'compare.csv')).rows.map(row => row.cells);
    const own = rows.find(
      row => row.metric === 'gone' && row.group === 'all' && row.date === WEEK && row.scenario_b === 'dry',
    )!;
    const card = [...document.querySelectorAll('#difference-2 figure')].find(one =>
      one.querySelector('h3')?.textContent?.startsWith('Gone'),
    )!;
    expect(card.querySelector('data')?.getAttribute('value')).toBe(own.mean_diff);
    expect(plain(card.textContent)).toContain('In the week of 9 April 2001');
  });
});

describe('several scenarios', () => {
  it('are in one table by outcome and one by place, with the numbers of the tables', () => {
    const [outcomes, places] = [...page('end').querySelectorAll('#overview table')];
    const rowOf = (table: typeof outcomes | undefined, title: string) =>
      [...table!.querySelectorAll('tbody tr')].find(row => row.querySelector('th')?.textContent === title)!;
    const values = (row: ReturnType<typeof rowOf>) =>
      [...row.querySelectorAll('data')].map(one => Number(one.getAttribute('value')));
    const tables = (name: string) => readCsv(at('end', name)).rows.map(({ cells }) => cells);
    const last = tables('compare.csv')
      .map(row => row.date)
      .sort()
      .at(-1);
    const is = (row: Record<string, string>) => row.date === last && row.scenario_b === 'dry';
    const gone = tables('compare.csv').find(row => is(row) && row.metric === 'gone' && row.group === 'all')!;
    expect(values(rowOf(outcomes, 'dry'))).toContain(Number(gone.mean_diff));
    const living = tables('places.csv')
      .filter(is)
      .map(row => Number(row.living_diff));
    expect(living.length).toBe(3);
    expect(values(rowOf(places, 'dry')).sort()).toEqual(living.sort());
    expect(new Set(values(rowOf(places, 'arid')))).toEqual(new Set([0]));
    expect(rowOf(outcomes, 'arid').querySelectorAll('.vague').length).toBeGreaterThan(0);
  });

  it('leave zero in the week in which something differs', () => {
    const weekly = readCsv(at('end', 'weekly.csv')).rows.map(({ cells }) => cells);
    const own = weekly.filter(row => row.metric === 'gone' && row.scenario_b === 'dry');
    expect(own.map(row => row.date)).toEqual(own.map(row => row.date).sort());
    expect(own.filter(row => row.date < '2001-03-26').every(row => row.mean_diff === '0')).toBe(true);
    expect(own.length).toBe(17);
    expect(Number(own.find(row => row.date === '2001-03-26')?.mean_diff)).toBeGreaterThan(0);
  });
});

describe('how sure a page is', () => {
  it('is told of each scenario by its own rows', () => {
    const rows = readCsv(at('end', 'compare.csv')).rows.map(row => row.cells);
    const last = rows
      .map(row => row.date)
      .sort()
      .at(-1);
    const shown = [...page('end').querySelectorAll('#certainty p')].map(one => plain(one.textContent));
    for (const name of ['arid', 'dry']) {
      const own = rows.find(
        row => row.metric === 'gone' && row.group === 'all' && row.date === last && row.scenario_b === name,
      )!;
      const said = shown.filter(text => text.startsWith(`${name}: Of the spread`));
      if (own.parameter_share === '') expect(said).toEqual([]);
      else {
        const share = 100 * Number(own.parameter_share);
        expect(said[0]).toContain(`${share.toFixed(share < 9.95 ? 1 : 0)} % of the variance`);
      }
    }
    expect(shown.some(text => text.startsWith('dry: Of the spread'))).toBe(true);
  });
});
