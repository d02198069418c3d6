import { describe, expect, it } from 'vitest';
import { type Step, WEEKS_IN } from '../../src/core/calendar.ts';
import { fieldsOf } from '../../src/engine/state/run-setup.ts';
import { buildModel, NO_CHOICES } from '../../src/model/build.ts';
import { resolveScenario } from '../../src/simulate/resolve.ts';
import { problemOf } from '../io/problems.ts';
import { IDLE, type InlineModel, inlineInputs, inlineModel, modelFiles } from '../support/model.ts';
import { runInline } from '../support/run.ts';

/** A Monday, and the first day of a month and year. */
const STARTS = '2018-01-01';
const by = (step: Step) => ({ step, starts: STARTS });
const YEAR = WEEKS_IN.year;
/** Steps of about `years`. */
const stepsOf = (step: Step, years: number) => Math.round((years * YEAR) / WEEKS_IN[step]);

describe('a rate', () => {
  it('approaches the same, whatever the step: exactly by per_.., and by each_.. with an error of the order of the step', () => {
    const columns = 'x: { type: number }\ngrown: { type: number, initial: 0.05 }\nage: { type: number }';
    const rules = `rule: go
set:
  x: x + per_month(0.1) * (1 - x)
  grown: grown + each_year(1.5) * grown * (1 - grown)
  age: age + each_year(1)`;
    const errorOf = (step: Step) => {
      const weeks = stepsOf(step, 2);
      const { column } = runInline(
        inlineInputs({ columns, rules, clock: by(step), parameters: { persons: 1 } }, { weeks }),
      );
      const [[x], [grown], [age]] = ['x', 'grown', 'age'].map(column);
      const years = (weeks * WEEKS_IN[step]) / YEAR;
      expect(x).toBeCloseTo(1 - Math.exp(-0.1 * 12 * years), 5);
      expect(age).toBeCloseTo(years, 3);
      return 1 / (1 + 19 * Math.exp(-1.5 * years)) - grown;
    };
    const [day, week, month] = (['day', 'week', 'month'] as const).map(errorOf);
    expect(week).toBeGreaterThan(0.0005);
    expect(week / day).toBeGreaterThan(6);
    expect(week / day).toBeLessThan(8);
    expect(month / week).toBeGreaterThan(3.9);
    expect(month / week).toBeLessThan(4.8);
  });

  it('halves in a half-life', () => {
    const columns = 'x: { type: number, initial: 1 }';
    const rules = 'rule: forget\nset:\n  x: x * pow(0.5, each_month(1) / 6)';
    for (const [step, weeks] of [
      ['day', 183],
      ['month', 6],
      ['year', 1],
    ] as const) {
      const { column } = runInline(inlineInputs({ columns, rules, clock: by(step) }, { weeks }));
      expect(column('x')[0]).toBeCloseTo(step === 'year' ? 0.25 : 0.5, step === 'day' ? 2 : 5);
    }
  });
});

describe('chances', () => {
  const PERSONS = 4000;
  const near = (share: number, expected: number) =>
    expect(Math.abs(share - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / PERSONS));
  const columns = 'gone: { type: one-of, values: [no, a, b], initial: no }';
  const share = (values: readonly number[], label: number) =>
    values.filter(value => value === label).length / PERSONS;
  const run = (rules: string, step: Step, years: number) =>
    runInline(
      inlineInputs(
        { columns, rules, clock: by(step), parameters: { persons: PERSONS } },
        { weeks: stepsOf(step, years) },
      ),
    ).column('gone');

  it.each(['day', 'month', 'year'] as const)(
    'of a hazard, of a chance and of competing risks are those of the same time by %s',
    step => {
      const years = 2;
      const hazard = run('rule: go\nwho: gone == no\nchance: per_year(0.4)\nthen:\n  gone: a', step, years);
      near(share(hazard, 1), 1 - Math.exp(-0.4 * years));
      const chance = run(
        'rule: go\nwho: gone == no\nchance: 0.02\nper: month\nthen:\n  gone: a',
        step,
        years,
      );
      near(share(chance, 1), 1 - 0.98 ** (12 * years));
      const options = `rule: go\nwho: gone == no\nper: week\none_of:
  a: { utility: -6, then: { gone: a } }
  b: { utility: -5, then: { gone: b } }`;
      const [a, b] = [1, 2].map(label => share(run(options, step, years), label));
      const weights = Math.exp(-6) + Math.exp(-5);
      const left = 1 - (1 + weights) ** (-YEAR * years);
      near(a + b, left);
      near(a, (left * Math.exp(-6)) / weights);
    },
  );

  it('of one stay one, and of none stay none', () => {
    const rules = 'rule: go\nwho: gone == no\nchance: if(place == home, 1, 0)\nper: month\nthen:\n  gone: a';
    expect(share(run(rules, 'month', 1), 1)).toBe(1);
    const never = 'rule: go\nper: week\none_of:\n  a: { when: place != home, utility: 3, then: { gone: a } }';
    expect(share(run(never, 'day', 0.05), 1)).toBe(0);
  });

  it('that are no number stop the run', () => {
    const rules = 'rule: go\nchance: log(0 / x)\nper: month\nthen:\n  place: home';
    const inputs = inlineInputs({ columns: 'x: { type: number }', rules, clock: by('day') }, { weeks: 1 });
    expect(() => runInline(inputs)).toThrow(/the chance is no number/);
  });
});

