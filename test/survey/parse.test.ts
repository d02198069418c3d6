import { describe, expect, it } from 'vitest';
import { isoDay } from '../../src/core/calendar.ts';
import { marginsOf, printedShares, weekAsked } from '../../src/survey/lookup.ts';
import { problemsOf, problemsWhen, readStudy, study, TABLES } from './studies.ts';

describe('a study', () => {
  it('knows its waves, with expressions kept as text in their place', () => {
    const { waves } = study();
    expect(waves.map(w => w.id)).toEqual(['A', 'B']);
    expect(isoDay(waves[0].askedDay)).toBe('2022-03-31');
    expect(waves[0]).toMatchObject({
      respondents: 2176,
      panel: 0,
      planned: false,
      deff: 1,
      stays: undefined,
    });
    expect(waves[1]).toMatchObject({ respondents: 3000, panel: 900, planned: true, deff: 1.5 });
    expect(waves[1].stays).toMatchObject({ text: 'if(back, 0.5, 1)', file: 'waves.csv' });
    const column = TABLES.waves.split('\n')[2].indexOf('if(back') + 1;
    expect(waves[1].stays?.lines).toEqual([{ offset: 0, line: 3, column }]);
  });

  it('knows its items; one without an operator is not reached', () => {
    const [tied, low, later] = study().items;
    expect(tied.operator?.text).toBe('ties');
    expect(low).toMatchObject({ responses: ['top2', 'bottom2'], comparableGroup: 'mood' });
    expect(low.cut?.text).toBe('low_cut');
    expect([later.base, later.operator, later.cut]).toEqual([undefined, undefined, undefined]);
  });

  it('knows its figures: a share has a value, a bound has ends', () => {
    const { margins, profile, flows, relations, sources } = study();
    expect(margins[3]).toMatchObject({ row: 'R4', subgroup: 'tied=no', value: 0.34, low: undefined, n: 870 });
    expect(margins[4]).toMatchObject({ value: undefined, low: 0.5, high: 1, qualifier: 'majority' });
    expect(profile[0]).toMatchObject({ variable: 'age_mean', value: 32, wave: 'A', n: undefined });
    expect(profile[0].operator?.text).toBe('age');
    expect(flows.map(f => [f.value, f.low, f.high, f.se])).toEqual([
      [650000, undefined, undefined, 65000],
      [undefined, 500000, undefined, undefined],
      [-9, -10, 10, 5],
    ]);
    expect(relations[0]).toMatchObject({ sign: '+', sourceId: 'S1' });
    expect(sources.get('S1')).toEqual({ title: 'First', address: 'example.org', note: '' });
  });

  it('can do without the columns that only a model needs, and without a panel', () => {
    const waves = TABLES.waves
      .split('\n')
      .map(line => line.split(',').slice(0, 13).join(','))
      .join('\n');
    const items =
      'item_id,construct,kind,responses\ntied,t,state,yes\nlow,l,state,top2|bottom2\nlater,x,state,yes';
    const bare = study({ waves, items });
    expect(bare.waves[1]).toMatchObject({ eligible: undefined, inclusion: undefined, stays: undefined });
    expect(bare.items.map(item => item.operator)).toEqual([undefined, undefined, undefined]);
  });
});

