import { describe, expect, it } from 'vitest';
import { DiagnosticError } from '../../src/core/diagnostics.ts';
import { inlineInputs, inlineModel } from '../support/model.ts';
import { runInline } from '../support/run.ts';

const HEADER = 'table,index,label,value,unit,source_id,text';
const COLUMNS = `
age: { type: integer, range: 0..90, initial: floor(91 * uniform('a')) }
school: { type: one-of, values: [low, high], initial: pick(school) }
got: { type: number }`;

const tables = (...rows: string[]) => [HEADER, ...rows.map(row => `${row},1,A00,x`)].join('\n');

function got(expression: string, rows: string[], weeks = 1) {
  const rules = `rule: look\nset:\n  got: ${expression}`;
  const inputs = inlineInputs(
    { columns: COLUMNS, rules, parameters: { persons: 200 }, tables: tables(...rows) },
    { weeks },
  );
  return runInline(inputs).column;
}

const problem = (...rows: string[]) => {
  try {
    inlineModel({ columns: COLUMNS, tables: tables(...rows) });
  } catch (error) {
    if (error instanceof DiagnosticError) return error.problems[0];
  }
  return undefined;
};

describe('a table by an integer column', () => {
  const RISK = ['risk,age,0,0.5', 'risk,age,1..4,0.25', 'risk,age,60..90,2', 'risk,age,else,1'];

  it('has rows for single values and ranges', () => {
    const column = got('risk[age]', RISK);
    const expected = column('age').map(age => (age === 0 ? 0.5 : age <= 4 ? 0.25 : age >= 60 ? 2 : 1));
    expect(column('got')).toEqual(expected);
    expect(new Set(expected)).toEqual(new Set([0.5, 0.25, 1, 2]));
  });

  it('is looked up by any integer, beyond its ends at the end', () => {
    const column = got('risk[age + 50] + 10 * risk[age - 90]', RISK);
    expect(column('got')).toEqual(column('age').map(age => (age >= 10 ? 2 : 1) + 5));
  });

  it('crosses with labels', () => {
    const rows = [
      'pay,school*age,low*0..90,1',
      'pay,school*age,high*0..29,2',
      'pay,school*age,high*30..90,3',
    ];
    const column = got('pay[school, age]', rows);
    const school = column('school');
    expect(column('got')).toEqual(column('age').map((age, i) => (school[i] === 0 ? 1 : age < 30 ? 2 : 3)));
  });

  it.each([
    [['risk,age,0..95,1', 'risk,age,else,1'], '`0..95` is no age in table `risk`', 2],
    [['risk,age,old,1', 'risk,age,else,1'], '`old` is no age in table `risk`', 2],
    [['risk,age,0..9,1', 'risk,age,5,1', 'risk,age,else,1'], '`risk` gives `5` twice', 3],
    [['risk,age,0..9,1'], 'table `risk` has no number for every label', 2],
    [['pay,school*age,low,1'], 'a label of `pay` has 1 parts', 2],
  ])('is refused where it stands: %j', (rows, message, line) => {
    expect(problem(...rows)).toMatchObject({ message, at: { file: 'tables.csv', line } });
  });
});

describe('a table by date', () => {
  // The model begins on 2022-02-21.
  const knots = ['2022-02-01,1', '2022-03-07,3', '2022-03-21,7'];
  const rows = (index: string) => knots.map(knot => `rate,${index},${knot}`);
  const course = (index: string) =>
    [1, 2, 3, 4, 5, 6, 7].map(weeks => got('rate[week]', rows(index), weeks)('got')[0]);

  it('holds a value until the next date, and the last one on', () => {
    expect(course('date')).toEqual([1, 1, 3, 3, 7, 7, 7]);
  });

  it('goes in a straight line where it says so', () => {
    const first = [1 + (2 * 3) / 5, 1 + (2 * 4) / 5].map(Math.fround);
    expect(course('date:linear')).toEqual([...first, 3, 5, 7, 7, 7]);
  });

  it('crosses with other indexes', () => {
    const cross = ['low*2022-02-21,1', 'low*2022-02-28,2', 'high*2022-02-28,5'].map(
      knot => `fee,school*date,${knot}`,
    );
    const column = got('fee[school, week]', cross, 1);
    expect(column('got')).toEqual(column('school').map(s => (s === 0 ? 1 : 5)));
    expect(got('fee[school, week]', cross, 2)('got')).toEqual(column('school').map(s => (s === 0 ? 2 : 5)));
  });

  it('is looked up by weeks, and refuses other words for days', () => {
    expect(problem('rate,date,spring,1')).toMatchObject({ message: '`spring` is no day in table `rate`' });
    expect(problem('rate,dat,2022-03-01,1')).toMatchObject({
      message: 'unknown set `dat`',
      hint: 'did you mean `date`?',
    });
  });
});