describe('times', () => {
  const columns = `
since: { type: month, initial: 2018-03-20 }
told: { type: week }
months: { type: integer }
weeks: { type: integer }
late: { type: flag }
rate: { type: number }`;
  const rules = `rule: go
set:
  months: max(month - since, 0)
  weeks: week
  told: week
  late: month >= 2018-05-17
  rate: series[month]`;
  const tables =
    'table,index,label,value,unit,source_id,text\nseries,date,2018-01-01,1,1,A00,\nseries,date,2018-05-17,2,1,A00,';

  it('are dates, steps and weeks', () => {
    const see = (weeks: number) => {
      const { column } = runInline(inlineInputs({ columns, rules, tables, clock: by('month') }, { weeks }));
      return ['since', 'months', 'weeks', 'late', 'rate'].map(name => column(name)[0]);
    };
    // In April (month 3), a quarter of a year or 13 weeks after the start; then in May, which holds the 17th.
    expect(see(4)).toEqual([2, 1, 13, 0, 1]);
    expect(see(5)).toEqual([2, 2, 17, 1, 2]);
  });

  it('in weeks are the same by days', () => {
    const given = {
      columns: 'since: { type: week, initial: 2018-01-17 }\nlong: { type: flag }\nlater: { type: flag }',
      rules: 'rule: go\nset:\n  long: week - since >= 2\n  later: day >= 2018-01-31 and week >= 2018-01-31',
      clock: by('day'),
    };
    const see = (weeks: number) => {
      const { column } = runInline(inlineInputs(given, { weeks }));
      return ['since', 'long', 'later'].map(name => column(name)[0]);
    };
    // 17 January is in week 2, which ends on the 21st; week 4 begins on 29 January, the 29th day.
    expect(see(28)).toEqual([2, 0, 0]);
    expect(see(29)).toEqual([2, 1, 0]);
    expect(see(31)).toEqual([2, 1, 1]);
  });
});

describe('what is dated', () => {
  it('counts by its days in a step: events, entrants and windows of figures', () => {
    const model: InlineModel = {
      columns: 'seen: { type: number }',
      rules:
        'rule: look\nset:\n  seen: war\n---\nrule: leave\nwho: place == home\nchance: 1\nthen:\n  place: abroad',
      metrics: 'people:\n  persons: seen >= 0\nabroad:\n  persons: place == abroad',
      entrants: 'from,to,persons,per,place,source_id,text\n2018-01-16,2018-03-10,54,,home,A00,a person a day',
      more: 'fields: [war]',
      clock: by('month'),
      parameters: { persons: 31 },
    };
    const flows = `row_id,country,period_start,period_end,measure,unit,operator,value,value_low,value_high,se,source_id,use,note
F1,abroad,2018-01-11,2018-01-20,entries,persons,"moves(home, abroad)",5,,,1,A00,context,
`;
    const day = (text: string) => Date.parse(text) / 86_400_000;
    const events = [{ kind: 'war', fromDay: day('2018-01-11'), toDay: day('2018-01-20') }];
    const inputs = inlineInputs(model, { weeks: 3, events, study: { flows } });
    const resolved = resolveScenario(inputs);
    const [{ values }] = fieldsOf(resolved.model, inputs.scenario, 3).scalars;
    expect([...values]).toEqual([Math.fround(10 / 31), 0, 0]);
    const { series, result } = runInline(inputs);
    // 16, 28 and 10 days; the start of a row is drawn, so a count may be one less or more.
    const people = series('people');
    for (const [month, count] of [31 + 16, 31 + 16 + 28, 31 + 16 + 28 + 10].entries())
      expect(Math.abs(people[month] - count)).toBeLessThanOrEqual(1);
    // The first 31 leave in January, of whose days ten lie in the window.
    expect(result.figures[0]).toBeCloseTo(10, 6);
  });

  it('is asked in the step that holds the middle of a wave; looking back is in weeks', () => {
    const study = {
      waves: `wave_id,label,field_start,field_end,mode,sampling,eligibility,n_total,n_total_status,n_panel_from_previous,deff,source_id,note
W1,one,2019-02-10,2019-03-20,web,all,,1000,reported,,1,A00,
`,
      items: `item_id,construct,kind,scale,responses,base,horizon_months,reference_months,comparable_group,operator_hint,operator,cut
I1,stay,fact,yes_no,yes|no,,,,,,"ago(52, month == 2018-03-15)",
`,
      marginals: `row_id,wave_id,item_id,subgroup,response,value,value_kind,qualifier,interval_low,interval_high,n_base,n_base_status,source_id,quote,use,note
M1,W1,I1,all,yes,1,share,exact,,,1000,reported,A00,q,context,
`,
    };
    const model = { columns: 'x: { type: number }', rules: IDLE, clock: by('month') };
    const inputs = inlineInputs(model, { weeks: 16, study });
    const { result } = runInline(inputs);
    const { survey } = resolveScenario(inputs).frame;
    const found = survey.map(({ response, mode }, k) => `${response} ${mode} ${result.surveyValues[k]}`);
    expect(found).toEqual(['yes drawn 1', 'yes expected 1', 'no drawn 0', 'no expected 0']);
  });
});

