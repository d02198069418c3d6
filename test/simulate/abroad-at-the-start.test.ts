import { describe, expect, it } from 'vitest';
import { resolveScenario } from '../../src/simulate/resolve.ts';
import { inlineInputs, inlineModel } from '../support/model.ts';
import { runInline } from '../support/run.ts';
import { WORLD } from './abroad.ts';

const sum = (values: readonly number[]) => values.reduce((total, x) => total + x, 0);

describe('people abroad at the start', () => {
  it('are where their margin says, for as long as their dates say, and nobody is lost', () => {
    const run = runInline(inlineInputs(WORLD, { weeks: 12 }));
    expect(new Set(run.series('people'))).toEqual(new Set([1000]));
    // Half of 100 and a quarter of 200 came in the week of 2014-06-16, which is 402 weeks before that of 2022-02-28.
    expect(run.series('came_back').slice(0, 3)).toEqual([0, 100, 100]);
    // The others came in the week of 2022-01-17, five before the first.
    run.series('weeks_of_late').forEach((weeks, week) => expect(weeks).toBeCloseTo(week + 5, 4));
  });

  it('are in stocks from the eve on, and in the flows and durations of waves', () => {
    const row = (id: string, day: string, measure: string, operator: string) =>
      `${id},all,${day},${day},${measure},persons,"${operator}",5,1,,,A00,context,`;
    const places = ['home', 'north', 'south'];
    const flows = [
      'row_id,country,period_start,period_end,measure,unit,operator,value,se,value_low,value_high,source_id,use,note',
      ...['2022-02-20', '2022-05-15'].flatMap(day =>
        places.map(place => row(place + day, day, 'stock', `stock(${place})`)),
      ),
    ].join('\n');
    const waves =
      'wave_id,label,field_start,field_end,n_total,n_total_status,deff,source_id,eligible\nW1,first,2022-03-21,2022-03-27,50,reported,1,A00,\n';
    const items =
      'item_id,construct,kind,responses,base,operator,cut\nlong,is there for long,state,yes|no,,back == 0 and week - since > 400,\nearlier,came before,state,yes|no,,"ago(4, since) == 2014-06-16",\n';
    const inputs = inlineInputs(WORLD, { weeks: 12, study: { flows: `${flows}\n`, waves, items } });
    const { result, series } = runInline(inputs);
    expect(result.figures.slice(0, 3)).toEqual(Float64Array.of(700, 200, 100));
    expect(sum([...result.figures.slice(3)])).toBe(1000);
    expect(result.figures[4]).toBe(series('in_north').at(-1));
    const { survey } = resolveScenario(inputs).frame;
    const share = (item: string) =>
      result.surveyValues[
        survey.findIndex(one => one.mode === 'expected' && one.item === item && one.response === 'yes')
      ];
    // In the first week some of the 100 moved on; all the others were still there, and went home a week later.
    expect(share('earlier')).toBeLessThan(0.1 + 1e-6);
    expect(share('earlier')).toBeGreaterThan(0.085);
    expect(share('long')).toBe(0);
  });

  it('are refused when a date is earlier than the column can hold, and labels that the column lacks', () => {
    const early = WORLD.columns.replace('2014-01-01', '2020-01-06');
    expect(() => runInline(inlineInputs({ ...WORLD, columns: early }))).toThrow(
      /`since`.*(can't hold such an integer)/s,
    );
    const drawn = {
      columns: 'since: { type: week, earliest: 2022-01-03, initial: "0 - floor(20 * uniform(\'x\'))" }',
    };
    expect(() => runInline(inlineInputs(drawn))).toThrow(
      /`initial\/since` gave `since` of agent \d+ a week that it can't hold.*none before that of 2022-01-03/s,
    );
    for (const [earliest, why] of [
      ['2022-03-01', 'not before the first week'],
      ['1300-01-01', 'too long ago'],
      ['monday', 'no day of the calendar'],
    ])
      expect(() => inlineModel({ columns: `since: { type: week, earliest: ${earliest} }` })).toThrow(why);
    expect(() => inlineModel({ columns: 'since: { type: integer, earliest: 2020-01-01 }' })).toThrow(
      'is no time',
    );
    const places = 'place,title\nhome,Home\nnorth,North\neast,East';
    expect(() => runInline(inlineInputs({ ...WORLD, places }))).toThrow(
      /population.yaml:6:24: the column `place` has no label `south`/,
    );
  });

  it('may come later with a date of their own', () => {
    const entrants =
      'from,to,persons,since,place,source_id\n2022-02-21,2022-02-27,10,2021-02-22,abroad,A00\n2022-02-21,2022-02-27,5,-3,abroad,A00';
    const run = runInline(
      inlineInputs({
        columns: 'since: { type: week, earliest: 2021-01-04 }',
        entrants,
        metrics: 'year:\n  persons: week - since == 52\nweeks:\n  persons: week - since == 3',
      }),
    );
    expect(run.series('year')[0]).toBe(10);
    expect(run.series('weeks')[0]).toBe(5);
  });

  it('are refused as parents whose children lack what others have from the survey', () => {
    const rules = `${WORLD.rules}\n---\nrule: bear\nchance: 0.1\nbirths:\n  set: { back: 0 }`;
    const made = () => inlineModel({ ...WORLD, rules, more: 'capacity: 100' });
    expect(made).toThrow('a child has no `place`, `arrived`, which others have from the survey');
  });
});
