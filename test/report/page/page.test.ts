import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseHTML } from 'linkedom';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Csv } from '../../../src/core/located-document.ts';
import { renewReport } from '../../../src/io/folder/report.ts';
import { readCsv } from '../../../src/io/text/csv.ts';
import { reportPage } from '../../../src/report/page/page.ts';
import { reporter } from '../../../src/report/page/reporter.ts';
import { parseCsv } from '../../../src/text/csv.ts';
import { compare } from '../../../src/workflows/compare/compare.ts';
import { runEnsemble } from '../../../src/workflows/run/ensemble.ts';
import { sensitivity } from '../../../src/workflows/sensitivity/sensitivity.ts';
import { makeProject, type Project } from '../../cli/process.ts';

const TITLE = '<script>alert("t")</script> & a dry spring';
const ASSUMES = '"><img src=x onerror=alert(1)> nothing else happens';
const METRICS = `
gone: { persons: away, text: '</p><script>x</script> live elsewhere', headline: true }
brave_share_of_gone: { share: courage > 0.5, of: away, text: 'of the gone, are <b>brave</b>', headline: true }
timid_share_of_gone: { share: not (courage > 0.5), of: away, text: 'of the gone, are timid' }
courage_mean: { mean: courage, of: away or not away, text: courage of all, title: courage }
`;
const CHARTS = `
charts:
  - { title: 'Who is </h2> gone', bands: [gone], lines: [courage_mean] }
  - { title: Two kinds, parts: [brave_share_of_gone, timid_share_of_gone] }
limits: [It has </section> no weather.]
`;
const RELATIONS = `rel_id,cause,effect,expected,found,value,low,high,without_mechanism,caused,mechanism,note
M1,"drought, <i>dry</i>",leaving,+,+,0.5,0.4,0.6,0,yes,rate = 0,
M2,courage,leaving,-,+,0.5,0.4,0.6,,,,
M3,rain,leaving,+,not reached,,,,,,,no operator
`;

let project: Project;
const at = (...parts: string[]) => join(project.folder, ...parts);
const pageOf = (folder: string) => readFileSync(at(folder, 'report.html'), 'utf8');
const parsed = (folder: string) => parseHTML(pageOf(folder)).document;
const tablesOf = (folder: string) => readdirSync(at(folder)).filter(name => name.endsWith('.csv'));

/** Every cell of every table of a folder. */
function cellsOf(folder: string): Set<string> {
  return new Set(
    tablesOf(folder).flatMap(name => readCsv(at(folder, name)).rows.flatMap(row => Object.values(row.cells))),
  );
}

/** A table whose groups have columns of their own, with the one that the page makes of them. */
function withGroup({ columns, rows }: Csv): Pick<Csv, 'columns' | 'rows'> {
  if (!columns.includes('where')) return { columns, rows };
  const groupOf = (where: string) => (where === 'all' ? 'all' : `where=${where}`);
  const added = rows.map(row => ({ ...row, cells: { ...row.cells, group: groupOf(row.cells.where) } }));
  return { columns: [...columns, 'group'], rows: added };
}

beforeAll(async () => {
  project = makeProject();
  const scenario = 'scenarios/plain.yaml';
  project.edit(scenario, 'title: A dry spring', `title: '${TITLE}'`);
  project.edit(scenario, 'assumes: nothing else happens', `assumes: '${ASSUMES}'`);
  project.write('models/village/metrics.yaml', METRICS);
  project.write('models/village/model.yaml', project.read('models/village/model.yaml') + CHARTS);
  project.edit('models/village/places.csv', 'town,the town', 'town,the <u>town</u>');
  project.edit('surveys/village-2001/items.csv', 'feels brave', '</style><b>feels</b> brave');
  project.write(
    'scenarios/wet.yaml',
    'extends: plain.yaml\ntitle: A wet spring\nassumes: it rains\nwithout: [dry_spring]\n',
  );
  const files = { plain: at(scenario), wet: at('scenarios/wet.yaml') };
  await runEnsemble(files.plain, { threads: 0, folder: at('one'), reporter });
  await runEnsemble(files.plain, { threads: 2, folder: at('two'), reporter });
  await runEnsemble(files.plain, { threads: 0, folder: at('none') });
  await compare(files.plain, [files.wet], { threads: 0, folder: at('compared'), reporter });
  await sensitivity(files.plain, { threads: 0, agents: 200, trajectories: 2, folder: at('moved'), reporter });
});
afterAll(() => project.remove());

