import { describe, expect, it } from 'vitest';
import { seedKey, streamKey } from '../../src/random/streams.ts';
import { drawRespondents, waveStreams } from '../../src/survey/sample.ts';
import { drawnShares, expectedShares, responseTest } from '../../src/survey/shares.ts';
import { checkSubgroups, codesByAnswer, NO_LABEL, parseSubgroup } from '../../src/survey/subgroups.ts';
import { wholeWeights } from '../../src/survey/weights.ts';
import { problemsWhen, study } from './studies.ts';

const yes = responseTest('yes', undefined);

describe('a response', () => {
  it('is given by a flag that is set', () => {
    expect([0, 1].map(yes)).toEqual([false, true]);
  });

  it('is given at or above the cut, below it when it begins with `bottom`', () => {
    const cut = 0.7;
    const values = [0.6, Math.fround(0.7), 0.8];
    expect(values.map(responseTest('top2', cut))).toEqual([false, true, true]);
    expect(values.map(responseTest('bottom2', cut))).toEqual([true, false, false]);
  });
});

describe('a share', () => {
  const base = [1, 1, 1, 0, 1];
  const values = [1, 0, 1, 1, Number.NaN];
  const weights = wholeWeights([1, 1, 1, 1, 1], [1, 2, 4, 8, 16]);

  it('is of those who were asked and to whom the item applies', () => {
    const drawn = drawnShares(
      { agents: Uint32Array.of(0, 1, 1, 2, 3, 4), kept: 0 },
      { base, values, holds: yes },
    );
    expect(drawn).toEqual([{ share: 0.5, respondents: 4 }]);
    const [expected] = expectedShares(weights, { base, values, holds: yes });
    expect(expected).toEqual({ share: 5 / 7, respondents: Number.NaN });
  });

  it('is none when nobody answered', () => {
    const question = { base: [0, 0, 0, 0, 0], values, holds: yes };
    expect(drawnShares({ agents: Uint32Array.of(1), kept: 0 }, question)).toEqual([
      { share: Number.NaN, respondents: 0 },
    ]);
    expect(expectedShares(weights, question)[0].share).toBeNaN();
  });

  it('can be split by any code of an agent', () => {
    const split = { codes: Uint8Array.of(0, 1, 1, 0, NO_LABEL), count: 3 };
    const shares = expectedShares(weights, { base, values, holds: yes, split });
    expect(shares.map(s => s.share)).toEqual([1, 4 / 6, Number.NaN]);
  });

  it('has the sampling error of a simple random sample of persons', () => {
    const agents = 4000;
    const ids = Uint32Array.from({ length: agents }, (_, i) => i);
    const inclusion = Float32Array.from(ids, i => 1 + (i % 4));
    const chosen = wholeWeights(new Uint8Array(agents).fill(1), inclusion);
    const question = {
      base: new Uint8Array(agents).fill(1),
      // More likely among those who are asked more often: the plain share of agents is another one.
      values: Uint8Array.from(ids, i => +((i % 4) * 3 + (i % 11) > 10)),
      holds: yes,
    };
    const [{ share: expected }] = expectedShares(chosen, question);
    const plain = question.values.reduce((a, b) => a + b, 0) / agents;
    expect(expected - plain).toBeGreaterThan(0.05);
    const [samples, n] = [300, 400];
    const shares = Array.from({ length: samples }, (_, replicate) => {
      const key = streamKey(seedKey('shares'), replicate, waveStreams('A').fresh);
      return drawnShares(drawRespondents({ weights: chosen, ids, count: n, key, week: 26 }), question)[0]
        .share;
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
    expect(parseSubgroup('cohort=2022-spring')).toEqual({ name: 'cohort', label: '2022-spring' });
    for (const text of ['all', 'a=b=c', '=b', 'a=', 'a b=c']) expect(parseSubgroup(text)).toBeUndefined();
  });

  it('by an answer are those who gave it, those who did not, and neither', () => {
    const codes = codesByAnswer(
      [1, 1, 0, 1],
      Float32Array.of(0.9, 0.1, 0.9, Number.NaN),
      responseTest('top2', 0.5),
    );
    expect([...codes]).toEqual([0, 1, NO_LABEL, NO_LABEL]);
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
