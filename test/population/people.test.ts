import { describe, expect, it } from 'vitest';
import { seedKey } from '../../src/core/random/streams.ts';
import { synthesise } from '../../src/population/synthesise.ts';
import { parseCsv } from '../../src/text/csv.ts';
import { marginsCsv, noStudy, populationYaml } from './files.ts';

const VARIABLES = { sex: ['f', 'm'], school: ['low', 'high'] };
/** Rows of a survey; the same kind may be there more than once. */
const SURVEY = ['f,low,100', 'f,high,150', 'f,high,150', 'm,low,350', 'm,high,250'];

function made(rows: readonly string[], margins: readonly string[] | undefined, agents = 1000) {
  const { columns, ...rest } = synthesise({
    files: {
      population: populationYaml(VARIABLES),
      people: parseCsv(`${['sex,school,weight', ...rows].join('\n')}\n`, 'people.csv'),
      ...(margins && { margins: marginsCsv(...margins) }),
    },
    study: noStudy,
    networks: [],
    communitySize: 100,
    agents,
    personsPerAgent: 10,
    relativeDeparture: () => 1,
    seed: seedKey('people'),
  });
  const [sex, school] = ['sex', 'school'].map(name => [...columns.get(name)!]);
  const count = (a: number, b: number) => sex.filter((code, k) => code === a && school[k] === b).length;
  return { ...rest, cells: [count(0, 0), count(0, 1), count(1, 0), count(1, 1)] };
}

describe('people from weighted rows', () => {
  it('have the kinds of the rows, by their weights, in whole agents', () => {
    expect(made(SURVEY, undefined).cells).toEqual([100, 300, 350, 250]);
    expect(made(SURVEY, undefined, 10).cells.reduce((a, b) => a + b)).toBe(10);
  });

  it('meet margins where there are some, and keep how variables go together', () => {
    const { cells } = made(SURVEY, ['s,sex,f,,0.6,,', 'e,school,high,,0.4,,'], 100_000);
    const [a, b, c, d] = cells;
    expect([(a + b) / 100_000, (b + d) / 100_000].map(x => x.toFixed(3))).toEqual(['0.600', '0.400']);
    // Proportional fitting keeps the odds ratio.
    expect((a * d) / (b * c)).toBeCloseTo((100 * 250) / (300 * 350), 2);
  });

  it('have the margins that nothing else says, told beside the others', () => {
    const { cells, margins } = made(SURVEY, ['s,sex,f,,0.6,,']);
    expect(cells[1] + cells[3]).toBe(550);
    expect(margins.map(({ margin, category, given }) => [margin, category, given])).toContainEqual([
      'school of people',
      'school=high',
      0.55,
    ]);
  });

  it.each([
    ['an unknown category', ['f,middle,1'], 'people.csv:2:3: unknown category of `school`: found `middle`'],
    ['a weight below 0', ['f,low,1', 'm,low,-1'], 'people.csv:3:7: a weight is not below 0'],
    ['weights of 0', ['f,low,0'], 'no row has a weight above 0'],
  ])('are refused with %s', (_, rows, message) => {
    expect(() => made(rows, undefined)).toThrow(message);
  });

  it('are refused where margins ask for kinds that no row has', () => {
    expect(() => made(['f,low,1', 'm,low,1'], ['e,school,high,,0.4,,'])).toThrow(/school=high|school/);
  });
});