const FOLDERS = ['one', 'compared', 'moved'];

describe('a page', () => {
  it('stands in the folder, listed by its manifest, where it is asked for', () => {
    for (const folder of FOLDERS) {
      const { outputs } = JSON.parse(readFileSync(at(folder, 'manifest.json'), 'utf8'));
      const sha256 = createHash('sha256').update(pageOf(folder)).digest('hex');
      expect(outputs['report.html']).toEqual({ sha256, lines: pageOf(folder).split('\n').length - 1 });
    }
    expect(existsSync(at('none', 'report.html'))).toBe(false);
  });

  it('has the same bytes however and wherever it is made', () => {
    expect(pageOf('two')).toBe(pageOf('one'));
    expect(reportPage(at('none'))).toBe(pageOf('one'));
    expect(reportPage(at('one'))).toBe(pageOf('one'));
  });

  it('loads nothing and runs nothing', () => {
    for (const folder of FOLDERS) {
      const document = parsed(folder);
      expect([...document.querySelectorAll('script, img, iframe, object, link, form')]).toEqual([]);
      const addresses = [...document.querySelectorAll('[href], [src]')].map(
        one => one.getAttribute('href') ?? one.getAttribute('src') ?? '',
      );
      expect(addresses.length).toBeGreaterThan(3);
      expect(
        addresses.filter(
          address => !/^(#[\w-]+|data:text\/csv;charset=utf-8;base64,[\w+/=]+)$/.test(address),
        ),
      ).toEqual([]);
      const handlers = [...document.querySelectorAll('*')].flatMap(one =>
        [...one.attributes].filter(({ name }) => name.startsWith('on')),
      );
      expect(handlers).toEqual([]);
    }
  });

  it('shows texts of scenario, model and study as they are', () => {
    const document = parsed('one');
    const text = document.body.textContent ?? '';
    expect(document.querySelector('h1')?.textContent).toBe(TITLE);
    for (const said of [
      ASSUMES,
      '</p><script>x</script> live elsewhere',
      'Who is </h2> gone',
      'the <u>town</u>',
    ])
      expect(text).toContain(said);
    expect(text).toContain('It has </section> no weather.');
    expect(pageOf('one')).not.toMatch(/<(u|img|script)[ >]/);
    expect(document.querySelectorAll('style')).toHaveLength(1);
    expect(parsed('compared').body.textContent).toContain(TITLE);
  });

  it('has a section for what the folder holds, and none for what it lacks', () => {
    const sections = (folder: string) => [...parsed(folder).querySelectorAll('section')].map(one => one.id);
    expect(sections('one')).toEqual([
      'headline',
      'asked',
      'course-1',
      'course-2',
      'places',
      'survey',
      'certainty',
      'limits',
      'events',
    ]);
    expect(sections('compared')).toEqual([
      'compared',
      'asked',
      'difference-1',
      'certainty',
      'limits',
      'events',
    ]);
    expect(sections('moved')).toEqual(['asked', 'drivers', 'limits', 'events']);
    for (const folder of FOLDERS)
      for (const link of parsed(folder).querySelectorAll('nav a'))
        expect(sections(folder)).toContain(link.getAttribute('href')?.slice(1));
    cpSync(at('one'), at('bare'), { recursive: true });
    for (const table of ['flows', 'survey']) rmSync(at('bare', `${table}.csv`));
    const bare = parseHTML(reportPage(at('bare'))).document;
    expect(bare.querySelector('#survey')).toBeNull();
    expect(bare.querySelector('#places')).toBeNull();
  });

  it('judges relations by their table', () => {
    cpSync(at('one'), at('judged'), { recursive: true });
    writeFileSync(at('judged', 'relations.csv'), RELATIONS);
    const described = JSON.parse(readFileSync(at('judged', 'datapackage.json'), 'utf8'));
    const fields = RELATIONS.split('\n')[0]
      .split(',')
      .map(name => ({ name }));
    described.resources.push({ name: 'relations', title: '', path: 'relations.csv', schema: { fields } });
    writeFileSync(at('judged', 'datapackage.json'), JSON.stringify(described));
    const section = parseHTML(reportPage(at('judged'))).document.querySelector('#relations')!;
    expect(section.querySelector('p')?.textContent).toMatch(/^1 of 3 directions/);
    const verdicts = [...section.querySelectorAll('ul')].map(list => [
      list.className,
      list.querySelector('div')?.textContent?.split('\u00b7')[0].trim(),
    ]);
    expect(verdicts).toEqual([
      ['verdicts wrong', 'Courage → leaving: lessM2'],
      ['verdicts holds', 'Drought, <i>dry</i> → leaving: moreM1'],
      ['verdicts not-reached', 'Rain → leaving: moreM3'],
    ]);
  });
});

describe('numbers on a page', () => {
  it('are those of the tables, rounded', () => {
    for (const folder of FOLDERS.slice(0, 2)) {
      const known = cellsOf(folder);
      const shown = [...parsed(folder).querySelectorAll('data')];
      expect(shown.length).toBeGreaterThan(2);
      for (const one of shown) {
        const value = one.getAttribute('value')!;
        expect(known, `${folder}: ${value}`).toContain(value);
        expect(
          Math.abs(read(one.textContent!).value - Number(value)),
          `${value} as ${one.textContent}`,
        ).toBeLessThanOrEqual(read(one.textContent!).tolerance);
      }
    }
  });

  it('of a course are read under the pointer, rounded, once a month', () => {
    const rows = readCsv(at('one', 'summary.csv')).rows.map(row => row.cells);
    const own = rows.filter(row => row.metric === 'gone' && row.where === 'all');
    const titles = [...parsed('one').querySelectorAll('#headline .reading title')].map(one =>
      one.textContent!.replaceAll('\u00a0', ' '),
    );
    expect(titles).toHaveLength(new Set(own.map(row => row.date.slice(0, 7))).size);
    const shown = /: (.*) \((.*) to (.*)\)$/.exec(titles.at(-1)!)!;
    const { q50, q05, q95 } = own.at(-1)!;
    [q50, q05, q95].forEach((value, k) => {
      const { value: number, tolerance } = read(shown[k + 1]);
      expect(Math.abs(number - Number(value))).toBeLessThanOrEqual(tolerance);
    });
  });

  it('of a chart can be taken along, as they are in the tables', () => {
    for (const folder of FOLDERS) {
      const tables = tablesOf(folder).map(name => withGroup(readCsv(at(folder, name))));
      const links = [...parsed(folder).querySelectorAll('a.data')];
      expect(links.length).toBeGreaterThan(0);
      for (const link of links) {
        const name = link.getAttribute('download')!;
        const text = Buffer.from(link.getAttribute('href')!.split(',')[1], 'base64').toString();
        const { columns, rows } = parseCsv(text, name);
        expect(rows.length).toBeGreaterThan(0);
        if (name.startsWith('moves-')) continue;
        const table = tables.find(one => columns.every(column => one.columns.includes(column)))!;
        const lines = new Set(table.rows.map(row => columns.map(column => row.cells[column]).join('\n')));
        for (const row of rows) expect(lines).toContain(columns.map(column => row.cells[column]).join('\n'));
      }
    }
  });

  it('of moves are means over the runs of flows.csv', () => {
    const rows = readCsv(at('one/flows.csv')).rows.map(row => row.cells);
    const link = parsed('one').querySelector('a[download="moves-by-pair.csv"]')!;
    const text = Buffer.from(link.getAttribute('href')!.split(',')[1], 'base64').toString();
    const pairs = parseCsv(text, 'pairs').rows.map(row => row.cells);
    expect(pairs.length).toBeGreaterThan(0);
    for (const { from, to, persons } of pairs) {
      const own = rows.filter(row => row.from === from && row.to === to);
      const sum = own.reduce((total, row) => total + Number(row.persons), 0);
      expect(Number(persons)).toBeCloseTo(sum / 2, 9);
    }
  });
});

describe('rhizome report', () => {
  it('says that a folder of an earlier version has another shape, and leaves it as it is', async () => {
    cpSync(at('one'), at('early'), { recursive: true });
    const before = readFileSync(at('early', 'report.html'), 'utf8');
    const described = readFileSync(at('early', 'datapackage.json'), 'utf8');
    const earlier = described.replace(
      /("name": )"where"(,\s+"type": "string",\s+"description")/g,
      '$1"group"$2',
    );
    expect(earlier).not.toBe(described);
    writeFileSync(at('early', 'datapackage.json'), earlier);
    const { code, stderr } = await project.rhizome('report', 'early');
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/summary\.csv is of an earlier version, which had all groups in one column/),
    ]);
    expect(readFileSync(at('early', 'report.html'), 'utf8')).toBe(before);
  });

  it('makes the page again, and keeps the manifest true', async () => {
    cpSync(at('none'), at('late'), { recursive: true });
    const done = await project.rhizome('report', 'late');
    expect([done.code, done.stdout.trim()]).toEqual([0, 'Written: late/report.html']);
    expect(pageOf('late')).toBe(pageOf('one'));
    const manifest = JSON.parse(readFileSync(at('late', 'manifest.json'), 'utf8'));
    expect(manifest.outputs['report.html']).toEqual(
      JSON.parse(readFileSync(at('one', 'manifest.json'), 'utf8')).outputs['report.html'],
    );
    expect(manifest.outputs['summary.csv']).toBeDefined();
  });

  it('writes the answer and the limits beside the folder when it is to be brief', async () => {
    const done = await project.rhizome('report', 'one', '--brief');
    expect([done.code, done.stdout.trim()]).toEqual([0, 'Written: one-brief.html']);
    const { document } = parseHTML(readFileSync(at('one-brief.html'), 'utf8'));
    const ids = [...document.querySelectorAll('main > section')].map(one => one.id);
    expect(ids).toEqual(expect.arrayContaining(['headline', 'asked', 'limits']));
    expect(ids).not.toContain('survey');
    expect(document.querySelector('#headline')!.innerHTML).toBe(
      parsed('one').querySelector('#headline')!.innerHTML,
    );
  });

  it('keeps a good page where a table of it is lost, cut or emptied', async () => {
    const before = pageOf('one');
    const stays = async (disturb: (folder: string) => void, message: RegExp) => {
      cpSync(at('one'), at('lost'), { recursive: true });
      disturb(at('lost'));
      await expect(renewReport(at('lost'), reporter)).rejects.toThrow(message);
      expect(pageOf('lost')).toBe(before);
      rmSync(at('lost'), { recursive: true });
    };
    await stays(
      folder => rmSync(join(folder, 'summary.csv')),
      /summary.csv is lost: the page stays as it is/,
    );
    await stays(folder => truncateSync(join(folder, 'flows.csv'), 40), /flows.csv is not as it was written/);
    await stays(
      folder => writeFileSync(join(folder, 'survey.csv'), ''),
      /survey.csv is not as it was written/,
    );
    // The largest table is on no page: who has no room for it may remove it.
    cpSync(at('one'), at('lost'), { recursive: true });
    rmSync(at('lost', 'trajectories.csv'));
    await renewReport(at('lost'), reporter);
    expect(pageOf('lost').length).toBeGreaterThan(before.length - 2000);
    rmSync(at('lost'), { recursive: true });
  });

  it('tells what is no output folder', async () => {
    const { code, stderr } = await project.rhizome('report', 'models');
    expect(code).toBe(2);
    expect(stderr).toContain('models is no output folder');
  });
});

/** A number as it is read, and how far it may be from the true one: half a unit of its last digit that is no round zero. */
function read(text: string): { value: number; tolerance: number } {
  const found = /^([+−]?)([\d\u00a0]*\d(?:\.(\d+))?)(?:\u00a0(%|points))?$/.exec(text);
  if (!found) throw new Error(`\`${text}\` is no number`);
  const [, sign, digits, decimals = '', unit = ''] = found;
  const scale = unit ? 0.01 : 1;
  const bare = digits.replaceAll('\u00a0', '');
  const zeros = decimals ? 0 : /0*$/.exec(bare)![0].length;
  const value = Number(bare) * scale * (sign === '−' ? -1 : 1);
  return { value, tolerance: 0.5 * 10 ** (zeros - decimals.length) * scale * (1 + 1e-9) };
}
