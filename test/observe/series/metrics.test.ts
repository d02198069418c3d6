import { describe, expect, it } from 'vitest';
import { planMetrics } from '../../../src/observe/series/metrics.ts';
import { type InlineModel, inlineInputs, inlineModel } from '../../support/model.ts';
import { runInline } from '../../support/run.ts';

const model: InlineModel = {
  columns: `
kind:
  type: one-of
  values: [a, b, c]
  initial: if(uniform('k') < 0.5, a, b)
score: { type: number, initial: uniform('s') * 10 }`,
  parameters: { persons: 900 },
  rules: 'rule: go\nwho: place == home\nchance: 0.1\nthen:\n  place: abroad',
  metrics: `
abroad:
  persons: place == abroad
left:
  persons: moves(home, any)
high_share:
  share: score > 5
  of: place == abroad
score_mean:
  mean: score
  of: place == abroad
high_share_of_a:
  share: score > 5
  of: place == abroad and kind == a
score_mean_of_a:
  mean: score / if(kind == a, 1, 0)
  of: place == abroad and kind == a`,
  more: 'groups:\n  kind: kind\n  where: place',
};
const run = runInline(inlineInputs(model, { weeks: 20, groups: ['kind', 'where'] }));

describe('metrics', () => {
  it('count what the columns say', () => {
    const [place, score] = [run.column('place'), run.column('score')];
    const abroad = score.filter((_, i) => place[i] === 1);
    expect(run.series('abroad')[19]).toBe(abroad.length);
    expect(run.series('high_share')[19]).toBe(abroad.filter(x => x > 5).length / abroad.length);
    const mean = abroad.reduce((sum, x) => sum + x, 0) / abroad.length;
    expect(Math.abs(run.series('score_mean')[19] - mean)).toBeLessThan(1e-6);
    expect(run.series('left').reduce((sum, x) => sum + x, 0)).toBe(abroad.length);
  });

  it('of a narrower base are what a group says of the wider one, whatever the others have', () => {
    const [share, mean] = ['high_share', 'score_mean'].map(name => run.series(name, 'kind=a'));
    expect(run.series('high_share_of_a')).toEqual(share);
    expect(run.series('score_mean_of_a')).toEqual(mean);
    expect(share[19]).toBeGreaterThan(0);
  });

  it('add up over the labels of a group', () => {
    for (let week = 0; week < 20; week++) {
      const parts = ['a', 'b', 'c'].map(label => run.series('abroad', `kind=${label}`)[week]);
      expect(parts[0] + parts[1] + parts[2]).toBe(run.series('abroad')[week]);
      expect(run.series('abroad', 'where=abroad')[week]).toBe(run.series('abroad')[week]);
      expect(run.series('abroad', 'where=home')[week]).toBe(0);
    }
  });

  it('have no value where nobody is in the base', () => {
    expect(run.series('score_mean', 'kind=c').every(Number.isNaN)).toBe(true);
    expect(run.series('high_share', 'where=home').every(Number.isNaN)).toBe(true);
  });

  it('do not hang on the groups that are asked for', () => {
    const alone = runInline(inlineInputs(model, { weeks: 20 }));
    expect(alone.series('score_mean')).toEqual(run.series('score_mean'));
    expect(alone.result.stateHash).toBe(run.result.stateHash);
  });
});

describe('counts', () => {
  const counting: InlineModel = {
    ...model,
    rules: `${model.rules}
---
rule: back
who: place == abroad
chance: 0.2
then:
  place: home`,
    metrics: `
abroad:
  persons: place == abroad
high_abroad:
  persons: score > 5 and place == abroad
left:
  persons: moves(home, any)
returned:
  persons: moves(any, home)
high_share_of_abroad:
  share: score > 5
  of: place == abroad`,
  };
  const counted = runInline(inlineInputs(counting, { weeks: 20 }));
  const passes = (metrics: string) =>
    planMetrics(inlineModel({ ...counting, metrics }), []).tallies.map(({ name }) => name);

  it('and shares of those who are counted are made in one pass', () => {
    expect(passes(counting.metrics!)).toEqual(['abroad']);
    const [place, score] = [counted.column('place'), counted.column('score')];
    const abroad = score.filter((_, i) => place[i] === 1);
    const high = abroad.filter(x => x > 5);
    const last = (name: string) => counted.series(name)[19];
    expect([last('abroad'), last('high_abroad')]).toEqual([abroad.length, high.length]);
    expect(last('high_share_of_abroad')).toBe(high.length / abroad.length);
    expect(last('returned')).toBeGreaterThan(0);
    counted.series('abroad').forEach((count, week, all) => {
      const [came, went] = ['left', 'returned'].map(name => counted.series(name)[week]);
      expect(count - (all[week - 1] ?? 0)).toBe(came - went);
    });
  });

  it('and so are shares of some of those who are counted', () => {
    const some = 'high_share_of_a:\n  share: score > 5\n  of: place == abroad and kind == a';
    const metrics = [counting.metrics, some].join('\n');
    expect(passes(metrics)).toEqual(['abroad']);
    const groups = 'groups:\n  kind: kind';
    const run = runInline(
      inlineInputs({ ...counting, metrics, more: groups }, { weeks: 20, groups: ['kind'] }),
    );
    expect(run.series('high_share_of_a')).toEqual(run.series('high_share_of_abroad', 'kind=a'));
    expect(run.series('high_share_of_a')[19]).toBeGreaterThan(0);
  });

  it('leave a pass to means, and to shares of others', () => {
    const mean = 'score_mean:\n  mean: score\n  of: place == abroad';
    const share = 'high_share:\n  share: score > 5\n  of: kind == a';
    expect(passes([counting.metrics, mean, share].join('\n'))).toEqual([
      'abroad',
      'high_share_of_abroad',
      'high_share',
    ]);
  });
});

