import { describe, expect, it } from 'vitest';
import { differenceBands, levelBands, pairsOf } from '../../app/answer/bands.ts';
import { figuresFor } from '../../app/answer/numbers.ts';
import { differenceSentence, levelSentence } from '../../app/answer/sentence.ts';
import type { Course } from '../../app/engine/messages.ts';
import { inOrder } from '../../app/engine/pool.ts';
import type { Draft } from '../../app/question/draft.ts';
import { wordsFor } from '../../app/texts/index.ts';
import type { Catalogue } from '../../src/workflows/explore/catalogue.ts';

const CATALOGUE = {
  ...{ startDay: 11_374, weeks: 2, origin: 'home', groups: ['host'], persons: 1_000_000, agents: 100_000 },
  places: [
    { label: 'home', title: 'Home' },
    { label: 'valley', title: 'The valley' },
    { label: 'hill', title: 'The hill' },
  ],
  metrics: [
    { name: 'abroad', title: 'abroad', measure: 'persons', headline: true },
    { name: 'learning', title: 'learning', measure: 'share', headline: true },
  ],
  series: ['all', 'host=home', 'host=valley', 'host=hill'].flatMap(group => [
    { metric: 'abroad', group },
    { metric: 'learning', group },
  ]),
} as unknown as Catalogue;
const WIDTH = CATALOGUE.series.length;
const PLACES = CATALOGUE.places.length;

/** A run in whose last week these many live in the valley and on the hill, and this share learns in the valley. */
function course(replicate: number, valley: number, hill: number, share = 0.5): Course {
  const last = [valley + hill, share, 0, 0, valley, share, hill, 0.5];
  return {
    ...{ replicate, draw: replicate, stateHash: '' },
    trajectories: Float64Array.from([...last.map(() => 0), ...last]),
    living: Float64Array.from([0, 0, 0, -valley - hill, valley, hill]),
    entered: new Float64Array(2 * PLACES),
    moves: new Float32Array(),
    survey: new Float64Array(),
  };
}

const runs = Array.from({ length: 20 }, (_, k) => k + 1);
const before = runs.map(k => course(k, 100_000 + 100 * k, 50_000));
const after = runs.map(k => course(k, 60_000 + 50 * k, 65_000 + 20 * k));
const words = wordsFor(['en-GB']);
const figures = figuresFor(words, { personsPerAgent: 10, agents: 100_000 }, CATALOGUE);
const setting = { catalogue: CATALOGUE, words, figures, week: 1 };
const asking = (places: string[]) => ({ events: [{ kind: 'gate', places }] }) as unknown as Draft;
const textOf = (stretches: readonly { text: string }[]) => stretches.map(({ text }) => text).join('');

describe('bands', () => {
  it('are those of the runs, and of the differences of pairs', () => {
    expect(levelBands(before, 0, WIDTH, 2)[1]).toMatchObject({
      middle: 151_050,
      low: 150_195,
      high: 151_905,
    });
    const pairs = pairsOf(before, after.toReversed().slice(0, 3));
    expect(pairs.map(([a, b]) => [a.replicate, b.replicate])).toEqual([18, 19, 20].map(k => [k, k]));
    expect(differenceBands(pairs, 4, WIDTH, 2)[1].middle).toBeCloseTo(-40_950, 9);
  });
});

describe('the sentence', () => {
  it('leads with the place that the question names, then tells where else more live', () => {
    const text = textOf(differenceSentence(setting, asking(['valley']), pairsOf(before, after)));
    expect(text).toMatch(
      /^By March 2001, 40,530 fewer live in The valley \(90 % of the runs: −40,950 to −40,100 persons\)\./,
    );
    expect(text).toContain('More live in The hill (+15,210).');
    expect(text).toMatch(/In all places: abroad −25,320 /);
  });

  it('leads with the outcome that changes where nobody moves', () => {
    const learning = runs.map(k => course(k, 100_000 + 100 * k, 50_000, 0.6 + 0.001 * k));
    const text = textOf(differenceSentence(setting, asking(['valley']), pairsOf(before, learning)));
    expect(text).toMatch(
      /^By March 2001, learning in The valley: \+11\.0\spoints \(90 % of the runs: \+10\.2 to \+11\.9\spoints\)\. In all places: learning \+11\.0\spoints \(.*\)\.$/,
    );
  });

  it('says that nothing differs where nothing does', () => {
    expect(textOf(differenceSentence(setting, asking([]), pairsOf(before, before)))).toBe(
      'Nothing differs from the baseline by March 2001.',
    );
  });

  it('of the baseline tells how many there are, and where most', () => {
    expect(textOf(levelSentence(setting, before))).toMatch(
      /^In the model, by March 2001, 151,\d+ persons are abroad \(90 % of the runs: .*Most live in The valley \(101,\d+\) and The hill \(50,000\)\.$/,
    );
  });
});

describe('figures', () => {
  it("are rounded as everywhere and written as the reader's locale does", () => {
    const german = figuresFor(wordsFor(['de-DE']), { personsPerAgent: 250 }, { startDay: 0 });
    const estimate = { value: -54_850, low: -74_120, high: -38_400 };
    expect(german.change('persons', estimate)).toMatchObject({
      value: '−55.000',
      low: '−74.000',
      high: '−38.000',
    });
    expect(figures.change('share', { value: 0.178, low: 0.15, high: 0.2 }).value).toBe('+17.8\u00a0points');
  });
});

describe('runs', () => {
  it('are done one of each draw before the second of any', () => {
    const order = inOrder({ runs: [1, 2, 3, 4, 5, 6].map(replicate => ({ replicate })), seeds: 2 });
    expect(order.map(({ replicate }) => replicate)).toEqual([1, 3, 5, 2, 4, 6]);
  });
});
