import { describe, expect, it } from 'vitest';
import { seedKey, streamKey } from '../../src/core/random/streams.ts';
import { drawRespondents, waveStreams } from '../../src/survey/sample.ts';
import {
  addAnswers,
  answersOf,
  askedOf,
  DID_NOT,
  expectedShare,
  GAVE,
  NOT_ASKED,
  noAnswers,
  shareOf,
  timesDrawn,
} from '../../src/survey/shares.ts';
import { checkSubgroups, parseSubgroup } from '../../src/survey/subgroups.ts';
import { wholeWeights } from '../../src/survey/weights.ts';
import { problemsWhen, study } from './studies.ts';

function count(
  times: number[] | Uint16Array,
  weights: Uint32Array,
  answers: Float32Array,
  labels?: Uint8Array,
) {
  const found = noAnswers(256);
  const asked = { times: Uint16Array.from(times), kept: new Uint16Array(times.length), weights };
  addAnswers(found, asked, answers, labels ?? new Uint8Array(answers.length));
  return found;
}

/** Sums of everybody's answers to one question. */
const all = (...given: Parameters<typeof count>) => answersOf(count(...given), 0);

describe('a share', () => {
  const answers = Float32Array.of(GAVE, DID_NOT, GAVE, NOT_ASKED, NOT_ASKED);
  const weights = wholeWeights([1, 2, 4, 8, 16]);

  it('is of those who were asked and to whom the item applies', () => {
    const { drawn, likely, agents } = all([1, 2, 1, 1, 1], weights, answers);
    expect([shareOf(drawn), askedOf(drawn)]).toEqual([0.5, 4]);
    expect([shareOf(likely), askedOf(agents)]).toEqual([5 / 7, 3]);
  });

  it('is none when nobody answered', () => {
    const { drawn, likely } = all([0, 1, 0, 0, 0], weights, new Float32Array(5).fill(NOT_ASKED));
    expect([shareOf(drawn), askedOf(drawn), shareOf(likely)]).toEqual([Number.NaN, 0, Number.NaN]);
  });

  it('can be split by any code of an agent, and is then the same of all together', () => {
    const given = Float32Array.of(GAVE, DID_NOT, GAVE, GAVE, NOT_ASKED);
    const sums = count([1, 1, 1, 1, 1], weights, given, Uint8Array.of(0, 1, 1, 0, 255));
    const shares = [0, 1, 2].map(label => shareOf(answersOf(sums, 0, label).likely));
    expect(shares).toEqual([1, 4 / 6, Number.NaN]);
    expect(answersOf(sums, 0)).toEqual(all([1, 1, 1, 1, 1], weights, given));
  });

  it('is counted of several questions at once', () => {
    const questions = [answers, Float32Array.of(1, 1, 3, 0, 0), Float32Array.of(0, 3, 1, 1, 0)];
    const codes = answers.map((_, i) => questions.reduce((sum, own, k) => sum + own[i] * 4 ** k, 0));
    const labels = Uint8Array.of(7, 0, 255, 7, 3);
    const together = count([1, 2, 1, 1, 1], weights, codes, labels);
    for (const [digit, own] of questions.entries()) {
      const alone = count([1, 2, 1, 1, 1], weights, own, labels);
      for (const label of [undefined, 0, 3, 7, 255])
        expect(answersOf(together, digit, label)).toEqual(answersOf(alone, 0, label));
    }
  });

  it('adds up whatever the division of agents', () => {
    const whole = count([1, 2, 1, 1, 1], weights, answers);
    const parts = noAnswers(256);
    for (const [from, to] of [
      [2, 5],
      [0, 2],
    ]) {
      const asked = {
        times: Uint16Array.of(1, 2, 1, 1, 1).subarray(from, to),
        kept: new Uint16Array(to - from),
        weights: weights.subarray(from, to),
      };
      addAnswers(parts, asked, answers.subarray(from, to), new Uint8Array(to - from));
    }
    expect(parts).toEqual(whole);
  });

  it('is expected of fresh respondents by weight and of the panel as it was drawn', () => {
    // Of the fresh 10, by weights 1, 2, 4 of 31 in all: 5/31 and 2/31 of them; in the panel one who did and two who didn't.
    const { likely } = all([0, 0, 0, 0, 0], weights, answers);
    const unit = weights[0];
    const kept = Float64Array.of(1, 2, 0, 0);
    const expected = (10 * (5 / 31) + 1) / (10 * (7 / 31) + 3);
    const sums = { drawn: kept, kept, likely, agents: kept };
    expect(expectedShare(sums, 10, 31 * unit)).toBeCloseTo(expected, 12);
    // Without a panel: bit by bit the share by weight.
    expect(expectedShare({ ...sums, kept: new Float64Array(4) }, 10, 31 * unit)).toBe(5 / 7);
  });

  it('has the sampling error of a simple random sample of persons', () => {
    const agents = 4000;
    const ids = Uint32Array.from({ length: agents }, (_, i) => i);
    const inclusion = Float32Array.from(ids, i => 1 + (i % 4));
    const chosen = wholeWeights(inclusion);
    // More likely among those who are asked more often: the plain share of agents is another one.
    const answers = Float32Array.from(ids, i => ((i % 4) * 3 + (i % 11) > 10 ? GAVE : DID_NOT));
    const expected = shareOf(all(Uint16Array.from(ids), chosen, answers).likely);
    const plain = answers.filter(answer => answer === GAVE).length / agents;
    expect(expected - plain).toBeGreaterThan(0.05);
    const [samples, n] = [300, 400];
    const shares = Array.from({ length: samples }, (_, replicate) => {
      const key = streamKey(seedKey('shares'), replicate, waveStreams('A').fresh);
      const respondents = drawRespondents({ agents: ids, weights: chosen, ids, count: n, key, week: 26 });
      return shareOf(all(timesDrawn(respondents, agents), chosen, answers).drawn);
    });
    const mean = shares.reduce((a, b) => a + b, 0) / samples;
    const variance = shares.reduce((a, b) => a + (b - expected) ** 2, 0) / samples;
    const theory = (expected * (1 - expected)) / n;
    expect(Math.abs(mean - expected)).toBeLessThan(4 * Math.sqrt(theory / samples));
    // The relative error of a variance from 300 samples is sqrt(2 / 300) = 0.08.
    expect(Math.abs(variance / theory - 1)).toBeLessThan(0.3);
  });
});

describe('subgroups', () => {
  it('are a name, = and a label', () => {
    expect(parseSubgroup('cohort=2022-spring')).toEqual([{ name: 'cohort', label: '2022-spring' }]);
    expect(parseSubgroup('sex=male and old=no')).toEqual([
      { name: 'sex', label: 'male' },
      { name: 'old', label: 'no' },
    ]);
    for (const text of ['all', 'a=b=c', '=b', 'a=', 'a b=c', 'a=b and', 'a=b and c'])
      expect(parseSubgroup(text)).toBeUndefined();
  });

  it('that no item explains must be known to the model', () => {
    const check = (labels: [string, string[]][]) =>
      problemsWhen(() => checkSubgroups(study(), new Map(labels)));
    expect(check([['worker', ['no', 'yes']]])).toEqual([]);
    expect(check([['workers', ['no', 'yes']]])[0]).toMatchObject({
      kind: 'unknown',
      found: 'worker',
      hint: 'did you mean `workers`?',
      at: { file: 'marginals.csv', line: 8 },
    });
    expect(check([['worker', ['true', 'false']]])[0]).toMatchObject({ expected: 'true, false' });
  });
});