describe('a wrong cell is a problem that says where, what and what else', () => {
  const cases: [Parameters<typeof problemsOf>, string, string, string?][] = [
    [['waves', '2022-04-04', '2022-02-30'], 'waves.csv:2', 'is no date'],
    [['waves', '2022-04-04', '2022-03-01'], 'waves.csv:2', 'ends before it begins'],
    [['waves', '2176', '2,176'.replace(',', ' ')], 'waves.csv:2', "can't be 2 176"],
    [['waves', '2176', '2176.5'], 'waves.csv:2', 'a whole number from 1 to 10000000'],
    [['waves', 'reported,,1', 'told,,1'], 'waves.csv:2', 'unknown `n_total_status`'],
    [['waves', 'reported,,1', 'reported,,0'], 'waves.csv:2', 'a number above 0'],
    [['waves', 'reported,,1', 'reported,50,1'], 'waves.csv:2', 'no wave before'],
    [['waves', ',900,', ',2500,'], 'waves.csv:3', 'at most 2176'],
    [['waves', '3000,planned', '3e9,planned'], 'waves.csv:3', "`n_total` can't be 3e9"],
    [['waves', '3000,planned', '800,planned'], 'waves.csv:3', 'at most `n_total`, 800'],
    [['waves', 'B,second', 'A,second'], 'waves.csv:3', 'is here twice, first in line 2'],
    [
      ['waves', 'planned,900,1.5,S1', 'planned,900,1.5,S2'],
      'waves.csv:3',
      'unknown source',
      'did you mean `S1`?',
    ],
    [['waves', 'field_start', 'field_begin'], 'waves.csv:1:1', 'column `field_start` is missing'],
    [
      ['waves', 'eligible,inclusion', 'eligable,inclusion'],
      'waves.csv:1:1',
      'unknown column `eligable`',
      'did you mean `eligible`?',
    ],
    [['items', 'top2|bottom2', 'top2|top2'], 'items.csv:3', 'empty or repeated'],
    [['items', ',ties,', ',,cut_a'], 'items.csv:2', 'a cut without an operator'],
    [['items', ',3,mood', ',three,mood'], 'items.csv:3', "`reference_months` can't be three"],
    [['items', 'state,4-point', ',4-point'], 'items.csv:3', '`kind` is empty'],
    [['marginals', 'R2,A', 'R2,C'], 'marginals.csv:3:4', 'unknown wave', 'did you mean `A`?'],
    [['marginals', 'A,tied', 'A,tie'], 'marginals.csv:2:6', 'unknown item', 'did you mean `tied`?'],
    [['marginals', 'yes,0.60', 'yes,60'], 'marginals.csv:2', 'a number from 0 to 1'],
    [['marginals', 'yes,0.60', 'yes,'], 'marginals.csv:2', '`value` is empty'],
    [['marginals', 'yes,0.60', 'no,0.60'], 'marginals.csv:2', '`tied` has no response `no`'],
    [['marginals', 'R2,', 'R1,'], 'marginals.csv:3:1', 'is here twice'],
    [
      ['marginals', 'tied=no', 'tied=not'],
      'marginals.csv:5',
      '`tied` has no answer `not`',
      'did you mean `no`?',
    ],
    [['marginals', 'tied=no', 'tied no'], 'marginals.csv:5', 'not a subgroup'],
    [['marginals', 'share,about', 'share,roughly'], 'marginals.csv:7', 'unknown `qualifier`'],
    [
      ['marginals', 'share,exact', 'shares,exact'],
      'marginals.csv:2',
      'unknown `value_kind`',
      'did you mean `share`?',
    ],
    [['marginals', '0.50,1', '0.50,0.4'], 'marginals.csv:6', 'the interval is empty'],
    [['marginals', '0.50,1', ',1'], 'marginals.csv:6', '`interval_low` is empty'],
    [['marginals', 'yes,,bound', 'yes,0.7,bound'], 'marginals.csv:6', 'a bound has no value'],
    [['marginals', 'derived,,,870', 'derived,0.3,,870'], 'marginals.csv:5', 'a share has no interval'],
    [['marginals', ',,348', ',,2500'], 'marginals.csv:7', 'at most 2176'],
    [['marginals', 'context', 'contxt'], 'marginals.csv:7', 'unknown `use`', 'did you mean `context`?'],
    [['marginals', 'context', 'calibrate'], 'marginals.csv:7', '`R6` and `R5` are figures of one share'],
    [
      ['marginals', 'R3,A,low,tied=yes,top2', 'R3,A,low,all,bottom2'],
      'marginals.csv:4',
      '`R3` is what `R2` leaves of 1, and both are to be fitted',
    ],
    [['profile', 'S1,,A,age', 'S1,,C,age'], 'profile.csv:2', 'unknown wave', 'did you mean `A`?'],
    [['profile', 'S1,,A,age', 'S1,,,age'], 'profile.csv:2', 'an operator without a wave'],
    [['profile', 'age_mean', 'age'], 'profile.csv:2', 'a number from 0 to 1'],
    [
      ['flows', 'left,persons,count(left),650', 'came,persons,count(left),650'],
      'flows.csv:2',
      'unknown `measure`',
    ],
    [
      ['flows', 'left,persons,count(left),650', 'stock,persons,count(left),650'],
      'flows.csv:2',
      'a stock is counted at the end of one day 2022-02-24',
    ],
    [['flows', '65000,S1', ',S1'], 'flows.csv:2', 'the standard error'],
    [['flows', ',500000,', ',,'], 'flows.csv:3', 'no figure'],
    [['flows', '-9,-10', '-11,-10'], 'flows.csv:4', 'value_low <= value <= value_high'],
    [['relations', '+,data', 'up,data'], 'relations.csv:2', 'unknown `sign`'],
    [['sources', '2022-12,', 'December,'], 'sources.csv:2', 'is no date'],
  ];
  for (const [[table, from, to], place, message, hint] of cases) {
    it(`${table}: ${from} -> ${to}`, () => {
      const [problem, ...others] = problemsOf(table, from, to);
      const at = problem.at!;
      expect(`${at.file}:${at.line}:${at.column}:`).toContain(`${place}:`);
      const text = `${problem.message} ${problem.expected ?? ''}`;
      expect([text, ...others.map(o => o.message)].join('\n')).toContain(message);
      if (hint) expect([problem, ...others].map(p => p.hint)).toContain(hint);
    });
  }

  it('points at the cell itself', () => {
    const [problem] = problemsOf('marginals', 'share,about', 'share,roughly');
    const column = TABLES.marginals.split('\n')[6].indexOf('about') + 1;
    expect(problem).toMatchObject({ found: 'roughly', at: { file: 'marginals.csv', line: 7, column } });
  });

  it('tells all of a table at once', () => {
    const marginals = TABLES.marginals
      .replace('yes,0.60', 'yes,60')
      .replace('0.50,1', '0.50,2')
      .replace('R4,A', 'R4,Z');
    expect(problemsWhen(() => study({ marginals })).map(p => p.at?.line)).toEqual([2, 5, 6]);
  });
});

