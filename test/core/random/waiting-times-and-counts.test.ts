import { describe, expect, it } from 'vitest';
import { numbers } from '../../../src/core/math/arithmetic.ts';
import { seedKey, streamKey, wordsAt } from '../../../src/core/random/streams.ts';
import {
  exponential,
  gamma,
  gompertz,
  MOST_COUNTED,
  negativeBinomial,
  poisson,
  weibull,
} from '../../../src/core/random/variates.ts';

/** Words whose uniforms are evenly spread: what is drawn from them has its distribution without noise. */
const COUNT = 1 << 16;
const evenly = Array.from({ length: COUNT }, (_, k) => (Math.floor(((k + 0.5) * 2 ** 24) / COUNT) << 8) | 0);
const shareBelow = (values: readonly number[], x: number) => values.filter(v => v <= x).length / COUNT;

describe('times', () => {
  it('have the survival functions of their hazards', () => {
    const cases = [
      { values: evenly.map(w => exponential(numbers, w, 3)), survives: (t: number) => Math.exp(-t / 3) },
      {
        values: evenly.map(w => weibull(numbers, w, 2, 1.5)),
        survives: (t: number) => Math.exp(-((t / 2) ** 1.5)),
      },
      {
        values: evenly.map(w => gompertz(numbers, w, 0.02, 0.4)),
        survives: (t: number) => Math.exp((-0.02 / 0.4) * (Math.exp(0.4 * t) - 1)),
      },
    ];
    for (const { values, survives } of cases)
      for (const t of [0.1, 0.5, 1, 2, 4, 8]) expect(shareBelow(values, t)).toBeCloseTo(1 - survives(t), 4);
  });

  it('begin at 0 and end', () => {
    for (const word of [0, -1])
      for (const t of [
        exponential(numbers, word, 3),
        weibull(numbers, word, 2, 1.5),
        gompertz(numbers, word, 0.1, 0.4),
      ]) {
        expect(t).toBeGreaterThanOrEqual(0);
        expect(t).toBeLessThan(100);
      }
  });
});

describe('gamma', () => {
  const key = streamKey(seedKey('gamma'), 1, 'test');
  const draws = (count: number, scale: number, shape: number) =>
    Array.from({ length: count }, (_, agent) =>
      gamma(numbers, k => wordsAt(key, agent, k * 65_536) as [number, number], scale, shape),
    );

  // Of df degrees of freedom chi-squared is gamma of scale 2 and shape df / 2: its table, as printed.
  const TABLE = [
    {
      df: 1,
      points: [
        [0.05, 0.003932],
        [0.25, 0.101531],
        [0.5, 0.454936],
        [0.75, 1.323304],
        [0.95, 3.841459],
      ],
    },
    {
      df: 5,
      points: [
        [0.05, 1.145476],
        [0.25, 2.674603],
        [0.5, 4.35146],
        [0.75, 6.62568],
        [0.95, 11.0705],
      ],
    },
    {
      df: 10,
      points: [
        [0.05, 3.940299],
        [0.25, 6.737201],
        [0.5, 9.341818],
        [0.75, 12.548861],
        [0.95, 18.307038],
      ],
    },
  ];

  it.each(TABLE)(
    'has the quantiles, mean and variance of chi-squared with $df degrees of freedom',
    ({ df, points }) => {
      const count = 10_000;
      const values = draws(count, 2, df / 2);
      for (const [share, point] of points) {
        const found = values.filter(value => value <= point).length / count;
        expect(Math.abs(found - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / count));
      }
      const mean = values.reduce((a, b) => a + b) / count;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1);
      expect(Math.abs(mean - df)).toBeLessThan(4 * Math.sqrt((2 * df) / count));
      // The fourth central moment is 12 df^2 + 48 df.
      expect(Math.abs(variance - 2 * df)).toBeLessThan(4 * Math.sqrt((8 * df * df + 48 * df) / count));
    },
  );

  it('is no number of a shape that is none', () => {
    for (const value of draws(3, 2, 0)) expect(value).toBeNaN();
    for (const value of draws(3, 2, -1)) expect(value).toBeNaN();
  });
});

describe('counts', () => {
  const chancesOf = (none: number, ratio: (k: number) => number) => {
    const chances = [none];
    for (let k = 1; k <= MOST_COUNTED; k++) chances.push(chances[k - 1] * ratio(k));
    return chances;
  };
  const check = (values: readonly number[], chances: readonly number[]) => {
    for (const [k, chance] of chances.entries()) {
      const share = values.filter(value => value === k).length / COUNT;
      expect(Math.abs(share - chance)).toBeLessThan(3 / COUNT + 2e-6);
    }
  };

  it('are Poisson', () => {
    for (const mean of [0, 0.3, 4, 20])
      check(
        evenly.map(word => poisson(numbers, word, mean)),
        chancesOf(Math.exp(-mean), k => mean / k),
      );
  });

  it('are negative binomial', () => {
    for (const [mean, size] of [
      [2, 0.5],
      [5, 3],
    ])
      check(
        evenly.map(word => negativeBinomial(numbers, word, mean, size)),
        chancesOf((size / (size + mean)) ** size, k => ((k - 1 + size) / k) * (mean / (mean + size))).slice(
          0,
          -1,
        ),
      );
  });

  it('hold their mean to 0..20', () => {
    for (const word of evenly.filter((_, k) => k % 997 === 0)) {
      expect(poisson(numbers, word, 1000)).toBe(poisson(numbers, word, 20));
      expect(poisson(numbers, word, -3)).toBe(0);
    }
  });
});
