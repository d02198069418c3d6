import { describe, expect, it } from 'vitest';
import { dependenciesOf } from '../../../src/report/model-page/dependencies.ts';
import { feedbackLoops } from '../../../src/report/model-page/feedback.ts';
import { blankProse, docsPage } from '../../../src/report/model-page/page.ts';
import { openWorld } from '../../../src/report/model-page/world.ts';
import { inlineModel, modelFiles } from '../../support/model.ts';

const model = inlineModel({
  columns: 'fear: { type: number }\ncalm: { type: flag }',
  rules: `
rule: fear
set:
  fear: share(calm, place == home)
---
rule: leave
who: place == home and fear > 0.5
chance: 0.1 * total(place == abroad)
then:
  place: abroad
---
rule: worry
set:
  fear: fear + mean(everybody where place == my.place, fear, 0)`,
});

describe('feedback of totals', () => {
  it('goes the shortest way from a total to what it counts, rule by rule', () => {
    expect(feedbackLoops(model)).toEqual([
      ['share(calm, place == home)', 'fear', 'fear', 'leave', 'place', 'share(calm, place == home)'],
      ['total(place == abroad)', 'leave', 'place', 'total(place == abroad)'],
      [
        'mean(everybody where place == my.place, fear, 0)',
        'worry',
        'fear',
        'mean(everybody where place == my.place, fear, 0)',
      ],
    ]);
  });

  it('goes by way of those who enter, where a total says how many do', () => {
    const entering = inlineModel({
      columns: 'x: { type: number }',
      rules: 'rule: look\nset:\n  x: 1',
      more: 'capacity: 10',
      entrants: 'from,persons,per,place,source_id\n2022-02-21,total(place == abroad) / 9,week,abroad,A00',
    });
    expect(feedbackLoops(entering)).toEqual([
      ['total(place == abroad)', 'entrants', 'total(place == abroad)'],
    ]);
  });

  it('is absent where nothing that is counted depends on the total', () => {
    const none = inlineModel({
      columns: 'x: { type: number }',
      rules: 'rule: look\nset:\n  x: total(place == home)',
    });
    expect(feedbackLoops(none)).toEqual([]);
    expect(dependenciesOf(none.plan[0], none)).toMatchObject({
      totals: ['total(place == home)'],
      tables: [],
    });
  });
});

describe('the page of a model with a quota', () => {
  const files = modelFiles({
    columns: 'wish: { type: flag }',
    rules:
      'rule: enter\nwho: wish\nquota:\n  most: 3 * persons\n  by: place\nset:\n  wish: false\notherwise:\n  wish: true',
  });
  const world = openWorld(files);
  const page = docsPage(blankProse('Quota', world), 'odd.md', world);

  it('shows who asks in the schedule, the rule once, and no hidden column', () => {
    expect(page.match(/^\| \d \| `enter.*$/gm)).toHaveLength(2);
    expect(page.match(/quota most: 3 \* persons/g)).toHaveLength(1);
    expect(page.match(/^\| `enter\/turn`/gm)).toBeNull();
    expect(page.match(/^\| `wish`/gm)).not.toBeNull();
  });
});

describe('the page of a model in which people begin in several places and others come', () => {
  const pageOf = (place: string) => {
    const world = openWorld(
      modelFiles({
        columns: `place: { type: place, initial: ${place} }`,
        rules: 'rule: stay\nset:\n  place: place',
        entrants: 'from,persons,per,place,source_id\n2022-02-21,3,week,abroad,A00',
        more: 'capacity: 900',
      }),
    );
    return docsPage(blankProse('Entrants', world), 'odd.md', world);
  };

  it('says where everybody starts only if everybody does', () => {
    expect(pageOf('abroad').match(/.*where everybody starts.*/g)).toEqual([
      '| `abroad` (where everybody starts) | Abroad |',
    ]);
    expect(pageOf('pick(place)')).not.toContain('where everybody starts');
  });

  it('shows who comes, and no equations where there are none', () => {
    const page = pageOf('home');
    expect(page).toContain('**`entrants`**: people who come from outside');
    expect(page).toContain('| 2022-02-21 | 3 | week | abroad | A00 |');
    expect(page).toContain('At most 900 persons are born, or enter by an expression, in a run.');
    expect(page).not.toMatch(/```\n\n```/);
  });
});

describe('the page of a model with limits', () => {
  it('lists them, and asks odd.md for the place', () => {
    const world = openWorld(
      modelFiles({
        columns: 'x: { type: number }',
        rules: 'rule: look\nset:\n  x: 1',
        more: 'limits: [No births., "Events come from outside: nobody asked."]',
      }),
    );
    const prose = blankProse('Limits', world);
    expect(docsPage(prose, 'odd.md', world)).toContain(
      '- No births.\n- Events come from outside: nobody asked.',
    );
    expect(() => docsPage(prose.replace('<!-- limits -->', ''), 'odd.md', world)).toThrow(
      'the page shows no `limits`',
    );
  });
});
