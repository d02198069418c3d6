import { describe, expect, it } from 'vitest';
import { dependenciesOf } from '../../../src/report/model-page/dependencies.ts';
import { feedbackLoops } from '../../../src/report/model-page/feedback.ts';
import { inlineModel } from '../../support/model.ts';

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
