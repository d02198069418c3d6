import { describe, expect, it } from 'vitest';
import { DiagnosticError, textAt } from '../../../src/core/diagnostics.ts';
import { instantiate } from '../../../src/simulate/resolve.ts';
import { openTask } from '../../../src/simulate/simulate.ts';
import { type InlineModel, inlineInputs } from '../../support/model.ts';

/** 1000 agents, of whom a quarter is `tall`; every week in which `gate` is open the tall ones leave or come back. */
const MODEL: InlineModel = {
  columns: [
    'tall: { type: flag, initial: "uniform(\'tall\') < 0.25" }',
    'grade: { type: number, initial: "if(tall, 2, 0)" }',
    'steps: { type: integer, initial: 0 }',
    'team: { type: one-of, values: [red, blue], initial: "if(tall, red, blue)" }',
  ].join('\n'),
  rules: [
    'rule: walk',
    'who: tall and gate > 0.5',
    'set:',
    '  place: if(place == home, abroad, home)',
    '  steps: steps + 1',
  ].join('\n'),
  places: 'place,title,away,away_source\nhome,Home,0,A00\nabroad,Abroad,1,A00',
  networks: 'networks:\n  friends: { shape: random, degree: 4 }\n',
  more: 'fields: [gate]',
};

const WAVES = [
  'wave_id,label,field_start,field_end,n_total,n_total_status,deff,source_id,eligible',
  'V1,one,2022-03-07,2022-03-13,400,reported,1,A00,tall or not tall',
].join('\n');

/** The gate is open in weeks 2 (2022-03-07) and 4. */
const EVENTS = [14, 28].map(day => ({ kind: 'gate', fromDay: 19044 + day, toDay: 19044 + day + 6 }));

function compute(...texts: string[]): (number | string)[] {
  const inputs = inlineInputs(MODEL, { weeks: 8, events: EVENTS, study: { waves: `${WAVES}\n` } });
  const statistics = texts.map((text, k) => textAt(text, 'relations.csv', k + 2));
  const { task, resolved } = instantiate({ ...inputs, statistics }, { backend: 'js', slots: 1 });
  const result = openTask(task).run({ scenario: 'inline', replicate: 1 }, 0)!;
  return resolved.terms.map(({ unreached }, k) => unreached ?? result.statistics[k]);
}

function problemOf(text: string) {
  try {
    compute(text);
  } catch (error) {
    if (error instanceof DiagnosticError) return error.problems[0];
    throw error;
  }
  throw new Error('nothing was wrong');
}