describe('a model with another step refuses', () => {
  const columns = 'x: { type: number }';
  const problem = (given: Partial<InlineModel>) =>
    problemOf(() => inlineModel({ columns, clock: by('month'), ...given }));
  const rule = (text: string, more: Partial<InlineModel> = {}) =>
    problem({ rules: `rule: r\n${text}`, ...more });

  it.each([
    [
      'chance: 0.1\nthen:\n  x: 1',
      "`chance` doesn't say for how long a time it is, and a step of this model is a month",
    ],
    ['one_of:\n  a: { utility: -6, then: { x: 1 } }', "`one_of` doesn't say for how long a time it is"],
    [
      'chance: per_week(0.1)\nper: week\nthen:\n  x: 1',
      '`chance` is converted to a step by `per` and within itself',
    ],
    ['per: week\nset:\n  x: 1', '`per` says for how long a time a chance is, and there is none'],
    ['set:\n  x: year', 'a step of this model is a month: it has no `year`'],
    ['set:\n  x: if(month - week > 2, 1, 0)', "weeks and months don't mix"],
    ['set:\n  x: if(week >= month, 1, 0)', "months and weeks don't mix"],
  ])('%s', (text, message) => {
    expect(rule(text).message).toContain(message);
  });

  it('rates of another unit that nothing converts', () => {
    const more = { parameters: { pull: 0.1 }, units: { pull: 'per week' } };
    const found = rule('set:\n  x: x + pull * (1 - x)', more);
    expect(found.message).toBe('`pull` is per week, and a step of this model is a month');
    expect(found.expected).toContain('each_week(pull)');
    for (const text of ['set:\n  x: x + per_week(pull) * (1 - x)', 'chance: pull\nper: week\nthen:\n  x: 1'])
      expect(inlineModel({ columns, clock: by('month'), ...more, rules: `rule: r\n${text}` }).step).toBe(
        'month',
      );
    expect(
      inlineModel({
        columns,
        clock: { step: 'week', starts: STARTS },
        ...more,
        rules: 'rule: r\nset:\n  x: pull',
      }).step,
    ).toBe('week');
  });

  it('times of other steps, and names that are words for its own', () => {
    expect(problem({ columns: 't: { type: day }' }).message).toContain('a step of the model is a month');
    expect(problem({ columns: 'month: { type: number }' }).message).toBe('no expression can name this name');
    expect(inlineModel({ columns: 'month: { type: number }' }).columns.length).toBe(2);
  });

  it.each([
    [{ step: 'month', starts: '2018-01-15' }, '`starts` is not the first of a month'],
    [{ step: 'week', starts: '2018-01-03' }, '`starts` is no Monday'],
    [{ step: 'fortnight', starts: STARTS }, "`step` can't be"],
    [{ step: 'day', starts: '2018-02-30' }, '`starts` is no day of the calendar'],
  ])('%o', (clock, message) => {
    const files = modelFiles({ columns, rules: IDLE, clock: clock as InlineModel['clock'] });
    expect(problemOf(() => buildModel(files, NO_CHOICES)).message).toContain(message);
  });
});