describe('operators that look back', () => {
  const study = {
    waves:
      'wave_id,label,field_start,field_end,mode,sampling,eligibility,n_total,n_total_status,n_panel_from_previous,deff,source_id,note\n' +
      'A,a,2022-05-02,2022-05-08,online,register,all,2000,reported,,1,A00,\n',
    items:
      'item_id,construct,kind,scale,responses,base,horizon_months,reference_months,comparable_group,operator_hint,operator,cut\n' +
      'was_home,x,state,binary,yes,place == abroad,,,,,"ago(4, place == home)",\n' +
      'mean_week,x,state,number,yes,,,,,,"mean_over(4, week - 0.0) == 8.5",\n' +
      'too_far,x,state,binary,yes,,,,,,"ago(40, place == home)",\n' +
      'supposed,x,state,binary,yes,,,,,,"given(war = 3, war) == 3",\n',
  };
  const inputs = inlineInputs({ ...model, more: 'fields: [war]' }, { weeks: 20, study });
  const { result } = runInline(inputs);
  const at = (row: number) => result.surveyValues[2 * row + 1];

  it('remember the state of so many weeks before', () => {
    // Asked in week 10: of those abroad then, the ones who left in weeks 7 to 10.
    const left = run.series('left');
    const recent = left.slice(7, 11).reduce((sum, x) => sum + x, 0);
    expect(at(0)).toBeCloseTo(recent / run.series('abroad')[10], 10);
  });
  it('take means over the weeks up to the wave', () => expect(at(1)).toBe(1));
  it('leave an item without an answer when the run did not begin early enough', () =>
    expect(at(2)).toBeNaN());
  it('suppose another value of a field', () => expect(at(3)).toBe(1));
});

describe('means', () => {
  const columns = `
share: { type: number, range: 0..1, initial: uniform('s') }
income: { type: number, initial: 3000000 * uniform('i') + 0.5 }
balance: { type: number, initial: 1000000000 * normal('b') }
dust: { type: number, initial: 0.0000000001 * uniform('d') }
trips: { type: integer, initial: floor(60000 * uniform('t')) }`;
  const wide: InlineModel = {
    columns,
    parameters: { persons: 900, gain: 3 },
    metrics: Object.entries({
      shifted: '5000 + share',
      below: 'share - 4000',
      income: 'income',
      balance: 'balance',
      dust: '0.0000000001 * share',
      trips: 'trips',
      gained: 'gain * share',
      product: '100.0 * trips * trips / 1000000',
    })
      .map(([name, mean]) => `m_${name}:\n  mean: ${mean}\n  of: week >= 0`)
      .join('\n'),
    more: 'groups:\n  low: share < 0.5',
  };
  const seen = runInline(inlineInputs(wide, { weeks: 2, groups: ['low'] }));
  const { fround } = Math;

  it.each<[string, string, (x: number) => number, number]>([
    ['shifted', 'share', x => fround(5000 + x), 1e-5],
    ['below', 'share', x => fround(x - 4000), 1e-5],
    ['income', 'income', x => x, 1e-6],
    ['balance', 'balance', x => x, 1e-6],
    ['dust', 'share', x => fround(fround(1e-10) * x), 1e-18],
    ['trips', 'trips', x => x, 1e-9],
    ['gained', 'share', x => fround(3 * x), 1e-6],
    ['product', 'trips', x => fround(fround(fround(100 * x) * x) / 1e6), 1e-2],
  ])('are those of the values, whatever their size: %s', (name, column, value, error) => {
    const values = seen.column(column).map(value);
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    expect(Math.abs(seen.series(`m_${name}`)[1] - mean)).toBeLessThan(error + Math.abs(mean) * 1e-12);
    const low = values.filter((_, i) => seen.column('share')[i] < 0.5);
    const lowMean = low.reduce((sum, x) => sum + x, 0) / low.length;
    expect(Math.abs(seen.series(`m_${name}`, 'low=yes')[1] - lowMean)).toBeLessThan(
      error + Math.abs(lowMean) * 1e-12,
    );
  });

  it.each([
    ['share / (share - share)', 'Infinity'],
    ['(share - share) / (share - share)', 'NaN'],
    ['1000000.0 * income * income', /found \d/],
    ['if(floor(sqrt(share - 2)) > 0, 1, 2)', 'found 2'],
  ])('that can not be counted stop the run and name their metric: %s', (mean, found) => {
    const metrics = `first:\n  mean: share\n  of: week >= 0\nbroken:\n  mean: ${mean}\n  of: week >= 0\nlast:\n  mean: share * 2\n  of: week >= 0`;
    const run = () => runInline(inlineInputs({ ...wide, more: '', metrics }, { weeks: 2 }));
    expect(run).toThrow(/metric `broken` can't count the value of agent \d+ in the week of 2022-02-21/);
    expect(run).toThrow(found);
  });

  it('of those outside the base may be no number', () => {
    const metrics = 'm:\n  mean: 1 / (share - share)\n  of: share > 2\nn:\n  mean: share\n  of: week >= 0';
    const run = runInline(inlineInputs({ ...wide, more: '', metrics }, { weeks: 2 }));
    expect(run.series('m').every(Number.isNaN)).toBe(true);
  });
});