describe('statistics of a run', () => {
  it('are none of weeks before the model, and leave such weeks out of longer spans', () => {
    const before = 'it lies before the model begins';
    expect(
      compute(
        'persons(weeks(2021-01-04, 2022-02-20), tall)',
        'rate(weeks(2021-01-04, 2022-02-20) where tall, place == abroad)',
        'peak(weeks(2022-02-21, 2022-03-13), place == abroad)',
        'peak(weeks(2021-01-04, 2021-03-14), place == abroad)',
      ),
    ).toEqual([before, before, before, before]);
    const [cut, whole] = compute(
      'persons(weeks(2021-01-04, 2022-03-13), place == abroad)',
      'persons(weeks(2022-02-21, 2022-03-13), place == abroad)',
    );
    expect(cut).toBe(whole);
    expect(whole).toBeGreaterThan(0);
  });

  it('look at everybody on a day', () => {
    const [tall, away, twice, mean] = compute(
      'persons(2022-02-21, tall)',
      'persons(2022-03-07, place == abroad)',
      'share(2022-03-24, steps == 2)',
      'mean(2022-03-24 where steps > 0, steps)',
    );
    expect(tall).toBeGreaterThan(200);
    expect(away, 'the tall are away by the end of the week').toBe(tall);
    expect(twice, 'the week of the 21st: the gate has opened again').toBeCloseTo((tall as number) / 1000, 12);
    expect(mean).toBe(2);
  });

  it('look at weeks, at what happens in them, and at the weeks beside', () => {
    const [moves, rate, early, peak, valley] = compute(
      'persons(weeks(2022-02-21, 2022-04-17), moves(home, any))',
      'rate(weeks(2022-02-28, 2022-03-13) where tall and place == home, moves(home, abroad))',
      'rate(weeks(2022-02-28, 2022-03-06) where tall and place == home, moves(home, abroad))',
      'peak(weeks(2022-03-07, 2022-03-13), moves(any, any))',
      'peak(weeks(2022-03-14, 2022-03-20), moves(any, any))',
    );
    expect(moves).toBeGreaterThan(200);
    expect([rate, early]).toEqual([0.5, 0]);
    expect([peak, valley]).toEqual([1, -1]);
  });

  it('look at the respondents that a wave drew', () => {
    const [all, tall, known] = compute(
      'share(V1, tall)',
      'share(V1 where tall, place == abroad)',
      'correlation(V1, tall, grade)',
    );
    expect(
      Math.abs((all as number) * 400 - Math.round((all as number) * 400)),
      'of 400 respondents',
    ).toBeLessThan(1e-9);
    expect(all).toBeGreaterThan(0.15);
    expect([tall, known]).toEqual([1, 1]);
  });

  it('look back', () => {
    const values = compute(
      'share(2022-03-07 where tall, ago(1, place == abroad))',
      'mean(V1 where tall, mean_over(2, steps))',
      'share(2022-02-28, ago(3, tall))',
    );
    expect(values).toEqual([0, 0.5, 'it looks back to before the model begins']);
  });

  it('count peers of a label in the base', () => {
    const [tall, mean, share] = compute(
      'persons(2022-02-21, tall)',
      'mean(2022-02-21 where tall, peers(team))',
      'slope(2022-02-21, peers(team), grade)',
    );
    expect(mean).toBe(tall);
    expect(share).toBeCloseTo(2 / ((tall as number) - (1000 - (tall as number))), 10);
  });

  it('see the network', () => {
    const [whole, without, hubs, mixing] = compute(
      'largest(2022-02-21, friends, 0)',
      'largest(2022-02-21, friends, 0.1)',
      'hubs(2022-02-21, friends, 0.1)',
      'assortativity(2022-02-21, friends, team)',
    ) as number[];
    expect(whole).toBeGreaterThan(900);
    expect(without).toBeLessThanOrEqual(900);
    expect(hubs).toBeGreaterThan(0.1);
    expect(Math.abs(mixing), 'a random network knows no teams').toBeLessThan(0.1);
  });

  it('say why a run does not reach them', () => {
    expect(compute('persons(2022-05-09, tall)', 'peak(weeks(2022-04-11, 2022-04-17), tall)')).toEqual([
      'the run ends before',
      'the run ends before',
    ]);
    expect(compute('persons(2022-02-14, tall)')).toEqual(['it lies before the model begins']);
  });

  it('refuse what they cannot mean, with its place', () => {
    expect(problemOf('share(V2, tall)')).toMatchObject({
      kind: 'unknown',
      at: { file: 'relations.csv', line: 2, column: 7 },
      expected: 'V1, a date, weeks(from, to)',
    });
    expect(problemOf('mean(V1, tal)')).toMatchObject({ message: 'unknown name `tal`', at: { column: 10 } });
    expect(problemOf('mean(V1, team)').message).toBe('a label is no number');
    expect(problemOf('persons(V1, tall)').message).toBe("`persons` can't look at this set");
    expect(problemOf('rate(2022-02-21, tall)').message).toBe("`rate` can't look at this set");
    expect(problemOf('mean(V1)').expected).toBe('mean(SET, x)');
    expect(problemOf('largest(2022-02-21, foes, 0)').message).toBe('unknown network `foes`');
    expect(problemOf('hubs(2022-02-21, friends, 2)').message).toBe('the best connected part is a share');
    expect(problemOf('mean(weeks(2022-02-21, 2022-03-13), ago(1, grade))').message).toContain('looks back');
    expect(problemOf('assortativity(2022-02-21, friends, grade)').message).toBe('labels are wanted here');
  });

  it('are computed alone when a run is for them only, to the same values', () => {
    const texts = ['persons(2022-03-07, place == abroad)', 'share(V1, tall)', 'persons(2022-04-11, tall)'];
    const inputs = inlineInputs(MODEL, { weeks: 8, events: EVENTS, study: { waves: `${WAVES}\n` } });
    const statistics = texts.map(text => textAt(text));
    const { task } = instantiate({ ...inputs, statistics }, { backend: 'js', slots: 1 });
    const { run } = openTask(task);
    const whole = run({ scenario: 'inline', replicate: 1 }, 0)!;
    const only = { weeks: 3, statistics: [0, 1] };
    const part = run({ scenario: 'inline', replicate: 1, only }, 0)!;
    expect(part.weeks).toBe(3);
    expect([...part.statistics]).toEqual([whole.statistics[0], whole.statistics[1], Number.NaN]);
    expect([part.trajectories.length, part.flows.length]).toEqual([0, 0]);
  });
});
