import { describe, expect, it } from 'vitest';
import { buildModel, NO_CHOICES } from '../../src/model/build.ts';
import { unreadParts } from '../../src/model/unread.ts';
import { problemOf } from '../io/problems.ts';
import { inlineInputs, inlineModel, modelFiles } from '../support/model.ts';
import { runInline } from '../support/run.ts';

const PLACES = 'place,title,worth,worth_source\nhome,Home,0.25,A00\nabroad,Abroad,worth_abroad,A00';
const MODEL = {
  columns: 'x: { type: number }\nplace: { type: place, initial: abroad }',
  rules: 'rule: r\nset:\n  x: worth[place]\n',
  parameters: { worth_abroad: 0.75 },
  places: PLACES,
};

describe('a cell of places.csv that names a parameter', () => {
  it('has the value of the parameter, also of one that a run gives another', () => {
    const inputs = inlineInputs(MODEL);
    expect(new Set(runInline(inputs).column('x'))).toEqual(new Set([0.75]));
    expect(new Set(runInline(inputs, { parameters: { worth_abroad: 0.5 } }).column('x'))).toEqual(
      new Set([0.5]),
    );
  });

  it('ties the cell to the parameter and makes it read', () => {
    const { tables, parameters } = inlineModel(MODEL);
    const { values, tied } = tables.find(({ name }) => name === 'worth')!;
    expect([...values!]).toEqual([0.25, 0.75]);
    expect(tied).toEqual([
      { cell: 1, parameter: parameters.findIndex(({ name }) => name === 'worth_abroad') },
    ]);
    expect(unreadParts(modelFiles(MODEL), []).map(({ name }) => name)).not.toContain('worth_abroad');
  });

  it('has the value that a scenario gives the parameter, also where the model was built before', () => {
    const files = modelFiles(MODEL);
    const worth = (parameters: Record<string, number>) =>
      buildModel(files, { ...NO_CHOICES, parameters }).tables.find(({ name }) => name === 'worth')!.values!;
    expect([[...worth({})], [...worth({ worth_abroad: 0.5 })], [...worth({})]]).toEqual([
      [0.25, 0.75],
      [0.25, 0.5],
      [0.25, 0.75],
    ]);
  });

  it('marks no set of places, whatever the default', () => {
    const marks = { ...MODEL, parameters: { worth_abroad: 1 }, places: PLACES.replace('0.25', '0') };
    expect(() => inlineModel({ ...marks, rules: 'rule: r\nset:\n  place: choose(worth, 0)\n' })).toThrow(
      /worth/,
    );
  });

  it('is refused when there is no such parameter', () => {
    const given = problemOf(() =>
      inlineModel({ ...MODEL, places: PLACES.replace('worth_abroad', 'worth_abrod') }),
    );
    expect(given).toMatchObject({
      kind: 'unknown',
      message: '`worth` needs a number or the name of a parameter',
      found: '`worth_abrod`',
      hint: 'did you mean `worth_abroad`?',
      at: { file: 'places.csv', line: 3 },
    });
  });
});

describe('the column `iso` of places.csv', () => {
  const coded = (code: string) =>
    inlineModel({
      ...MODEL,
      places: `place,title,iso,worth,worth_source\nhome,Home,DEU,1,A00\nabroad,Abroad,${code},2,A00`,
    });

  it('names the countries of places, is no table, and may be missing', () => {
    const { places, tables } = coded('');
    expect(places.iso).toEqual(['DEU', '']);
    expect(tables.map(({ name }) => name)).not.toContain('iso');
    expect(inlineModel(MODEL).places.iso).toEqual(['', '']);
  });

  it('is refused when it holds another thing than a code', () => {
    expect(problemOf(() => coded('Germany'))).toMatchObject({
      message: '`iso` is the code of a country',
      found: '`Germany`',
      at: { file: 'places.csv', line: 3, column: 15 },
    });
  });
});
