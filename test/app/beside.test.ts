import { describe, expect, it } from 'vitest';
import { found } from '../../app/answer/find.ts';
import { movesBy } from '../../app/answer/place-items.ts';
import { surveyLines } from '../../app/answer/survey.ts';
import type { Course } from '../../app/engine/messages.ts';
import { movesSince } from '../../app/engine/moves.ts';
import { conditionOf, conditions } from '../../app/question/who.ts';
import type { MetricWords } from '../../src/workflows/explore/catalogue.ts';
import type { SurveyFigure } from '../../src/workflows/explore/survey-words.ts';

describe('the survey beside the model', () => {
  const figure = (at: number, printed?: number, low?: number, high?: number) =>
    ({ at, printed, low, high, se: 0.02 }) as SurveyFigure;
  const courses = [0.4, 0.42, 0.44].map(
    value => ({ survey: Float64Array.from([value, value, Number.NaN]) }) as Course,
  );

  it('is met within two standard errors or inside a printed range, and missed outside', () => {
    const lines = surveyLines([figure(0, 0.45), figure(0, 0.47), figure(1, undefined, 0.3)], courses);
    expect(lines.map(({ median, isMiss }) => [median, isMiss])).toEqual([
      [0.42, false],
      [0.42, true],
      [0.42, false],
    ]);
    expect(lines.map(({ z }) => Math.round(10 * z) / 10)).toEqual([-1.5, -2.5, 0]);
    expect(lines[2].printed).toEqual([0.3, 1]);
  });

  it('leaves out figures that no run reaches', () => {
    expect(surveyLines([figure(2, 0.5)], courses)).toEqual([]);
  });
});

describe('moves between places', () => {
  const places = ['home', 'valley', 'hill'].map(label => ({ label, title: label, iso: '' }));
  /** Cell of [week x from x to], then persons. */
  const flows = Float64Array.from([1, 5, 2, 1, 5, 2, 10, 7, 12, 3]);

  it('are added up week by week, from each place to each', () => {
    expect([...movesSince(flows, 2, 3)]).toEqual([0, 5, 1, 0, 0, 2, 0, 0, 0, 0, 12, 1, 3, 0, 2, 0, 0, 0]);
    expect(movesSince(new Float64Array(), 1, 21)).toHaveLength(0);
  });

  it('are told from the largest on: means of runs, or differences of pairs', () => {
    const course = (factor: number) =>
      ({
        moves: movesSince(
          flows.map((value, k) => (k % 2 ? value * factor : value)),
          2,
          3,
        ),
      }) as Course;
    expect(movesBy({ places }, [course(1), course(3)], 1)).toEqual([
      { from: 'home', to: 'valley', value: 24 },
      { from: 'valley', to: 'home', value: 6 },
      { from: 'valley', to: 'hill', value: 4 },
      { from: 'home', to: 'hill', value: 2 },
    ]);
    expect(movesBy({ places }, [[course(3), course(1)] as const], 0)[0]).toEqual({
      ...{ from: 'home', to: 'valley', value: -10 },
    });
  });
});

describe('a search for an outcome', () => {
  const metrics = [
    { name: 'abroad', title: 'abroad', text: 'live in another country' },
    { name: 'learning', title: 'learning the language', text: 'of those abroad' },
    { name: 'work', title: 'emploi à l’étranger', text: '' },
  ] as MetricWords[];

  it('finds words of title, text and name by their beginnings, titles first', () => {
    expect(found(metrics, 'abr').map(({ name }) => name)).toEqual(['abroad', 'learning']);
    expect(found(metrics, 'LANG learn').map(({ name }) => name)).toEqual(['learning']);
    expect(found(metrics, 'etranger').map(({ name }) => name)).toEqual(['work']);
    expect(found(metrics, 'road')).toEqual([]);
    expect(found(metrics, ' ')).toHaveLength(3);
  });
});

describe('on whom an event acts', () => {
  const people = [
    { name: 'age', values: ['under_35', '35-49'] },
    { name: 'has_children', values: [] },
  ];

  it('is a condition of the language, and is read back', () => {
    const chosen = { age: '35-49', has_children: 'no' };
    const text = "age == '35-49' and not has_children";
    expect(conditionOf(chosen, people)).toBe(text);
    expect(conditions(text, people)).toEqual(chosen);
    expect(conditionOf({ age: 'under_35', has_children: '' }, people)).toBe('age == under_35');
    expect([conditionOf({}, people), conditions(undefined, people)]).toEqual([undefined, {}]);
  });

  it('is left as it is where it says more than a choice can', () => {
    for (const text of [
      'age == under_35 or has_children',
      'wish > 0.5',
      'age == older',
      'has_children == yes',
    ])
      expect(conditions(text, people)).toBeUndefined();
  });
});