describe('the studies of the project', () => {
  it('are understood', () => {
    const outrush = readStudy('outrush-2022');
    expect(outrush.id).toBe('outrush-2022');
    expect([outrush.waves.length, outrush.items.length, outrush.margins.length]).toEqual([6, 39, 53]);
    expect([outrush.profile.length, outrush.flows.length, outrush.relations.length]).toEqual([13, 24, 42]);
    const german = readStudy('ukrainians-in-germany-2022');
    expect([german.waves.length, german.items.length, german.margins.length]).toEqual([2, 9, 8]);
    expect([german.flows.length, german.relations.length]).toEqual([4, 0]);
  });
});

describe('looking things up', () => {
  it('puts a wave into the week of the middle of its fieldwork', () => {
    const monday = 19044; // 2022-02-21
    expect(isoDay(monday)).toBe('2022-02-21');
    expect(study().waves.map(wave => weekAsked(wave, { startDay: monday }))).toEqual([5, 26]);
  });

  it('puts the figure to be fitted first', () => {
    const share = { wave: 'A', item: 'later', subgroup: 'all', response: 'yes' };
    expect(marginsOf(printedShares(study()), share).map(m => m.row)).toEqual(['R5', 'R6']);
    expect(marginsOf(printedShares(study()), { ...share, response: 'no' })).toEqual([]);
  });

  it('takes a share of the profile as a figure of its wave, never to be fitted', () => {
    const share = { wave: 'A', item: 'married', subgroup: 'all', response: 'yes' };
    expect(marginsOf(printedShares(study()), share)).toMatchObject([
      { row: 'P2', value: 0.39, n: 1700, use: 'context' },
    ]);
    expect(printedShares(study()).map(m => m.row)).toEqual(['R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7', 'P2']);
  });
});
