import { describe, expect, it } from 'vitest';
import { categoryName, standardError } from '../../../src/population/margins/margins.ts';
import { readMargins } from '../../../src/population/margins/read-margins.ts';
import { parseCsv } from '../../../src/text/csv.ts';
import { parseYaml } from '../../../src/text/yaml.ts';
import { complaint, marginsCsv, noStudy, populationYaml } from '../files.ts';

const variables = { colour: ['red', 'green', 'blue'], big: ['no', 'yes'] };
const complete = ['big,big,yes,,0.3,,100,2', 'c,colour,red,,0.5,,200', 'c,colour,green,,0.2,,200'];
const read = (...rows: string[]) => readMargins(populationYaml(variables), marginsCsv(...rows), noStudy);

describe('margins from files', () => {
  it('become one distribution each, the category left out taking the rest', () => {
    const { margins, given } = read(...complete);
    expect(margins.map(m => [m.variable, m.figures.map(f => f.id)])).toEqual([
      [1, ['big', 'big']],
      [0, ['c', 'c', 'c']],
    ]);
    [0.7, 0.3, 0.5, 0.2, 0.3].forEach((share, k) => {
      expect(given[k]).toBeCloseTo(share, 12);
    });
    const [rest, yes] = margins[0].figures;
    expect(yes).toMatchObject({
      share: 0.3,
      half: 0.005,
      n: 100,
      deff: 2,
      at: { file: 'margins.csv', line: 2 },
    });
    expect(standardError(rest)).toBeCloseTo(Math.sqrt((0.3 * 0.7 * 2) / 100), 12);
  });

  it('take share and n from the row of the study that they name', () => {
    const study = {
      profile: parseCsv('row_id,variable,share\nP01,x,0.249\n', 'profile.csv'),
      marginals: parseCsv('row_id,value,n_base\nC05,0.60,2176\n', 'marginals.csv'),
    };
    const csv = marginsCsv('b,big,yes,,,C05,,1.5', 'c,colour,red,,,P01,300', 'c,colour,green,,0.2');
    const { margins } = readMargins(populationYaml(variables), csv, study);
    expect(margins[0].figures[1]).toMatchObject({ share: 0.6, half: 0.005, n: 2176, deff: 1.5 });
    // Three printed decimals: known to half a thousandth.
    expect(margins[1].figures[0].half).toBeCloseTo(0.0005, 12);
    expect(margins[1].figures[0]).toMatchObject({ share: 0.249, n: 300 });
    expect(margins[1].figures[1].n).toBeUndefined();
    expect(standardError(margins[1].figures[1])).toBeUndefined();
  });

  it('name categories and conditions in the words of the files', () => {
    const shares = read(
      ...complete.slice(1),
      'b1,big,yes,colour=red,0.4',
      'b2,big,yes,colour=green,0.4',
      'b3,big,no,colour=blue,0.4',
    );
    expect(categoryName(shares.variables, shares.margins[1], 1)).toBe('big=yes | colour=red');
    expect(categoryName(shares.variables, shares.margins[0], 2)).toBe('colour=blue');
  });

  it('give a share of 0 or 1 a standard error too', () => {
    const figure = {
      id: 'x',
      share: 0,
      half: 0.005,
      n: 100,
      deff: 1,
      printed: true,
      at: { file: '', line: 1, column: 1 },
    };
    const p = 0.5 / 101;
    expect(standardError(figure)).toBeCloseTo(Math.sqrt((p * (1 - p)) / 100), 12);
  });
});

describe('bad margins', () => {
  const cases: [string, string[], string | RegExp][] = [
    [
      'an unknown variable',
      ['m,bigg,yes,,0.3'],
      /margins\.csv:2:3: unknown variable `bigg`.*did you mean `big`\?/,
    ],
    [
      'an unknown category',
      ['m,big,yess,,0.3'],
      /:2:7: unknown category of `big` `yess`.*did you mean `yes`\?/,
    ],
    [
      'a condition without a category',
      ['m,big,yes,colour,0.3'],
      /:2:11: a condition names one category: found colour/,
    ],
    [
      'a condition on an unknown category',
      ['m,big,yes,colour=rad,0.3'],
      /unknown category of `colour` `rad`/,
    ],
    ['a condition on itself', ['m,big,yes,big=no,0.3'], "`big` can't be its own condition"],
    ['a percentage', ['m,big,yes,,30'], /:2:12: margin m needs a share from 0 to 1: found 30/],
    ['no share', ['m,big,yes,,'], 'margin m needs a share from 0 to 1: found nothing'],
    ['no persons', ['m,big,yes,,0.3,,0'], 'margin m needs a number of persons above 0: found 0'],
    ['a bad design effect', ['m,big,yes,,0.3,,10,x'], 'margin m needs a design effect above 0: found x'],
    ['no id', [',big,yes,,0.3'], 'a margin needs an id'],
    ['an unknown row', ['m,big,yes,,,C99'], 'unknown survey_row `C99`'],
    [
      'a category given twice',
      ['m,big,yes,,0.3', 'k,big,yes,,0.4'],
      /margin k gives the share of `yes` a second time.*margin m/,
    ],
    [
      'too large a sum',
      ['m,colour,red,,0.8', 'm,colour,green,,0.3'],
      'margin m: the shares of `colour` add up to 1.1, more than 1',
    ],
    [
      'a sum below 1',
      ['m,colour,red,,0.5', 'm,colour,green,,0.2', 'm,colour,blue,,0.2'],
      'margin m: the shares of `colour` add up to 0.9 instead of 1',
    ],
    [
      'two categories left out',
      ['m,colour,red,,0.8'],
      /several categories of `colour` have no share.*green, blue/,
    ],
  ];
  for (const [what, rows, expected] of cases)
    it(`say so: ${what}`, () => {
      const text = complaint(() => read(...rows));
      if (typeof expected === 'string') expect(text).toContain(expected);
      else expect(text).toMatch(expected);
    });

  it('are told all at once', () => {
    expect(complaint(() => read('m,bigg,yes,,0.3', 'k,big,yes,,7')).split('\n')).toHaveLength(2);
  });

  it('name a variable of which no margin speaks, or only under a condition', () => {
    expect(complaint(() => read(complete[0]))).toMatch(
      /^population\.yaml:5:\d+: no margin says how `colour` is distributed/,
    );
    const partly = complaint(() => read(...complete.slice(1), 'b,big,yes,colour=red,0.4'));
    expect(partly).toContain('no margin says how `big` is distributed');
  });

  it('refuse a share beside a survey row', () => {
    const study = { ...noStudy, profile: parseCsv('row_id,share\nP01,0.2\n', 'profile.csv') };
    const csv = marginsCsv('m,big,yes,,0.3,P01');
    const text = complaint(() => readMargins(populationYaml(variables), csv, study));
    expect(text).toContain('margin m has a share of its own beside the one of survey_row P01');
  });

  it('refuse a misspelt key of population.yaml, or a missing one', () => {
    const document = parseYaml('persons: pool\nvariable: {}\n', 'population.yaml')[0];
    const text = complaint(() => readMargins(document, marginsCsv(), noStudy));
    expect(text).toMatch(/population\.yaml:2:1: unknown key `variable`.*did you mean `variables`\?/);
    expect(text).toContain('`relative_departure` is missing');
  });

  it('refuse variables without two different categories', () => {
    const text = complaint(() =>
      readMargins(populationYaml({ one: ['a'], two: ['b', 'b'] }), marginsCsv(), noStudy),
    );
    expect(text).toContain('`one` needs a list of 2 to 256 categories');
    expect(text).toContain('`two` has a category twice');
  });
});
